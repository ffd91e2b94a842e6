#!/usr/bin/env bash
# data/load.sh PROGRAM DB: make the file DB with the demo's tables in it: whole or not at all. One that is there is
# left alone, with an error.
set -euo pipefail
program=$(realpath "$1") db=$(realpath -m "$2")
[[ ! -e $db ]] || { echo "$db: 已存在，未改动 / is there already, left as it is" >&2; exit 1; }
new=$(mktemp -d "$(dirname "$db")/.demo.XXXXXX")
trap 'rm -rf "$new"' EXIT
cd "$(dirname "$0")/demo"
"$program" init --demo --db "$new/demo.db"
"$program" import --db "$new/demo.db" --yes --reason "demo: published figures, see data/README.md" ./*.csv
mv "$new/demo.db" "$db"
