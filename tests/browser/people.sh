#!/usr/bin/env bash
# The door, one's own account and people administration, in Chromium (people.mjs).
set -euo pipefail
diaodu init --demo --db demo.db >/dev/null
diaodu import --db demo.db --yes "$DIAODU_ROOT"/data/demo/*.csv >/dev/null
link=$(diaodu user add root --name 管理员 --db demo.db | grep -o 'dl_[a-z0-9]*')
diaodu role grant user:root admin --db demo.db >/dev/null
diaodu serve --db demo.db --listen 127.0.0.1:0 >serve.log 2>&1 &
server=$!
trap 'kill $server; wait $server || true' EXIT
for _ in $(seq 100); do
    address=$(grep -o 'http://[0-9.:]*' serve.log | head -1) && [[ $address ]] && break
    sleep 0.1
done
"$DIAODU_ROOT"/tools/web.sh node "$DIAODU_ROOT"/tests/browser/people.mjs "${address%/}" "$DIAODU_ROOT" "$link" ${SHOTS:+"$SHOTS"}
