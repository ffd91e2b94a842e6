#!/usr/bin/env bash
# Observations coded, committed and read again, in a database below build/bench.
set -euo pipefail
rm -f build/bench/store.db*
build/benchmarks/store_bench build/bench/store.db "$@"
rm -f build/bench/store.db*
