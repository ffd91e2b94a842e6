#!/usr/bin/env bash
# P10, the page: first paint on loopback, script of the first load packed, a table of 3,000 rows
# scrolled (script a frame, frames that came late).
set -euo pipefail
. tools/lib.sh
need browser
tools/web.sh
build build diaodu -- --buildtype=release
dir=$(mktemp -d)
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$dir"' EXIT
build/diaodu init --demo --db "$dir/demo.db" >/dev/null
build/diaodu import --db "$dir/demo.db" --yes data/demo/*.csv >/dev/null
build/diaodu serve --db "$dir/demo.db" --listen 127.0.0.1:0 >"$dir/log" 2>&1 &
server=$!
address=
for _ in $(seq 100); do
    address=$(grep -o 'http://[0-9.:]*' "$dir/log" | head -1) && [[ $address ]] && break
    sleep 0.1
done
tools/web.sh node benchmarks/web.mjs "$address" "$PWD"
