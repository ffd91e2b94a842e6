#!/usr/bin/env bash
# Sixty people at one desk for twenty seconds (benchmarks/users.py): fails where anything is answered wrongly; how
# fast it was is printed and depends on what else the machine does. R8 itself: ./bench users.
set -euo pipefail
seconds=20
[[ ${TEST_SLOWER:-1} -gt 10 ]] && seconds=60
if python3 "$DIAODU_ROOT"/benchmarks/users.py "$DIAODU" --users 60 --seconds $seconds --think 2 --writes 0.02 >users.txt 2>&1; then
    echo "ok sixty people, no error: $(awk '/^all /{print $2 " answers, p50 " $3 " ms, p99 " $5 " ms"}' users.txt), $(
        sed -n 's/^resident MB: \([0-9]*\).* \([0-9]*\)$/resident \1 to \2 MB/p' users.txt)"
else
    cat users.txt
    echo 'not ok sixty people, no error'
fi
