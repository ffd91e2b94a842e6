#!/usr/bin/env bash
# What 20,000 projects with two years of months carry, and how they make up published investment, over HTTP from one
# connection, the books warm. Best, median and worst of 40 requests each.
set -euo pipefail
cd "$(dirname "$0")/.."
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
rows=20000
[[ $BENCH_SIZE == quick ]] && rows=2000
echo "$rows projects, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
DIAODU_ROOT=$PWD PATH=$PWD/build:$PATH DIAODU=$PWD/build/diaodu python3 benchmarks/investment.py "$dir" "$rows"
