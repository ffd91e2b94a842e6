#!/usr/bin/env bash
# The lint finds what it is there for: a small tree with one fault a time.
mkdir -p tools src/base src/panel src/store fuzz sql
cp "$DIAODU_ROOT"/tools/{layers,caps,embed}.py tools/
cp "$DIAODU_ROOT"/tools/caps_exceptions.txt tools/
sed -i '/^[^#]/d' tools/caps_exceptions.txt
echo "fuzzers = []" >fuzz/meson.build

fresh() {
    rm -rf src/*/*
    printf '/* a.h: something. */\nint a(void); /* one */\n' >src/base/a.h
    printf '#include "base/a.h"\n\nint a(void)\n{\n    return 1;\n}\n' >src/base/a.c
}
finds() { # WHAT TOOL SAID: it fails, and for this reason
    if tools/"$2" >out 2>&1; then echo "not ok $1: passed"; cat out
    elif grep -qF -- "$3" out; then echo "ok finds $1"
    else echo "not ok $1: said something else"; cat out; fi
}

fresh
tools/layers.py >out && tools/caps.py >out && echo "ok a clean tree passes" || { cat out; echo "not ok a clean tree passes"; }
fresh; echo '#include "panel/p.h"' >>src/base/a.c; finds "an arrow up" layers.py 'base may not include panel ("panel/p.h")'
fresh; echo '#include "../panel/p.h"' >>src/base/a.c; finds "a path out of the room" layers.py '"../panel/p.h": write the path from src/'
fresh; echo '#include "store/s.h"' >src/panel/p.c; finds "panel using store" layers.py 'panel may not include store'
fresh; echo '#include "panel/p.h"' >src/store/s.c; finds "store using panel" layers.py 'store may not include panel'
fresh; echo '#include <time.h>' >src/panel/p.c; finds "a clock in the panel" layers.py '<time.h> is not for panel'
fresh; echo '#include <sqlite3.h>' >src/base/b.c; finds "SQLite outside the store" layers.py '<sqlite3.h> is not for base'
fresh; mkdir src/attic; echo >src/attic/x.c; finds "a room without a row" layers.py 'room attic has no row'; rm -r src/attic
fresh; yes 'int x;' | head -801 >src/base/b.c; finds "a long file" caps.py 'file src/base/b.c: 801, limit 800'
fresh; { printf 'int b(void)\n{\n'; yes '    a();' | head -120; printf '}\n'; } >src/base/b.c; finds "a long function" caps.py 'function src/base/b.c:b: 123, limit 120'
fresh; { printf 'int b(int i)\n{\n'; yes '    if (i) a();' | head -31; printf '}\n'; } >src/base/b.c; finds "a complex function" caps.py 'complexity src/base/b.c:b: 32, limit 30'
fresh; { echo '/* b.h: x. */'; for _ in 1 2 3; do echo; echo 'int b(void);'; done; } >src/base/b.h; finds "a prototype without a word" caps.py 'src/base/b.h:7: b has no comment near it'
fresh; echo '/* TODO later */' >>src/base/a.c; finds "a leftover" caps.py 'src/base/a.c:7: finish it'
fresh; printf 'void b(char *o, char *v)\n{\n    snprintf(o, 9, "select * from t where v = %%s", v);\n}\n' >src/base/b.c; finds "SQL put together" caps.py 'src/base/b.c:3: SQL is a named statement'
fresh; echo 'function src/base/a.c:a 200' >>tools/caps_exceptions.txt; finds "an exception that is not needed" caps.py 'function src/base/a.c:a is 4 now'
sed -i '/^[^#]/d' tools/caps_exceptions.txt
fresh; echo >fuzz/fuzz_x.c; finds "a fuzzer nobody builds" caps.py 'fuzz/fuzz_x.c: not named'

# A word that no test has in its name is a mistake, not a success.
results=$PWD/results
finished() { # WORD: the end of ./test WORD after one test
    (cd "$DIAODU_ROOT" && . tools/testlib.sh && filter=("$1") && begin "$results" &&
        printf 'ok build/plain\nok cli/lint.sh: some\n' >"$results" && finish)
}
finished lint >out && echo 'ok a word of a test' || { cat out; echo 'not ok a word of a test'; }
finished typo >out && echo 'not ok a word of no test passed' || echo 'ok a word of no test fails'
grep -q 'no test has "typo" in its name' out && grep -q '1 failed' out && echo 'ok and is named' || { cat out; echo 'not ok and is named'; }
