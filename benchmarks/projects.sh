#!/usr/bin/env bash
# 20,000 projects with 40,000 milestones and their investment by months, over HTTP on one thread of the server: lists, filters,
# a summary, the Gantt chart, nodes of the week, a card, the schedule of a network of 5,000 tasks, for who sees all and for a
# county; processor time an answer, which a busy machine does not lengthen. Then script a frame of their pages in Chromium.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh
need browser
tools/web.sh
build build diaodu benches -- --buildtype=release
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
rows=20000
[[ ${BENCH_SIZE:-} == quick ]] && rows=2000
echo "$rows projects, $(nproc) cores, load $(cut -d' ' -f1 /proc/loadavg)"
build/benchmarks/schedule_bench
DIAODU_ROOT=$PWD PATH=$PWD/build:$PATH DIAODU=$PWD/build/diaodu python3 benchmarks/projects_http.py "$dir" "$rows"
