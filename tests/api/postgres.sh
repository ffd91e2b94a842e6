#!/usr/bin/env bash
# The same cases with the desk in PostgreSQL, behind a password that stands in the address or in the
# environment only.
set -euo pipefail
pg=$DIAODU_ROOT/tools/pg.sh
if ! "$pg" have 2>/dev/null; then
    echo "skip postgresql # not installed"
    exit
fi
mkdir pg
url=$("$pg" start "$PWD/pg")
trap '"$pg" stop "$PWD/pg"' EXIT
"$pg" password "$PWD/pg" swordfish
! PGPASSWORD=wrong diaodu export sets --db "$url" >/dev/null 2>&1 && echo "ok the password is asked for" ||
    echo "not ok the password is asked for"
export API_DB="$url&password=swordfish"
for cases in requests writes rows people attacks month acts papers ledger; do
    mkdir "$cases"
    (cd "$cases" && python3 "$DIAODU_ROOT/tests/api/$cases.py") |
        sed -E "s/^(ok|not ok) /\\1 postgresql: /" || echo "not ok postgresql: $cases ran to its end"
    export API_DB=$url PGPASSWORD=swordfish
done
