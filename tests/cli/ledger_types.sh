#!/usr/bin/env bash
# The check of the shipped ledger types passes on what is shipped and finds one planted fault a time.
check=$DIAODU_ROOT/tools/check_ledgers.py
"$check" >out && echo "ok what is shipped passes" || { cat out; echo "not ok what is shipped passes"; }

finds() { # WHAT FILE SED-SCRIPT TEXT-OF-THE-FAULT
    rm -rf tree
    mkdir -p tree/catalogue tree/data
    cp -r "$DIAODU_ROOT/catalogue/ledgers" tree/catalogue/
    cp -r "$DIAODU_ROOT/data/examples" tree/data/
    sed -i "$3" "tree/$2"
    if cmp -s "tree/$2" "$DIAODU_ROOT/$2"; then echo "not ok finds $1: nothing was planted"; return; fi
    if "$check" tree >out 2>&1 || ! grep -qF -- "$4" out; then cat out; echo "not ok finds $1"; else echo "ok finds $1"; fi
}
c=catalogue/ledgers
finds "an unknown member" $c/task.json 's/"urgency", "name"/"urgency", "nam"/' 'there is no member nam'
finds "a member twice" $c/risk.json 's/"group": "risk",/"group": "risk", "group": "risk",/' 'a member twice'
finds "a name without English" $c/agenda.json 's/"name": "时长", "name_en": "Minutes"/"name": "时长"/' 'name_en is missing'
finds "a code twice" $c/agenda.json 's/"code": "org", "name": "发言单位"/"code": "item", "name": "发言单位"/' 'is given twice'
finds "a heading of two fields" $c/letter.json 's/"aliases": \["标题"\]/"aliases": ["文号"]/' 'heads number too'
finds "a link to nothing" $c/agenda.json 's/"to": "meeting"/"to": "meetings"/' 'to meetings'
finds "a field that is not there" $c/task.json 's/"needs": \["result", "evidence"\]/"needs": ["result", "proof"]/' 'there is no field proof'
finds "a stage that is not there" $c/task.json "s/in_stage('issued', 'signed')/in_stage('issued', 'sealed')/" 'there is no stage sealed'
finds "a stage nobody reaches" $c/livelihood.json 's/"from": \["finished"\], "to": "accepted"/"from": ["finished"], "to": "finished"/' 'no move leads to accepted'
finds "a word that is no field" $c/risk.json 's/next_review < today()/next_view < today()/' 'there is no field next_view'
finds "a function that is not there" $c/risk.json 's/next_review < today()/next_review < now()/' 'there is no function now'
finds "too many arguments" $c/campaign.json 's/days(begin, end) + 1/days(begin, end, 1)/' 'days() has 3 arguments'
finds "a series that is not there" $c/risk.json 's/sum(reduced)/sum(amount)/' 'wants a series'
finds "a text that does not end" $c/risk.json "s/\"level = 'high' and not final()\"/\"level = 'high and not final()\"/" 'cannot be read'
finds "a fault in a nested expression" $c/meeting.json "s/'meeting', 'no_task'/'meeting', 'no_tasks'/" 'there is no field no_tasks'
finds "a field outside of a sum" $c/risk.json 's/"value": "sum(amount)"/"value": "amount"/' 'stands outside'
finds "a column that is not there" $c/liaison.json 's/"only": "n = 0"/"only": "m = 0"/' 'there is no column m'
finds "a letter that is not there" $c/task.json 's/"letter": "urge"/"letter": "urgent"/' 'there is no letter urgent'
finds "a wrong word in a letter" $c/task.json 's/"{urgency}"/"{urgent}"/' 'there is no field urgent'
finds "a move that writes what is worked out" $c/task.json 's/"set": {"reviewer": "me()"/"set": {"overdue": "0", "reviewer": "me()"/' 'overdue is worked out'
finds "a row of the wrong shape" data/examples/ledgers/risk.csv '2s/^/x,/' 'cells under'
finds "an option that is not there" data/examples/ledgers/risk.csv 's/保交楼/保教楼/' '风险类别: 保教楼'
finds "a column that is no field" data/examples/ledgers/risk.csv '1s/成因/原因/' 'there is no column 原因'
