#!/usr/bin/env bash
# The import killed at random moments: the file is in whole or not at all, the database is sound, and
# the same import afterwards makes no duplicate. On SQLite and PostgreSQL.
. "$DIAODU_ROOT/tests/crash/lib.sh"

python3 - <<'PY'
import csv
areas = [r['code'] for r in csv.DictReader(open(__import__('os').environ['DIAODU_ROOT'] +
         '/catalogue/areas.csv', encoding='utf-8')) if r['level'] == 'county'][:2000]
with open('big.csv', 'w') as f:
    f.write('area,indicator,period,kind,level\n')
    for m in range(1, 13):
        for i, a in enumerate(areas):
            for k in ('fai', 'retail_sales', 'budget_revenue'):
                if k == 'budget_revenue' or m > 1:
                    f.write(f'{a},{k},2023-{m:02d},final,{i + m * 10}.5\n')
PY
export ROWS=$(($(wc -l <big.csv) - 1))

# sound URL: opens, its hashes fit, and it holds all figures or none; then all of them, once.
sound() {
    local n
    diaodu doctor --db "$1" || return
    n=$(($(diaodu export observations --db "$1" | wc -l) - 1))
    ((n == 0 || n == ROWS)) || { echo "$n of $ROWS figures" && return 1; }
    diaodu import --db "$1" big.csv || return
    n=$(($(diaodu export observations --db "$1" | wc -l) - 1))
    ((n == ROWS)) || { echo "$n of $ROWS figures after the second import" && return 1; }
    diaodu series --db "$1" --area 110101 --indicator fai --format csv | cut -d, -f15 | grep -q . || return
}
export -f sound

diaodu init --db seed.db
cp seed.db here.db
kills "import sqlite" "$(share 25)" 250 'sound here.db && rm -f here.db* && cp seed.db here.db' \
    diaodu import --db here.db big.csv

if ! pg.sh have 2>/dev/null; then
    echo "skip postgresql # not installed"
    exit
fi
mkdir pg
url=$(PG_FSYNC=on pg.sh start pg)
trap 'pg.sh stop pg' EXIT
diaodu init --db "$url"
export url
kills "import postgresql" "$(share 15)" 400 \
    'sound "$url" && diaodu import --db "$url" --withdraw big.csv' diaodu import --db "$url" big.csv
