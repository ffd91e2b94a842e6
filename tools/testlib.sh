# How ./test runs, counts and reports. Sourced after tools/lib.sh.
# Each result is a line in $results: "ok NAME", "not ok NAME" or "skip NAME # why".

export ASAN_OPTIONS=detect_leaks=1:abort_on_error=1:strict_string_checks=1:allocator_may_return_null=1
export UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1
export LSAN_OPTIONS=suppressions=$PWD/tests/lsan.supp:print_suppressions=0
export DIAODU_ROOT=$PWD
passed=0 failed=0 skipped=0 filter=()

# Sections say when they began: how long each takes.
say() { printf '== %s (at %d:%02d)\n' "$*" $((SECONDS / 60)) $((SECONDS % 60)); }

begin() {
    results=$1
    mkdir -p "$(dirname "$results")"
    : >"$results"
}

# wanted NAME: no filter was given, or one of its words is in the name.
wanted() {
    ((${#filter[@]})) || return 0
    local word
    for word in "${filter[@]}"; do [[ $1 == *"$word"* ]] && return; done
    return 1
}

count() {
    read -r passed failed skipped < <(awk '
        /^ok /{p++} /^not ok /{f++} /^skip /{s++} END{print p+0, f+0, s+0}' "$results")
}

# step NAME COMMAND…: one test by exit code; builds always run.
step() {
    local name=$1 out start=$SECONDS
    shift
    [[ $name == build/* ]] || wanted "$name" || return 0
    if out=$("$@" 2>&1); then
        echo "ok $name" >>"$results"
        printf 'ok %s (%s s)%s\n' "$name" $((SECONDS - start)) "${out:+: ${out##*$'\n'}}"
    else
        echo "not ok $name" >>"$results"
        printf '%s\nnot ok %s\n' "$out" "$name"
    fi
    count
}

# take COMMAND…: results printed by a runner; the rest of its output is shown.
take() {
    local hide='^ok '
    ((${#filter[@]})) && hide='^$'
    "$@" | tee -a "$results" | { grep -v "$hide" || true; }
    ((PIPESTATUS[0] == 0)) || echo "not ok the runner itself: $*" | tee -a "$results"
    count
}

# unit DIR=LABEL…: the meson tests of build folders, counted case by case.
unit() {
    take tools/cases.py unit "$@" -- "${filter[@]}"
}

# cases KIND=DIR…: scripts in tests/KIND against the program of a build folder.
cases() {
    take tools/cases.py scripts "${@/#/tests/}" -- "${filter[@]}"
}

fuzz_build() {
    step build/fuzz env CC=clang bash -c '. tools/lib.sh; build build-fuzz -- \
        --buildtype=debugoptimized -Db_sanitize=address,undefined -Db_lundef=false -Dfuzz=true \
        -Dtests=disabled'
}

# fuzz_run NAME…: each for FUZZ_SECONDS, JOBS at a time, starting from its corpus.
fuzz_run() {
    take xargs -n 1 -P "$JOBS" tools/fuzz.sh <<<"$*"
}

# Every fuzzer that is wanted.
fuzz() {
    local name
    local -a names=()
    for name in fuzz/fuzz_*.c; do
        name=${name#fuzz/fuzz_} name=${name%.c}
        wanted "fuzz/$name" && names+=("$name")
    done
    ((${#names[@]})) || return 0
    fuzz_build
    [[ ! -x build-fuzz/fuzz/fuzz_${names[0]} ]] || fuzz_run "${names[@]}"
}

# A word of the command line that is in no test's name.
strangers() {
    local word
    for word in "${filter[@]}"; do
        grep -qF -- "$word" "$results" || echo "not ok no test has \"$word\" in its name"
    done | tee -a "$results"
}

finish() {
    count
    ((failed)) || strangers
    count
    if ((skipped)); then
        echo "skipped:"
        sed -n 's/^skip /  /p' "$results"
    fi
    if ((failed)); then
        echo "failed:"
        sed -n 's/^not ok /  /p' "$results"
    fi
    printf '%s passed, %s failed%s\n' "$passed" "$failed" \
        "$( ((skipped)) && echo ", $skipped skipped")"
    exit $((failed > 0))
}
