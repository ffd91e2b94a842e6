#!/usr/bin/env bash
# The page of the built program on the demo data, and on a desk that holds nothing yet, in Chromium
# (pages.mjs).
set -euo pipefail
diaodu init --demo --db demo.db >/dev/null
diaodu import --db demo.db --yes "$DIAODU_ROOT"/data/demo/*.csv >/dev/null
diaodu init --db empty.db >/dev/null
servers=()
trap 'kill "${servers[@]}"; wait "${servers[@]}" || true' EXIT
# serve NAME: its address in $address
serve() {
    diaodu serve --db "$1.db" --listen 127.0.0.1:0 >"$1.log" 2>&1 &
    servers+=($!)
    for _ in $(seq 100); do
        address=$(grep -o 'http://[0-9.:]*' "$1.log" | head -1) && [[ $address ]] && break
        sleep 0.1
    done
    address=${address%/}
}
serve empty
empty=$address
serve demo
EMPTY_DESK=$empty "$DIAODU_ROOT"/tools/web.sh node "$DIAODU_ROOT"/tests/browser/pages.mjs "$address" "$DIAODU_ROOT" ${1:+"$1"}
