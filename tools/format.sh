#!/usr/bin/env bash
# Format the C sources (clang-format 14): tools/format.sh [--check] [FILE…]; without files all.
set -euo pipefail
cd "$(dirname "$0")/.."
check=
[[ ${1:-} == --check ]] && check=1 && shift
if (($#)); then files=("$@"); else
    mapfile -t files < <(git ls-files --cached --others --exclude-standard '*.c' '*.h' |
        while read -r f; do [[ -e $f ]] && echo "$f"; done)
fi
tool=$(command -v clang-format-14 || command -v clang-format)
if [[ -z $check ]]; then
    for _ in {1..15}; do # clang-format 14 takes several passes to settle on some macros
        "$tool" -i "${files[@]}"
        "$tool" --dry-run --Werror "${files[@]}" 2>/dev/null && break
    done
elif out=$("$tool" --dry-run --Werror --ferror-limit=1 "${files[@]}" 2>&1); then
    echo "format: ${#files[@]} files as clang-format would have them"
else
    echo "not formatted (run tools/format.sh):"
    grep -o '^[^:]*:[0-9]*:[0-9]*: error' <<<"$out" | cut -d: -f1 | sort -u
    exit 1
fi
