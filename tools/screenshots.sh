#!/usr/bin/env bash
# Photograph the running product on the demo data for README and manual: docs/img/*.png.
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh
need browser
./run build >/dev/null
dir=$(mktemp -d) # without accounts: nobody has to sign in
log=$dir/log
data/load.sh build/diaodu "$dir/demo.db" >/dev/null
data/prefecture/load.sh build/diaodu "$dir/demo.db" >/dev/null
build/diaodu serve --db "$dir/demo.db" --listen 127.0.0.1:0 >"$log" 2>&1 &
server=$!
trap 'kill $server; rm -rf "$dir"' EXIT
address=
for _ in $(seq 100); do
    address=$(grep -o 'http://[0-9.:]*' "$log" | head -1) && [[ $address ]] && break
    sleep 0.1
done
mkdir -p docs/img
tools/web.sh node tools/screenshots.mjs "$address" "$PWD"
