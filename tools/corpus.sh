#!/usr/bin/env bash
# Merge what the fuzzers found into the kept corpus: tools/corpus.sh NAME…
# Only inputs that reach new code and are at most 1 KiB are taken, named by their hash.
set -euo pipefail
cd "$(dirname "$0")/.."
for name; do
    mkdir -p "fuzz/corpus/$name" "build-fuzz/corpus/$name"
    build-fuzz/fuzz/fuzz_"$name" -merge=1 -use_counters=0 -max_len=1024 "fuzz/corpus/$name" \
        "build-fuzz/corpus/$name" 2>&1 | tail -1
    echo "fuzz/corpus/$name: $(find "fuzz/corpus/$name" -type f | wc -l) files," \
        "$(du -sh "fuzz/corpus/$name" | cut -f1)"
done
