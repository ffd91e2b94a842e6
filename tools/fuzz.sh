#!/usr/bin/env bash
# Run one fuzzer for FUZZ_SECONDS (60) from its corpus: tools/fuzz.sh NAME
# What it finds new stays in build-fuzz/corpus/NAME; a crash is kept in build-fuzz/crash/NAME.
set -euo pipefail
cd "$(dirname "$0")/.."
name=$1
log=build-fuzz/$name.log
mkdir -p build-fuzz/corpus/"$name" build-fuzz/crash/"$name" fuzz/corpus/"$name"
if build-fuzz/fuzz/fuzz_"$name" -max_total_time="${FUZZ_SECONDS:-60}" -timeout=10 \
    -rss_limit_mb=2048 -max_len="${FUZZ_MAX_LEN:-65536}" -print_final_stats=1 \
    -artifact_prefix=build-fuzz/crash/"$name"/ \
    $([[ -e fuzz/$name.dict ]] && echo "-dict=fuzz/$name.dict") \
    build-fuzz/corpus/"$name" fuzz/corpus/"$name" >"$log" 2>&1; then
    echo "ok fuzz/$name"
    echo "   fuzz/$name: $(sed -n 's/stat::number_of_executed_units: *//p' "$log") inputs," \
        "$(grep -o 'cov: [0-9]*' "$log" | tail -1)"
else
    grep -A 25 'ERROR\|runtime error\|failed' "$log" | head -40
    echo "   kept: $(sed -n 's/.*Test unit written to //p' "$log")"
    echo "not ok fuzz/$name"
fi
