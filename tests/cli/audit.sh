#!/usr/bin/env bash
# Who did what, and is the history the one whose heads were written down.
export DIAODU_LANG=en DIAODU_DB=desk.db
. "$TESTLIB"
diaodu init --home 520300 >/dev/null
printf 'area,indicator,period,kind,level\n520300,fai,2024-05,final,100\n' >a.csv
sed 's/,100$/,110/' a.csv >b.csv
diaodu import a.csv --as clerk >/dev/null
cp desk.db other.db
has 'sound, with both heads' '  SM3     ' diaodu audit verify
is 'commits as JSON' 2 bash -c "diaodu audit verify --format json | python3 -c 'import json,sys; print(json.load(sys.stdin)[\"commits\"])'"
ends 'heads into a file' 0 diaodu audit heads -o heads.csv
has 'a table of five columns' 'day,commit,recorded_at,sha256,sm3' head -1 heads.csv
diaodu set 520300 fai 2024-05 --level 105 --reason check --as boss >/dev/null
ends 'what came later changes no earlier head' 0 diaodu audit verify --heads heads.csv
diaodu audit heads >later.csv

# who did what
is 'what one did' '"check"' field reason diaodu audit log --who boss
is 'of one action' 1 bash -c "diaodu audit log --action init --format json | python3 -c 'import json,sys; print(json.load(sys.stdin)[\"total\"])'"
is 'nothing since tomorrow' 0 bash -c "diaodu audit log --since 2100-01-01 --format json | python3 -c 'import json,sys; print(json.load(sys.stdin)[\"total\"])'"
is 'both versions of a figure' '100 clerk;105 boss;' bash -c "diaodu audit log --area 520300 --indicator fai --period 2024-05 --format json |
    python3 -c 'import json,sys
for r in json.load(sys.stdin)[\"rows\"]: print(int(r[\"level\"]), r[\"recorded_by\"], sep=\" \", end=\";\")'"
ends 'half a figure' 2 diaodu audit log --area 520300
ends 'no such verb' 2 diaodu audit all

# a history written anew is sound in itself; the heads tell
DIAODU_DB=other.db diaodu import b.csv --as clerk >/dev/null
ends 'another history is sound in itself' 0 diaodu audit verify --db other.db
ends 'but is not the one written down' 1 diaodu audit verify --db other.db --heads later.csv
sed 's/,3,/,9,/' later.csv >gone.csv
has 'and where' 'there is no such commit any more' diaodu audit verify --db other.db --heads gone.csv
has 'written anew' 'was written anew' bash -c "diaodu audit verify --db other.db --heads later.csv --format json"
ends 'a commit that is gone' 1 diaodu audit verify --db other.db --heads gone.csv
ends 'no heads in it' 1 diaodu audit verify --heads a.csv
ends 'no such file' 2 diaodu audit verify --heads none.csv
: >empty.csv
ends 'an empty file' 1 diaodu audit verify --heads empty.csv

# tampering from outside is found and located, and no heads are written over it
sqlite3 desk.db "update commits set recorded_by = 'nobody' where id = 2"
ends 'another name' 1 diaodu audit verify
has 'is located' 'commit 2: the chain is broken' diaodu audit verify
ends 'no heads of that' 1 diaodu audit heads -o bad.csv
[[ ! -e bad.csv ]] && echo 'ok nothing is written' || echo 'not ok nothing is written'
