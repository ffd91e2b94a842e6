#!/usr/bin/env bash
# Rights on the command line (--as): what is not theirs to write is refused whole; a change of holder
# moves the rights; what a person may not see leaves no trace in any answer, table or document.
export DIAODU_DB=desk.db DIAODU_LANG=zh
. "$TESTLIB"

diaodu init --home 520300 >/dev/null
ends 'without accounts --as is a name' 0 diaodu board --area 520302 --period 2024-04 --as anybody
ends 'an account' 0 diaodu user add root --name 管理员
ends 'not twice' 1 diaodu user add root
ends 'a login is a code' 2 diaodu user add 'a b'
ends 'with accounts --as is one of them' 2 diaodu board --area 520302 --period 2024-04 --as anybody
ends 'who may nothing sees nothing' 2 diaodu board --area 520302 --period 2024-04 --as root
ends 'the administrator role' 0 diaodu role grant user:root admin
ends 'sees' 0 diaodu board --area 520302 --period 2024-04 --as root
ends 'an unknown role' 1 diaodu role grant user:root emperor
ends 'an unknown area' 2 diaodu role grant user:root viewer --area 999999
ends 'a weak password' 1 bash -c 'echo 1234567890 | diaodu user passwd root'
ends 'a password' 0 bash -c 'echo correct horse battery | diaodu user passwd root'
is 'is not told, only that there is one' yes bash -c "diaodu user list --format csv | grep -q 'root,管理员,true,false,false,false' && echo yes"
is 'nor kept' 0 bash -c "grep -c 'correct horse' desk.db || true"
for u in li zhao; do diaodu user add "$u" --name "$u" >/dev/null; done
diaodu post add clerk --title 填报员 --holder li --from 2020-01-01 >/dev/null
diaodu role grant post:clerk sector --area 520303 --domains '贸易消费;投资' >/dev/null
ends 'the holder' 0 diaodu board --area 520303 --period 2024-04 --as li
ends 'not the next one' 2 diaodu board --area 520303 --period 2024-04 --as zhao
ends 'handing over' 0 diaodu post hand clerk zhao
ends 'moves the rights' 2 diaodu board --area 520303 --period 2024-04 --as li
ends 'to the next one' 0 diaodu board --area 520303 --period 2024-04 --as zhao
ends 'not twice a day' 1 diaodu post hand clerk li
ends 'nobody else hands over' 1 diaodu post hand clerk zhao --from 2100-01-01 --as zhao

# ---- writing ----
echo 'area,indicator,period,kind,level,growth
520303,retail_sales,2024-04,final,80,4' >own.csv
echo 'area,indicator,period,cause,side,text
520303,retail_sales,2024-04,market,objective,x' >cause.csv
sed 's/520303/520302/' cause.csv >other.csv
sed 's/retail_sales/gdp/' cause.csv >domain.csv
cat cause.csv <(sed 1d other.csv) >both.csv
ends 'statistics are not typed by a sector' 1 diaodu import own.csv --as zhao
ends 'by statistics they are' 0 diaodu import own.csv --as root
ends 'a cause of their own' 0 diaodu import cause.csv --as zhao
ends 'not of another area' 1 diaodu import other.csv --as zhao
ends 'nor of another domain' 1 diaodu import domain.csv --as zhao
ends 'one row that is not theirs refuses all' 1 diaodu import both.csv --as zhao --partial
has 'and is named' '520302' diaodu import both.csv --as zhao
ends 'nothing of it landed' 0 bash -c "! diaodu export gap_causes | grep -q 520302"
ends 'no target' 1 diaodu target set --area 520303 --indicator retail_sales --period 2024 --level 1 --as zhao
ends 'no correction' 1 diaodu set 520303 retail_sales 2024-04 --level 1 --reason x --as zhao
ends 'no catalogue' 1 bash -c "diaodu export areas -o a.csv && sed -i s/汇川区/汇川/ a.csv && diaodu import a.csv --as zhao"
ends 'no right for themselves' 1 diaodu role grant user:zhao admin --as zhao
ends 'no withdrawal of imports' 1 diaodu import own.csv --withdraw --as zhao
is 'who wrote is recorded' zhao bash -c "diaodu export commits | grep '核\|cause.csv' | cut -d, -f3 | sort -u"
for verb in 'backup x.bak' doctor migrate 'restore x.bak' 'user list' 'user add y' 'role list'; do
    ends "not theirs: $verb" "$([[ $verb == role* ]] && echo 2 || echo 1)" diaodu $verb --as zhao
done
ends 'disabled' 0 diaodu user disable zhao
ends 'is out' 2 diaodu board --area 520303 --period 2024-04 --as zhao
ends 'and in again' 0 diaodu user enable zhao
ends 'the chain holds' 0 diaodu doctor
is 'accounts are events in it' '6' bash -c "diaodu export commits | grep -c ,account,"
