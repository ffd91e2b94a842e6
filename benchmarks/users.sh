#!/usr/bin/env bash
# R8 of the bar: 500 people at one desk for ten minutes (quick: 100 for one), who read and now and then write; errors,
# p99, memory. USERS and LAST say otherwise.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh
users=500 seconds=600
[[ $BENCH_SIZE == quick ]] && users=100 seconds=60
echo "R8: goal no error, p99 100 ms, memory flat"
python3 benchmarks/users.py build/diaodu --users "${USERS:-$users}" --seconds "${LAST:-$seconds}"
