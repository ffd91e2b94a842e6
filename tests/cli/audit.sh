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
diaodu set 520300 fai 2024-05 --withdraw --reason 'by mistake' --as boss >/dev/null
diaodu target set --area 520300 --indicator fai --period 2024-05 --level 300 --reason plan --as planner >/dev/null
diaodu cause 520300 fai 2024-05 --cause market --side objective --text 'weak demand' --reason meeting --as clerk >/dev/null
diaodu cause 520300 fai 2024-05 --cause market --side mixed --text 'weak demand' --reason again --as boss >/dev/null
diaodu target claim --area 520300 --indicator fai --leader li --org tax --reason duty --as boss >/dev/null
one() { diaodu audit log --area 520300 --indicator fai --period 2024-05 "$@" --format json; }
is 'all that was done to one figure, newest first' "claim boss: leader li; organisation tax
cause boss: side objective → both
cause clerk: cause market; side objective; text weak demand
target planner: level 300
figure boss: level 105 → —
figure boss: level 100 → 105
figure clerk: level 100" bash -c "$(declare -f one); one | python3 -c 'import json,sys
for r in json.load(sys.stdin)[\"rows\"]:
    if r[\"what\"] != \"definition\": print(r[\"what\"], r[\"recorded_by\"] + \":\", r[\"change\"])'"
is 'before and after, with the link of the chain' "{'level': '100'} {'level': '105'} 64" bash -c "$(declare -f one); one --who boss | python3 -c 'import json,sys
r = [r for r in json.load(sys.stdin)[\"rows\"] if r[\"what\"] == \"figure\"][-1]
print(r[\"before\"], r[\"after\"], len(r[\"chain\"]))'"
is 'the indicator as it was defined is there too' definition bash -c "$(declare -f one); one --action init | python3 -c 'import json,sys
for r in json.load(sys.stdin)[\"rows\"]: print(r[\"what\"])'"
is 'by person' 4 bash -c "$(declare -f one); one --who boss | python3 -c 'import json,sys; print(json.load(sys.stdin)[\"total\"])'"
has 'for people' 'level 100 → 105' diaodu audit log --area 520300 --indicator fai --period 2024-05
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
