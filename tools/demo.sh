#!/usr/bin/env bash
# Load data/ into demo.db, unless it is there, and show a board. Nothing but demo.db is written.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh

diaodu=build/diaodu
db=${DEMO_DB:-demo.db}
if [[ ! -e $db ]]; then
    say "loading data/ into $db"
    new=$(mktemp -d ./.demo.XXXXXX)
    trap 'rm -rf "$new"' EXIT
    data/load.sh "$diaodu" "$new/demo.db"
    mv "$new/demo.db" "$db" # whole or not at all
fi
[[ -e data/show.sh ]] && exec data/show.sh "$diaodu" "$db"
