#!/usr/bin/env bash
# The same desk in PostgreSQL: what is said of the same files is the same, byte for byte.
export DIAODU_LANG=zh
. "$TESTLIB"
if ! pg.sh have 2>/dev/null; then
    echo "skip postgresql # not installed"
    exit
fi
mkdir pg
url=$(pg.sh start "$PWD/pg")
trap 'pg.sh stop "$PWD/pg"' EXIT

printf 'code,name,level,parent\nX1,新区,county,520300\n' >areas.csv
{
    echo area,indicator,period,kind,level,growth
    for m in 02 03 04 05; do
        for a in 520300 520302 520303 X1; do echo "$a,fai,2024-$m,final,1${m#0}${a: -1}.5,${m#0}.${a: -1}"; done
    done
} | sed 's/X1\.5/7.5/; s/\.1$/.1/' >obs.csv
sed 's/,2024-05,final,15/,2024-05,final,19/' obs.csv >later.csv
both() { # NAME COMMAND…: the same output and exit code on both
    local name=$1 a b ca=0 cb=0
    shift
    a=$(diaodu "$@" --db lite.db 2>&1) || ca=$?
    b=$(diaodu "$@" --db "$url" 2>&1) || cb=$?
    [[ $ca == "$cb" && ${a//lite.db/DB} == "${b//"$url"/DB}" ]] && echo "ok $name" ||
        { diff <(echo "$a") <(echo "$b") | head; echo "exit $ca, $cb"; echo "not ok $name"; }
}
ends 'init' 0 diaodu init --home 520300 --db "$url"
diaodu init --home 520300 --db lite.db >/dev/null
ends 'init refuses what exists' 1 diaodu init --db "$url"
both 'areas' import areas.csv
both 'figures' import obs.csv
both 'the same file again' import obs.csv
both 'a dry run' import --dry-run later.csv
both 'corrections' import later.csv
both 'a wide table' import --yes "$DIAODU_ROOT/tests/data/office_wide/flat_header.xlsx"
both 'a map' import "$DIAODU_ROOT/tests/data/geo/before_2019.geojson"
both 'a later map' import "$DIAODU_ROOT/tests/data/geo/from_2019.geojson"
both 'a target' target set --area 520300 --indicator fai --period 2024 --level 2600
both 'a cause' cause 520300 fai 2024-05 --cause work --side subjective --text 慢 --reason 调度会
both 'a plan row' plan 520300 fai 2024-04 --due 2024-05 --measure 开工 --amount 3 --reason 调度会
both 'a cause that is none' cause 520300 fai 2024-05 --cause none --side subjective --reason x
# as_of and times of recording differ between two histories; everything else is the same
both_json() {
    local name=$1 a b
    shift
    a=$(diaodu "$@" --format json --db lite.db | sed -E 's/"20[0-9-]+T[0-9:.+]+"/T/g')
    b=$(diaodu "$@" --format json --db "$url" | sed -E 's/"20[0-9-]+T[0-9:.+]+"/T/g')
    [[ $a == "$b" && -n $a ]] && echo "ok $name" || { diff <(echo "$a") <(echo "$b") | head -c 2000; echo "not ok $name"; }
}
both_json 'board' board --area 520300 --period 2024-05
both_json 'why' board --area 520300 --period 2024-05 --indicator fai --why growth
both_json 'rank' rank --indicator fai --parent 520300 --period 2024-05
both_json 'owed' owed --area 520300 --period 2024-05
both_json 'arrears' arrears --area 520300 --period 2024-05
both_json 'their history' gaps --area 520300 --indicator fai
both 'every plan' export gap_plans
both_json 'series' series --area 520300 --indicator fai
both_json 'map of 2018' map --area 370000 --period 2018
both_json 'map of 2019' map --area 370000 --period 2019
both 'a map taken back' import --withdraw "$DIAODU_ROOT/tests/data/geo/from_2019.geojson"
both_json 'the map before it' map --area 370000 --period 2019
both 'every outline' export shapes
both 'every figure' export observations
both 'every area' export areas
both 'take back' import --withdraw later.csv
both_json 'board afterwards' board --area 520300 --period 2024-05
ends 'doctor' 0 diaodu doctor --db "$url"
ends 'backup' 0 diaodu backup pg.backup --db "$url"
ends 'restore into SQLite' 0 diaodu restore --db back.db pg.backup
is 'the same history' "$(diaodu export commits --db "$url")" diaodu export commits --db back.db
is 'the same board' "$(diaodu board --area 520300 --period 2024-05 --format json --db "$url")" \
    diaodu board --area 520300 --period 2024-05 --format json --db back.db
ends 'restore refuses what is there' 1 diaodu restore --db "$url" pg.backup
diaodu set 520300 fai 2024-05 --level 1 --reason r --db "$url" >/dev/null
ends 'restore over it' 0 diaodu restore --force --db "$url" pg.backup
is 'as it stood' "$(diaodu export observations --db back.db)" diaodu export observations --db "$url"
