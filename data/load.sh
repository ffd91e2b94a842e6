#!/usr/bin/env bash
# data/load.sh PROGRAM DB: make DB and import the demo's tables. Fails without leaving half a demo.
set -euo pipefail
program=$(realpath "$1") db=$(realpath -m "$2")
cd "$(dirname "$0")/demo"
"$program" init --demo --db "$db"
"$program" import --db "$db" --reason "demo: published figures, see data/README.md" ./*.csv
