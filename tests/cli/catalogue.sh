#!/usr/bin/env bash
# The check of the shipped data passes on what is shipped and finds one planted fault a time.
check=$DIAODU_ROOT/tools/check_catalogue.py
"$check" >out && echo "ok what is shipped passes" || { cat out; echo "not ok what is shipped passes"; }

fresh() {
    rm -rf tree
    mkdir -p tree/data/demo
    cp -r "$DIAODU_ROOT/catalogue" tree/
    cp "$DIAODU_ROOT"/data/demo/{0,20}*.csv tree/data/demo/
}
finds() { # WHAT FILE SED-SCRIPT TEXT-OF-THE-FAULT
    fresh
    sed -i "$3" "tree/$2"
    if "$check" tree >out 2>&1 || ! grep -q "$4" out; then cat out; echo "not ok finds $1"; else echo "ok finds $1"; fi
}
c=catalogue
finds "an unknown parent" $c/areas.csv 's/^520302,\(.*\),520300,/520302,\1,520999,/' 'does not exist'
finds "a code twice" $c/areas.csv '5p' 'stands on line'
finds "an alias of two" $c/indicators.csv 's/^va_primary,\([^,]*\),\([^,]*\),/&固　投;/' 'means fai and va_primary\|means va_primary and fai'
finds "an unknown word" $c/indicators.csv 's/,flow,Q,/,flows,Q,/' 'nature: flows'
finds "an unknown unit" $c/indicators.csv 's/,亿千瓦时,/,亿瓦,/' 'unit 亿瓦'
finds "a missing I-row" $c/indicators.csv 's/;I104,/,/' 'no indicator is called I104'
finds "an index without base" $c/indicators.csv 's/,ly=100,/,,/' 'index_base'
finds "a support that is not there" $c/indicators.csv 's/;loans;/;loanz;/' 'loanz does not exist'
finds "a member that is not there" $c/sets.csv '2s/gdp/gpd/' 'gpd does not exist'
finds "a unit twice" $c/units.csv '$a亿元,100 million yuan,money_cny,1,' 'stands on line'
finds "a festival in March" $c/calendar/spring_festival.csv 's/2020-01-25/2020-03-25/' 'Spring Festival of 2020'
finds "a lost class" $c/gbt4754_2017.csv '/^0111,/d' 'this'
finds "carriage returns" $c/lights.csv 's/$/\r/' 'LF'
finds "an area that is not there" data/demo/20_targets.csv '2s/000000/999999/' '999999 does not exist'
finds "a key twice" data/demo/20_targets.csv '2p' 'the key of'
finds "a word as a figure" data/demo/20_targets.csv '2s/197650/许多/' 'level 许多'
