#!/usr/bin/env bash
# Boot a folder with Debian, systemd, curl and the package in it (tools/package_try.sh makes one) as a machine of
# its own, without network, and try the service there: its sandbox, its ends, a power cut.
#   tools/package_boot.sh FOLDER     prints "ok what" or "not ok what" a case
set -uo pipefail
dir=$(realpath "$1")
init=
rm -f "$dir"/var/backups/diaodu/*.db # of an earlier life
cut_power() {
    [[ ! $init ]] || kill -9 "$init" 2>/dev/null
    [[ ! $init ]] || wait "$outer" 2>/dev/null
    init=
}
trap cut_power EXIT

# What a machine has before its first process.
prepare='
set -e
d=$1
mount --make-rprivate /
mount --bind "$d" "$d"
mount -t proc proc "$d/proc"
mount -t sysfs -o ro sysfs "$d/sys"
mount -t tmpfs tmpfs "$d/sys/fs/cgroup"
mkdir "$d"/sys/fs/cgroup/{systemd,unified}
mount -t cgroup -o none,name=systemd cgroup "$d/sys/fs/cgroup/systemd" 2>/dev/null || {
    umount "$d/sys/fs/cgroup"
    mount -t cgroup2 cgroup2 "$d/sys/fs/cgroup"
}
mountpoint -q "$d/sys/fs/cgroup/unified/.." && mount -t cgroup2 cgroup2 "$d/sys/fs/cgroup/unified" 2>/dev/null || true
mount -t tmpfs tmpfs "$d/run"
mount -t tmpfs -o mode=755 dev "$d/dev"
for n in null zero full random urandom tty; do
    touch "$d/dev/$n"
    mount --bind "/dev/$n" "$d/dev/$n"
done
mkdir "$d"/dev/{shm,pts}
mount -t devpts -o newinstance,ptmxmode=0666 devpts "$d/dev/pts"
ln -s pts/ptmx "$d/dev/ptmx"
mount -t tmpfs shm "$d/dev/shm"
exec chroot "$d" /usr/bin/env -i container=lxc PATH=/usr/sbin:/usr/bin:/sbin:/bin /lib/systemd/systemd'

inside() {
    nsenter -t "$init" -m -p -u -i -n -r/proc/"$init"/root -w/proc/"$init"/root \
        /usr/bin/env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 bash -c "$1" 2>&1
}
# until_is WANTED COMMAND: within 20 s
until_is() {
    local i got=
    for ((i = 0; i < 100; i++)); do
        got=$(inside "$2") || true
        [[ $got != "$1" ]] || return 0
        sleep 0.2
    done
    echo "    wanted $1, got $got"
    return 1
}
is() { until_is "$2" "$3" && echo "ok $1 (package)" || echo "not ok $1 (package)"; }

boot() {
    unshare --pid --fork --mount --uts --ipc --net --cgroup bash -c "$prepare" - "$dir" >"$dir.boot.log" 2>&1 &
    outer=$!
    local i
    for ((i = 0; i < 50 && ${#init} == 0; i++)); do
        sleep 0.2
        init=$(pgrep -P $outer) || init=
    done
    [[ $init ]] && until_is 0 'systemctl list-units >/dev/null 2>&1; echo $?'
}

if ! boot; then
    echo 'skip systemd # this machine lets no other be booted inside it'
    tail -5 "$dir.boot.log"
    exit
fi
ask='curl -sf http://127.0.0.1:8080'
is 'without a database the service waits' 'inactive' 'systemctl is-active diaodu'
is 'and has not failed' 'inactive' 'systemctl is-failed diaodu'
inside 'diaodu-admin init --home 520300' >/dev/null
is 'init starts it' 'active' 'systemctl is-active diaodu'
is 'it answers' 'ok 1' "$ask/readyz"
is 'no capabilities, no new ones, system calls filtered' '0000000000000000 1 2' \
    "awk '/^(CapBnd|NoNewPrivs|Seccomp):/ {printf \"%s%s\", s, \$2; s = \" \"}' /proc/\$(systemctl show -p MainPID --value diaodu)/status"
is 'an old workbook is read by its confined reader' '"good":2' \
    "chmod 755 /root; curl -s -X PUT 'http://127.0.0.1:8080/api/v1/import?name=desk.xls&dry_run=1&yes=1' \
        --data-binary @/root/give/desk.xls | grep -o '\"good\":2'"
inside "curl -s -X PUT 'http://127.0.0.1:8080/api/v1/import?name=wide_a.xlsx&yes=1' \
    --data-binary @/root/give/wide_a.xlsx" >/dev/null
is 'a workbook is taken in' 'ok 2' "$ask/readyz"
inside 'systemctl kill -s KILL diaodu'
is 'killed, it starts again' 'active 1' \
    'echo $(systemctl is-active diaodu) $(systemctl show -p NRestarts --value diaodu)'
is 'and has what was taken in' 'ok 2' "$ask/readyz"
inside 'systemctl start diaodu-backup'
is 'the daily backup' '1 success' \
    'echo $(ls /var/backups/diaodu/*.db | wc -l) $(systemctl show -p Result --value diaodu-backup)'
inside 'diaodu-admin set 520300 fai 2024-05 --level 1 --reason later' >/dev/null
is 'something changes after it' 'ok 3' "$ask/readyz"
code=$(inside 'diaodu-admin restore /var/backups/diaodu/*.db --force >/dev/null 2>&1; echo $?')
[[ $code == 0 ]] && echo 'ok restore under a running service (package)' ||
    echo "not ok restore under a running service: exit $code (package)"
is 'which runs again' 'active' 'systemctl is-active diaodu'
is 'and has what stood when the backup was made' 'ok 2' "$ask/readyz"
inside 'sed -i s,/var/backups/diaodu,/mnt/not-there, /etc/default/diaodu'
inside 'systemctl start diaodu-backup' >/dev/null
is 'a backup disk that is not there is a failure' 'failed' 'systemctl is-failed diaodu-backup'
is 'and said' 1 'journalctl --no-pager -u diaodu-backup | grep -c "没有文件夹 /mnt/not-there"'
inside 'sed -i s,/mnt/not-there,/var/backups/diaodu, /etc/default/diaodu'

# The power goes while somebody writes, for two days. What was acknowledged is written down outside.
acks=$dir.acks
inside 'for i in $(seq 500); do
    diaodu-admin set 520300 fai 2024-05 --level $i.5 --reason "test $i" >/dev/null 2>&1 && echo "test $i"; done' >"$acks" &
disown
sleep 3
cut_power
touch -d '2 days ago' "$dir/var/lib/systemd/timers/stamp-diaodu-backup.timer"
boot || echo 'not ok boots after a power cut (package)'
is 'after a power cut it serves' 'active' 'systemctl is-active diaodu'
is 'the missed backup was made up' 2 'ls /var/backups/diaodu/*.db | wc -l'
is 'nothing is broken' 0 'diaodu-admin doctor >/dev/null; echo $?'
lost=$(comm -23 <(sort "$acks") <(inside 'diaodu-admin export commits --format csv' | grep -o 'test [0-9]*' | sort))
echo "writes acknowledged before the power cut: $(wc -l <"$acks")"
[[ -s $acks && ! $lost ]] && echo 'ok what was acknowledged is there (package)' ||
    echo "not ok what was acknowledged is there (package): lost: $lost"
rm -f "$acks"
inside 'apt-get remove -qq -y diaodu' >/dev/null
is 'removed, it is stopped' 'inactive' 'systemctl is-active diaodu'
