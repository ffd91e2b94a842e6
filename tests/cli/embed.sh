#!/usr/bin/env bash
# Files are embedded whatever their name and content, and found again.
mkdir -p catalogue sql/queries
printf 'a,b\n"x"\0y' >'catalogue/odd $name#.csv'
: >sql/empty.sql
printf 'select 1;\n' >sql/queries/a.sql
touch sql/.hidden sql/left.sql~
python3 "$DIAODU_ROOT/tools/embed.py" . 9.8.7 out.c out.d catalogue sql
cat >main.c <<'C'
#include "base/embed.h"
int main(void)
{
    size_t n;
    const embedded *t = embed_all(&n);
    for (size_t i = 0; i < n; i++)
        printf("%s %zu %d %d\n", t[i].name, t[i].size, t[i].data[t[i].size],
               embed_find(t[i].name) == &t[i]);
    printf("%s %d\n", diaodu_version, embed_find("sql/none.sql") == NULL);
}
C
cat >wanted <<'W'
catalogue/odd $name#.csv 9 0 1
sql/empty.sql 0 0 1
sql/queries/a.sql 10 0 1
9.8.7 1
W
for cc in gcc clang "gcc -O2 -flto" aarch64-linux-gnu-gcc; do
    command -v ${cc%% *} >/dev/null || { echo "skip $cc # not installed"; continue; }
    run=
    [[ $cc == aarch64* ]] && cc+=" -static" && run=qemu-aarch64-static
    if [[ $run ]] && ! command -v $run >/dev/null; then echo "skip $cc # no $run"; continue; fi
    $cc -std=gnu17 -I"$DIAODU_ROOT/src" main.c out.c -o program && $run ./program >got &&
        diff -a wanted got && echo "ok embedded by $cc" || echo "not ok embedded by $cc"
done
