#!/usr/bin/env bash
# Observations coded, committed and read again: in a SQLite file below build/bench, then in a
# PostgreSQL of our own, both with the disk told to keep what was committed.
set -euo pipefail
rm -f build/bench/store.db*
echo "SQLite"
build/benchmarks/store_bench build/bench/store.db "$@"
rm -f build/bench/store.db*
if tools/pg.sh have 2>/dev/null; then
    echo "PostgreSQL"
    export PG_FSYNC=on
    url=$(tools/pg.sh start build/bench/pg)
    trap 'tools/pg.sh stop build/bench/pg' EXIT
    build/benchmarks/store_bench "$url" "$@"
else
    echo "PostgreSQL: skipped, not installed"
fi
