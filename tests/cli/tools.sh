#!/usr/bin/env bash
# Scripts beside the program: the demo whole or not at all, no folder of somebody else removed.
. "$TESTLIB"
mkdir -p some/demo
cp "$DIAODU_ROOT/data/load.sh" some/
cp "$(ls "$DIAODU_ROOT"/data/demo/*.csv | head -1)" some/demo/1.csv
some/load.sh "$DIAODU" good.db >out.txt 2>&1 && echo 'ok a demo' || { cat out.txt; echo 'not ok a demo'; }
some/load.sh "$DIAODU" good.db >out.txt 2>&1 && echo 'not ok a demo over another' || echo 'ok no demo over another'
printf 'area,indicator,period,kind,level\nnowhere,gdp,2021,final,1\n' >some/demo/2.csv
some/load.sh "$DIAODU" bad.db >out.txt 2>&1 && echo 'not ok a table that cannot be taken' || echo 'ok a table that cannot be taken'
is 'leaves nothing' '' bash -c 'ls -A | grep -e bad -e "^\.demo"'
mkdir mine && touch mine/letter
FRESH_BASE=/dev/null "$DIAODU_ROOT/tools/fresh.sh" mine true >out.txt 2>&1 && echo 'not ok a folder of mine' || echo 'ok a folder of mine is refused'
is 'and stands' mine/letter ls mine/letter
