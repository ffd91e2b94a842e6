#!/usr/bin/env bash
# What tools/package_try.sh does inside the fresh system: a line "ok what" or "not ok what" a case.
set -uo pipefail
cd /root/give
export DEBIAN_FRONTEND=noninteractive
say() { "${@:2}" >out.txt 2>&1 && echo "ok $1 (package)" || { sed 's/^/    /' out.txt; echo "not ok $1 (package)"; }; }
no() { ! "${@:2}" >out.txt 2>&1 && echo "ok $1 (package)" || { sed 's/^/    /' out.txt; echo "not ok $1 (package)"; }; }
has() { grep -qF -- "$2" <<<"$3" && echo "ok $1 (package)" || { echo "    $3" | head -20; echo "not ok $1 (package)"; }; }
# get PATH [HEADER…]: the answer with its head
get() {
    local path=$1
    shift
    exec 3<>/dev/tcp/127.0.0.1/8080 || return
    printf 'GET %s HTTP/1.1\r\nHost: 127.0.0.1:8080\r\nConnection: close\r\n' "$path" >&3
    (($#)) && printf '%s\r\n' "$@" >&3
    printf '\r\n' >&3
    cat <&3
    exec 3>&-
}
# As another system would find it: the manual pages too.
rm -f /etc/dpkg/dpkg.cfg.d/*docker*

for tool in gcc cc clang make node npm meson; do no "there is no $tool" command -v $tool; done
before=$(dpkg-query -W | wc -l)
apt-get -qq update
say 'install' apt-get install -qq -y --no-install-recommends ./diaodu.deb
echo "packages that came with it: $(($(dpkg-query -W | wc -l) - before))"
for tool in gcc cc clang make node npm meson; do no "still no $tool" command -v $tool; done
say 'the user exists' getent passwd diaodu
say 'the folder of the database is its own' test "$(stat -c '%U %G %a' /var/lib/diaodu)" = 'diaodu diaodu 750'
say 'the folder of backups is its own' test "$(stat -c '%U %G %a' /var/backups/diaodu)" = 'diaodu diaodu 750'
say 'installed again' apt-get install -qq -y --reinstall ./diaodu.deb
say 'the service is switched on' test -L /etc/systemd/system/multi-user.target.wants/diaodu.service
say 'the daily backup is switched on' test -L /etc/systemd/system/timers.target.wants/diaodu-backup.timer

no 'not ready without a database' diaodu-admin ready
say 'init' diaodu-admin init --home 520300
say 'ready' diaodu-admin ready
say 'the database is the user'\''s' test "$(stat -c '%U %a' /var/lib/diaodu/diaodu.db)" = 'diaodu 640'
chmod 755 /root /root/give
say 'a workbook' diaodu-admin import wide_a.xlsx --yes
say 'an old workbook, in its confined reader' diaodu-admin import desk.xls --dry-run --yes
: >serve.log
runuser -u diaodu -- env DIAODU_DB=/var/lib/diaodu/diaodu.db diaodu serve --listen 127.0.0.1:8080 2>serve.log &
for _ in {1..50}; do grep -q 127.0.0.1 serve.log && break; sleep 0.1; done
has 'the page' 'id="app"' "$(get /)"
has 'the script of the page' '200 OK' "$(get "$(get / | grep -ao '/assets/index-[^"]*\.js' | head -1)" | head -1)"
has 'the desk' '"520300"' "$(get /api/v1/desk)"
has 'the manual in Chinese' '用户手册' "$(get /manual/zh.html)"
has 'the manual in English' 'Bring numbers in' "$(get /manual/en.html)"
has 'healthy' '200 OK' "$(get /readyz)"

say 'backup' diaodu-admin backup
copy=$(ls /var/backups/diaodu/diaodu-*.db)
say 'the copy is the user'\''s alone' test "$(stat -c '%U %a' "$copy")" = 'diaodu 640'
diaodu-admin export commits >commits.txt
kill %1
wait
say 'restore' diaodu-admin restore "$copy" --force
say 'the same history' test "$(diaodu-admin export commits)" = "$(cat commits.txt)"
sleep 1
say 'upgrade' apt-get install -qq -y ./next.deb
say 'it made a backup first' test "$(ls /var/backups/diaodu/*.db | wc -l)" = 2
echo 'DIAODU_KEEP=3' >>/etc/default/diaodu
say 'upgrade keeps changed settings' apt-get install -qq -y --reinstall ./next.deb
say 'they are there' grep -q DIAODU_KEEP=3 /etc/default/diaodu
say 'doctor' diaodu-admin doctor

say 'remove' apt-get remove -qq -y diaodu
say 'the database stays' test -s /var/lib/diaodu/diaodu.db
say 'installed anew on it' apt-get install -qq -y ./diaodu.deb --allow-downgrades
say 'the same database' test "$(diaodu-admin export commits)" = "$(cat commits.txt)"
say 'purge' apt-get purge -qq -y diaodu
no 'the database is gone' test -e /var/lib/diaodu
say 'the backups stay' test "$(ls /var/backups/diaodu/*.db | wc -l)" -ge 2
no 'no settings stay' test -e /etc/default/diaodu
is=$(find / -xdev -path /root -prune -o -path /var/backups -prune -o -path /proc -prune -o -path /sys -prune \
    -o -name '*diaodu*' -print 2>/dev/null | grep -v '/var/cache/apt\|/var/log\|/var/lib/dpkg\|^/tmp/bash') || true
say 'nothing else stays' test -z "$is"

# With the libraries beside it, cut off from every network.
if [[ -d $(echo diaodu_*_debian12) ]]; then
    apt-get autoremove -qq -y --purge >/dev/null 2>&1
    no 'the libraries are gone' test -e /usr/lib/x86_64-linux-gnu/libjansson.so.4
    say 'install without a network' unshare --net bash -c 'diaodu_*_debian12/install.sh'
    say 'it runs' diaodu --version
    say 'init, installed without a network' diaodu-admin init --home 520300
    say 'purge again' apt-get purge -qq -y diaodu
fi
