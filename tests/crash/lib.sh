# Killing commands at random moments. Sourced by the scripts here.
#   kills NAME N MAX_MS CHECK COMMAND…
# runs COMMAND N times, each time kills it (with all it started) by SIGKILL after 0..MAX_MS
# milliseconds, then runs CHECK, a shell command that must succeed. A COMMAND that ends before its
# time must have succeeded. Where none of them was caught at work (a quick machine), up to as many more
# are killed ever sooner: a run that killed nothing has tried nothing. Prints one result. RANDOM=seed makes a run repeatable: SEED says which
# was used.

SEED=${SEED:-$(($(date +%s) % 32768))}
RANDOM=$SEED

# How many of the KILLS (default 50) fall to a share of so many percent; at least one.
share() {
    local n=$((${KILLS:-50} * $1 / 100))
    echo $((n > 0 ? n : 1))
}

# Run a command, kill it after so many milliseconds and wait until it is dead.
# (timeout -s KILL kills itself and returns while the command may still be ending.)
dies() {
    local ms=$1 pid
    shift
    set -m # a group of its own: the command dies with its children
    "$@" >command.out 2>&1 &
    pid=$!
    set +m
    sleep "$(printf '%d.%03d' $((ms / 1000)) $((ms % 1000)))"
    kill -9 -- "-$pid" 2>/dev/null || true
    { wait "$pid"; } 2>/dev/null
}

kills() {
    local name=$1 n=$2 max=$3 check=$4 i ms code ended=0 killed=0
    shift 4
    for ((i = 1; i <= n || (killed == 0 && i <= n + 20); i++)); do
        ((i <= n)) || max=$((max * 3 / 4))
        ms=$((RANDOM % (max + 1)))
        code=0
        dies "$ms" "$@" || code=$?
        case $code in
        0) ended=$((ended + 1)) ;;
        137) killed=$((killed + 1)) ;;
        *)
            cat command.out
            echo "run $i (seed $SEED): exit $code"
            echo "not ok $name"
            return
            ;;
        esac
        if ! eval "$check" >check.out 2>&1; then
            cat check.out
            echo "run $i, killed after $ms ms (seed $SEED)"
            echo "not ok $name"
            return
        fi
    done
    echo "$name: $killed killed, $ended ended by themselves (seed $SEED)"
    ((killed)) && echo "ok $name" || echo "not ok $name: none was killed"
}
