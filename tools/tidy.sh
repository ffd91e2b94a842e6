#!/usr/bin/env bash
# clang-tidy over the C sources: tools/tidy.sh [FILE…]; without files all that build/ compiles.
# A file that was clean is not looked at again until it, a header it reads, its compiler command
# or .clang-tidy changes (stamps in build/tidy). The analyser, which takes nearly all of the time,
# follows a third of the states it would by itself, a tenth in tests; TIDY_DEEP=1 (a step of
# ./test long) all of them.
set -euo pipefail
cd "$(dirname "$0")/.."
[[ -e build/compile_commands.json ]] || { echo "tidy: build first (./run build)"; exit 2; }
mkdir -p build/tidy
export TIDY
TIDY=$(command -v clang-tidy-14 || command -v clang-tidy)

one() {
    local file=$1 command=$2 key nodes=75000
    local -a how=()
    [[ $file != tests/* ]] || nodes=22500
    [[ ${TIDY_DEEP:-} ]] ||
        how=(--extra-arg=-Xclang --extra-arg=-analyzer-config
            --extra-arg=-Xclang --extra-arg=max-nodes=$nodes)
    # The preprocessed text holds everything the answer depends on; line markers keep positions.
    key=$({
        cat .clang-tidy
        echo "$file $command${TIDY_DEEP:+ deep}"
        (cd build && eval "$command") || true
    } | sha256sum | cut -c1-40)
    [[ -e build/tidy/$key ]] && return
    if "$TIDY" --quiet -p build "${how[@]}" "$file" >"build/tidy/$key.log" 2>/dev/null; then
        mv "build/tidy/$key.log" "build/tidy/$key"
    else
        cat "build/tidy/$key.log" # one write a file: reports do not mix
        rm "build/tidy/$key.log"
        return 1
    fi
}
export -f one

python3 - "$@" <<'P' >build/tidy/list
import json, os, re, shlex, sys
root, wanted, seen = os.getcwd(), set(sys.argv[1:]), set()
for row in json.load(open('build/compile_commands.json')):
    path = os.path.relpath(os.path.join(row['directory'], row['file']), root)
    if path.startswith(('..', 'build')) or path in seen or wanted and path not in wanted:
        continue
    seen.add(path)
    args = shlex.split(row['command'])
    keep = [a for a in args[1:] if re.match(r'-([IDU]|std=|isystem)', a)]
    command = shlex.join([args[0], '-E', *keep, row['file']]) + ' 2>/dev/null'
    print(path, command, sep='\0', end='\0')
P
if xargs -0 -n 2 -P "${JOBS:-$(nproc)}" bash -c 'one "$0" "$1"' <build/tidy/list >build/tidy/report
then
    echo "tidy: $(($(tr -cd '\0' <build/tidy/list | wc -c) / 2)) files clean"
else
    grep ' error: ' build/tidy/report | sed "s|^$PWD/||; s|build/\.\./||; s|^\.\./||;
        s/,-warnings-as-errors//" | sort -u
    echo "tidy: how it comes to each finding is told in build/tidy/report"
    exit 1
fi
