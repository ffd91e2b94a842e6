#!/usr/bin/env bash
# Figures computed by hand: targets met to the last digit, breaks, units across rows and versions,
# withdrawals of withdrawals, plates beside parks.
export DIAODU_DB=v.db DIAODU_LANG=en

. "$TESTLIB"
T=area,indicator,period,kind
board() { diaodu board --area "$1" --period "$2" --indicator "${@:3}"; }
land() { printf "$@" >land.csv && diaodu import land.csv >land.txt 2>&1 || { cat land.txt && echo "not ok import"; }; }

diaodu init >/dev/null
cat >areas.csv <<'CSV'
code,name,level,parent,additive_to,groups
N,国,nation,,,
P,省,province,N,,
C,C市,prefecture,P,,
a,a县,county,C,,东片
b,b县,county,C,,东片
k,k园,park,C,-,东片
CSV
cat >inds.csv <<'CSV'
code,name,unit,nature,frequency,price,direction,index_base
f,f,亿元,flow,M,current,higher,
r,r,%,rate,M,,higher,
s,s,亿元,stock,M,,lower,
c,c,上年=100,index,M,,higher,ly=100
p,p,元,per_capita,Q,current,higher,
g,g,亿元,flow,M,current,higher,
h,h,亿元,flow,M,current,higher,
CSV
printf 'indicator,area,from,old,new,linkable,factor\nr,,2024-01,x,y,no,\ng,,2024-01,x,y,no,\nh,,2024-01,x,y,yes,2\n' >breaks.csv
for t in areas indicators breaks; do diaodu import $t "${t/indicators/inds}.csv" >/dev/null; done

# 50 a year ago at half-year, target +10 %, 55 now: met, although 50 × 1.1 is not 55 in binary
land "$T,level,growth\na,f,2023-06,final,50,\na,f,2023-12,final,100,\na,f,2024-06,final,55,\na,f,2024,target,,10\na,f,2024-12,final,110,\n"
is 'an exactly met target is reached' '"reached"' field checkpoints.H1.state board a 2024-06 f
is 'and owes nothing' 0 field checkpoints.H1.owed board a 2024-06 f
is 'at the end of the year too' '"reached"' field checkpoints.Y.state board a 2024-12 f

# levels of two bases are not compared, growths are
land "$T,level\na,r,2023-06,final,5.0\na,r,2023-05,final,5.1\na,r,2024-05,final,5.4\na,r,2024-06,final,5.5\n"
is 'a rate across a break' null field growth_change_year board a 2024-06 r
is 'says why' '"basis_break"' field null_reasons.growth_change_year board a 2024-06 r
is 'within one basis' 0.09999999999999964 field growth_change_prev board a 2024-06 r
land "$T,level,growth\na,g,2023-06,final,50,\na,g,2023-12,final,100,\na,g,2024-06,final,60,\na,g,2024,target,,10\n"
is 'no target is derived across a break' null field target_level board a 2024-06 g
land "$T,level,growth\na,h,2023-06,final,50,\na,h,2023-12,final,100,\na,h,2024-06,final,130,\na,h,2024,target,,10\n"
is 'a factor links' 220.00000000000003 field target_level board a 2024-06 h

# a stock that should fall: owed is level - target
land "$T,level\na,s,2023-12,final,100\nb,s,2023-12,final,100\nC,s,2023-12,final,230\na,s,2024-06,final,95\nb,s,2024-06,final,105\nC,s,2024-06,final,217\na,s,2024,target,90\nb,s,2024,target,90\nC,s,2024,target,182\n"
is 'arrears of a falling stock reconcile' '[20, 0, -2, -17, 35]' bash -c 'diaodu owed --area C --period 2024-06 \
    --checkpoint Y --indicator s --format json | python3 -c "import json,sys; t = json.load(sys.stdin)[\"total\"];
print([t[k] for k in (\"owed_sum\", \"surplus_sum\", \"reserve\", \"unallocated\", \"parent_gap\")])"'

land "$T,level\na,c,2024-06,final,102\na,c,2024-06,expected,103\na,c,2024-06,target,102.5\na,c,2024,target,103\n"
is 'an expected index is a growth' -1 field vs_expected board a 2024-06 c
is "the period's own target first" -0.5 field vs_target board a 2024-06 c
land "$T,level,growth\na,p,2024-Q2,final,20000,6\na,p,2024,target,42000,7\n"
is 'money is not points' 1 field checkpoints.H1.owed_pp board a 2024-06 p
ends 'a checkpoint of another year' 2 diaodu board --area a --period 2024-06 --checkpoint 2025-06
ends 'a checkpoint that is none' 2 diaodu board --area a --period 2024-06 --checkpoint bogus

# units
land "$T,level,base_level,unit\nb,f,2024-03,final,1200000,,万元\nb,f,2024-03,final,,100,亿元\n"
is 'rows of two units combine' 19.999999999999996 field growth board b 2024-03 f
land "$T,level,base_level,unit\nb,f,2024-05,final,120,100,亿元\n"
land "$T,level,unit\nb,f,2024-05,final,1300000,万元\n"
has 'a base follows the unit of its level' 'b,f,2024-05,ytd,final,1300000,,1000000,,' diaodu export observations --period 2024-05
printf "$T,level,base_level,unit\nb,f,2024-05,final,130,100,亿元\n" >same.csv
has 'the same amounts in another unit' '1 as they stood' diaodu import same.csv
printf "$T,level,base_level,unit\nb,f,2024-05,final,,100,万吨\n" >tons.csv
ends 'a base in tons of money' 1 diaodu import tons.csv

# withdrawals
value() { diaodu export observations --area k | sed -n 2p | cut -d, -f6,9,10; }
export -f value
for v in 101,, 102,, 103,neu,7; do
    echo "$T,level,series_basis,rank_published" >"w${v%%,*}.csv"
    echo "k,f,2024-05,final,$v" >>"w${v%%,*}.csv"
    diaodu import "w${v%%,*}.csv" >/dev/null
done
is 'the newest stands' 103,neu,7 value
diaodu import --withdraw w103.csv >/dev/null
is 'level, basis and rank go' 102,, value
diaodu import --withdraw w102.csv >/dev/null
is 'then the one before' 101,, value
diaodu import w102.csv >/dev/null
diaodu import --withdraw w101.csv >/dev/null
is 'what another import said stays' 102,, value
diaodu import --withdraw w102.csv >/dev/null
is 'nothing of a withdrawn import comes back' '' value
ends 'a withdrawn import is not there' 2 diaodu import --withdraw w102.csv

# plates
land "$T,level\na,f,2024-06,final,10\nb,f,2024-06,final,20\nk,f,2024-06,final,7\n"
is 'a park inside counts once' 30 field level diaodu plates --parent C --indicator f --period 2024-06
ends 'plates of which area' 2 env DIAODU_DB=v.db diaodu plates --indicator f --period 2024-06
ends 'sound after all that' 0 diaodu doctor

# one figure
land "$T,level,growth,series_basis\nb,f,2023-06,final,7,5,x\n"
ends 'one figure is taken back' 0 diaodu set b f 2023-06 --withdraw --reason 误报
is 'nothing of it stands' '' bash -c 'diaodu export observations --area b --period 2023-06 | sed 1d'
ends 'with a figure and --withdraw' 2 diaodu set b f 2023-06 --withdraw --level 3 --reason x
printf 'code,name,unit,nature,frequency\nz,z,亿元,flow,M\n' >z.csv && diaodu import indicators z.csv >/dev/null
printf 'code,name,unit,nature,frequency,withdrawn\nz,z,亿元,flow,M,yes\n' >gone.csv
has 'an indicator is withdrawn' '1 withdrawn' diaodu import indicators gone.csv
is 'and gone' '' bash -c 'diaodu export indicators | grep ^z,'

# what is remarkable is said, and taken
land "$T,level\nb,f,2022-06,final,200\n"
printf "$T,level,base_level\nb,f,2023-06,final,220,210\n" >restated.csv
has 'a base that differs from history' base_restated diaodu import restated.csv
is 'growth goes by the base' 4.761904761904767 field growth board b 2023-06 f
printf 'code,name,level,parent,valid_from\nn,n县,county,C,2024-01-01\n' >new.csv && diaodu import areas new.csv >/dev/null
printf "$T,level\nn,f,2023-06,final,9\n" >early.csv
has 'an area that was not there yet' 'outside sums and ranks' diaodu import early.csv
is 'keeps its figure' 9 field level board n 2023-06 f

# a member of an assessed set that has left it is not waited for
printf 'code,name,kind,member,from,to\nk1,考核,indicator,f,,\nk1,考核,indicator,g,,2015-12\n' >sets.csv
diaodu import sets sets.csv >/dev/null
count() { diaodu coverage --set k1 --area a --period "$1" --format json | python3 -c 'import json,sys
print(json.load(sys.stdin)["total"]["indicators"])'; }
is 'a member that left is not assessed' 1 count 2024-06
is 'while it was one it is' 2 count 2015-06
