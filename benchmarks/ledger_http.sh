#!/usr/bin/env bash
# A ledger of 100,000 tasks over HTTP, on one thread of the server: lists, filters, summaries, a card, a change of one row
# and the list after it, for who sees all and for a county that sees a fourteenth. Median and worst of 40 requests each.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
rows=100000
[[ $BENCH_SIZE == quick ]] && rows=10000
echo "$rows rows, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
DIAODU_ROOT=$PWD PATH=$PWD/build:$PATH DIAODU=$PWD/build/diaodu python3 benchmarks/ledger_http.py "$dir" "$rows"
