#!/usr/bin/env bash
# Backups with rotation from outside: names, what is refused, a disk that is really full.
export DIAODU_LANG=en DIAODU_DB=desk.db
. "$TESTLIB"
diaodu init --home 520300 >/dev/null
mkdir keep
ends 'a folder that is not there' 2 diaodu backup --into gone --keep 3
ends 'nothing to keep' 2 diaodu backup --into keep --keep 0
ends '--keep without a folder' 2 diaodu backup one.db --keep 3
ends 'a folder and a file' 2 diaodu backup one.db --into keep
ends 'a first copy' 0 diaodu backup --into keep --keep 2
mv keep/diaodu-*.db "$(echo keep/diaodu-*.db | sed -E 's/[0-9]{8}T[0-9]{6}/20250101T020000/')"
cp keep/diaodu-*.db "$(echo keep/diaodu-*.db | sed 's/20250101/20250102/')"
has 'the oldest goes' 'removed keep/diaodu-' diaodu backup --into keep --keep 2
is 'two stay' 2 bash -c 'ls keep | wc -l'
is 'the older of them is the second' 1 bash -c 'ls keep | grep -c -- -20250102T020000.db'
newest=$(ls keep/*.db | tail -1)
ends 'brought back' 0 diaodu restore "$newest" --db again.db
is 'the same history' "$(diaodu export commits)" diaodu export commits --db again.db
sleep 1
is 'as JSON' '"backup"' field command diaodu backup --into keep
is 'without --keep nothing goes' 3 bash -c 'ls keep | wc -l'

# The copy does not fit: written in part, taken away again, the old ones stay.
sleep 1
before=$(ls keep)
(ulimit -f 100; ends 'a file that may not grow' 3 diaodu backup --into keep --keep 1)
is 'the old ones stand' "$before" ls keep
if unshare -m true 2>/dev/null; then
    cat >full.sh <<'S'
mkdir -p small && mount -t tmpfs -o size=${1}m tmpfs small || exit 99
cp keep/*20250102* small/
diaodu backup --into small --keep 1
code=$?
ls small
exit $code
S
    out=$(unshare -m bash full.sh 8 2>&1) && code=0 || code=$?
    if ((code == 99)); then echo 'skip a full disk # no tmpfs'
    else
        is 'a full disk is exit 3' 3 echo "$code"
        has 'a full disk is said before anything is written' 'none was made and the old ones are all there' echo "$out"
        has 'the old copy stands' '20250102T020000.db' echo "$out"
    fi
else
    echo 'skip a full disk # needs root'
fi
