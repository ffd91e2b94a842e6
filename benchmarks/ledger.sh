#!/usr/bin/env bash
# Questions to a ledger of 100,000 rows and twenty fields, computed ones among them: a page of 100 rows,
# filtered and sorted, or a summary of six columns, in one process on one core, from the text of the
# question on. Best of nine. BENCH_SIZE=quick: 10,000 rows; full: 1,000,000 too, to see how it grows.
set -euo pipefail
cd "$(dirname "$0")/.."
size=${BENCH_SIZE:-plain}
bench=$PWD/build/benchmarks/ledger_bench
goal=20 rows=100000
[[ $size == quick ]] && rows=10000
out=build/bench/ledger.txt

echo "$rows rows, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
"$bench" "$rows" >"$out"
awk -v goal=$goal '
    $1 == "load" || $1 == "settle" { printf "%-28s %8.2f ms\n", $1, $2; next }
    { aim = $1 ~ /^whole/ ? "" : sprintf("goal <= %d ms  %s", goal, $2 <= goal ? "reached" : "NOT reached")
      printf "%-28s %8.2f ms  %7d %-6s %s\n", $1, $2, $3, $1 ~ /^summary/ ? "lines" : "rows", aim }' "$out"
[[ $size == full ]] || exit 0
echo "1,000,000 rows"
"$bench" 1000000 | awk '{ printf "%-28s %8.2f ms\n", $1, $2 }'
