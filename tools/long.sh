#!/usr/bin/env bash
# What takes hours: ./test long [STEP…]   steps: tidy arm64 package valgrind threads kills fuzz
# Each finished piece leaves a stamp in build-long/, for exactly these sources: started again it
# takes up where it stopped. A finished step adds a dated row to docs/testing.md.
#   KILLS=1000       kills in all, 50 a piece
#   FUZZ_SECONDS=3600  a fuzzer
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh
. tools/testlib.sh
need build test long

steps=("$@")
(($#)) || steps=(tidy arm64 package valgrind threads kills fuzz)
sources=$(git ls-files -co --exclude-standard src tests fuzz tools catalogue packaging sql meson.build |
    grep -v '^docs/' | while read -r f; do [[ -f $f ]] && sha256sum "$f"; done | sha256sum | cut -c1-12)
stamps=build-long/$sources
begin "$stamps/results"
: "${KILLS:=1000}" "${FUZZ_SECONDS:=3600}"
export FUZZ_SECONDS

# piece NAME COMMAND…: run unless its stamp is there; the stamp holds the result lines.
piece() {
    local name=$1 stamp="$stamps/${1//\//-}" mark
    shift
    if [[ -e $stamp ]]; then
        cat "$stamp" >>"$results"
        count
        return
    fi
    mark=$(wc -l <"$results")
    say "$name"
    "$@"
    if tail -n +$((mark + 1)) "$results" | grep -q '^not ok '; then return; fi
    tail -n +$((mark + 1)) "$results" >"$stamp.part"
    mv "$stamp.part" "$stamp"
}

# row STEP RESULT…: into the table of docs/testing.md, once for these sources, if nothing failed.
row() {
    local step=$1
    [[ $(grep -c '^not ok ' "$results") == "$bad_before" ]] || return 0
    grep -q "| $sources | $step |" docs/testing.md ||
        echo "| $(date +%F) | $sources | $step | ${*:2} |" >>docs/testing.md
}

# built NAME DIR OPTION…: false when it does not build.
built() {
    local before=$failed
    step build/"$1" build "$2" -- "${@:3}"
    [[ $failed == "$before" ]]
}

step_tidy() {
    built plain build --buildtype=release || return 0
    piece tidy step lint/tidy env TIDY_DEEP=1 tools/tidy.sh
    row tidy "clang-tidy, every state its analyser would follow"
}

step_arm64() {
    piece arm64 unit_elsewhere tools/arm64.sh build-arm64/results
    row arm64 "$(grep -c '(arm64)' "$results") unit tests under qemu-aarch64"
}

# A script that keeps results of its own.
unit_elsewhere() {
    "$1" || true
    grep '^\(ok\|not ok\|skip\) ' "$2" >>"$results" || echo "not ok $1" >>"$results"
    count
}

# Needs root (a chroot) and the network (the libraries of the fresh system).
step_package() {
    if ((EUID)); then
        echo "skip package # needs root" >>"$results"
        return
    fi
    piece package unit_elsewhere tools/package_try.sh build/package_try.results
    row package "$(grep -c '(package)' "$results") steps on a fresh Debian 12"
}

step_valgrind() {
    built valgrind build-valgrind --buildtype=debugoptimized || return 0
    TEST_SLOWER=50 TEST_WRAPPER="valgrind -q --leak-check=full --show-leak-kinds=definite,indirect \
        --errors-for-leak-kinds=definite,indirect --error-exitcode=99 --trace-children=no" \
        piece valgrind unit build-valgrind=valgrind
    row valgrind "$(grep -c '(valgrind)' "$results") unit tests, no error, no leak"
}

step_threads() {
    built threads build-tsan --buildtype=debugoptimized -Db_sanitize=thread || return 0
    TSAN_OPTIONS="suppressions=$PWD/tests/tsan.supp halt_on_error=1 second_deadlock_stack=1" \
        TEST_SLOWER=20 piece threads unit build-tsan=threads
    # the server under load: readers, writers, events
    TSAN_OPTIONS="suppressions=$PWD/tests/tsan.supp halt_on_error=1 second_deadlock_stack=1" \
        TEST_SLOWER=20 piece threads/api cases api=build-tsan
    row threads "$(grep -c '(threads)' "$results") unit tests under ThreadSanitizer"
}

step_kills() {
    local i n=$(((KILLS + 49) / 50))
    built plain build --buildtype=release || return 0
    for ((i = 1; i <= n; i++)); do
        KILLS=50 SEED=$i piece "kills/$i of $n" cases crash=build
    done
    row kills "$((n * 50)) kills of each script in tests/crash"
}

step_fuzz() {
    local name
    local -a names=()
    fuzz_build
    for name in fuzz/fuzz_*.c; do name=${name#fuzz/fuzz_} && names+=("${name%.c}"); done
    # Pairs, so that a stamp is left every FUZZ_SECONDS.
    local i
    for ((i = 0; i < ${#names[@]}; i += JOBS)); do
        piece "fuzz ${FUZZ_SECONDS}s/$(IFS=+ && echo "${names[*]:i:JOBS}")" fuzz_run "${names[@]:i:JOBS}"
    done
    row fuzz "${#names[@]} fuzzers, $FUZZ_SECONDS s each: ${names[*]}"
}

for s in "${steps[@]}"; do
    bad_before=$(grep -c '^not ok ' "$results" || true)
    step_"$s"
done
finish
