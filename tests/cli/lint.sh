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
finds() { # WHAT TOOL
    if tools/"$2" >out 2>&1; then echo "not ok $1: passed"; cat out; else echo "ok finds $1"; fi
}

fresh
tools/layers.py >out && tools/caps.py >out && echo "ok a clean tree passes" || { cat out; echo "not ok a clean tree passes"; }
fresh; echo '#include "panel/p.h"' >>src/base/a.c; finds "an arrow up" layers.py
fresh; echo '#include "../panel/p.h"' >>src/base/a.c; finds "a path out of the room" layers.py
fresh; echo '#include "store/s.h"' >src/panel/p.c; finds "panel using store" layers.py
fresh; echo '#include "panel/p.h"' >src/store/s.c; finds "store using panel" layers.py
fresh; echo '#include <time.h>' >src/panel/p.c; finds "a clock in the panel" layers.py
fresh; echo '#include <sqlite3.h>' >src/base/b.c; finds "SQLite outside the store" layers.py
fresh; mkdir src/attic; echo >src/attic/x.c; finds "a room without a row" layers.py; rm -r src/attic
fresh; yes 'int x;' | head -801 >src/base/b.c; finds "a long file" caps.py
fresh; { printf 'int b(void)\n{\n'; yes '    a();' | head -120; printf '}\n'; } >src/base/b.c; finds "a long function" caps.py
fresh; { printf 'int b(int i)\n{\n'; yes '    if (i) a();' | head -31; printf '}\n'; } >src/base/b.c; finds "a complex function" caps.py
fresh; { echo '/* b.h: x. */'; for _ in 1 2 3; do echo; echo 'int b(void);'; done; } >src/base/b.h; finds "a prototype without a word" caps.py
fresh; echo '/* TODO later */' >>src/base/a.c; finds "a leftover" caps.py
fresh; printf 'void b(char *o, char *v)\n{\n    snprintf(o, 9, "select * from t where v = %%s", v);\n}\n' >src/base/b.c; finds "SQL put together" caps.py
fresh; echo 'function src/base/a.c:a 200' >>tools/caps_exceptions.txt; finds "an exception that is not needed" caps.py
sed -i '/^[^#]/d' tools/caps_exceptions.txt
fresh; echo >fuzz/fuzz_x.c; finds "a fuzzer nobody builds" caps.py
