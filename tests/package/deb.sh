#!/usr/bin/env bash
# The Debian package: the same bytes twice, what is in it, whose it is, what it asks for. Installing it
# is tools/package_try.sh (./test long).
export DIAODU_LANG=en
. "$TESTLIB"
cd "$DIAODU_ROOT" && mine=$OLDPWD
arch=$(dpkg --print-architecture)
pack() { tools/package.sh pack "$arch" build/diaodu "$1"; }
deb=$(pack "$mine/one" | tail -1)
[[ -s $deb ]] && echo 'ok made' || { echo 'not ok made'; exit; }
(umask 077; TZ=Asia/Shanghai LC_ALL=C.UTF-8 JOBS=1 pack "$mine/two" >/dev/null)
is 'twice the same bytes' '' diff -rq "$mine/one" "$mine/two"
cd "$mine"
mkdir tree && dpkg-deb -x "$deb" tree && dpkg-deb -e "$deb" control
fields() { dpkg-deb -f "$deb" "$1"; }

is 'owned by root' '' bash -c "dpkg-deb -c '$deb' | grep -v ' root/root '"
is 'nothing that others may write, nothing with a set-id bit' '' find tree control -perm /7022 ! -type l
is 'programs' 'tree/usr/bin/diaodu tree/usr/lib/diaodu/ready tree/usr/sbin/diaodu-admin' \
    bash -c 'find tree -type f -perm /111 | sort | xargs'
is 'no path of the machine that built it' '' grep -rlF -e "$DIAODU_ROOT" -e "$HOME/" tree control
is 'stripped' '' bash -c "objdump -h tree/usr/bin/diaodu | grep -o '\.debug_[a-z]*\|\.symtab'"
is 'times are those of the commit' 1 bash -c "find tree -printf '%Ts\n' | sort -u | wc -l"
is 'checksums' '' bash -c 'cd tree && md5sum --quiet -c ../control/md5sums'
is 'settings are the administrator'\''s' /etc/default/diaodu cat control/conffiles
for want in libc6 libargon2-1 libsqlite3-0 libssl3 libevent-core libzip4 libseccomp2 adduser; do
    has "depends on $want" "$want" fields Depends
done
is 'neither compiler nor Node nor headers' '' \
    bash -c "dpkg-deb -f '$deb' Depends Recommends Pre-Depends | grep -E 'gcc|node|-dev|python|make'"
version=$(fields Version)
ends 'sorts before the release' 0 dpkg --compare-versions "$version" lt 0.1.0
is 'the version of the program' "diaodu ${version%%~*}" tree/usr/bin/diaodu --version
for script in control/{postinst,prerm,postrm} tree/usr/sbin/diaodu-admin tree/usr/lib/diaodu/ready; do
    ends "a shell reads ${script##*/}" 0 sh -n "$script"
done
has 'licences of what is inside' BSD-3-clause cat tree/usr/share/doc/diaodu/copyright
for word in echarts zrender vue tslib; do
    has "$word is named" "web/$word" cat tree/usr/share/doc/diaodu/copyright
done
for page in tree/usr/share/man/{man1,zh_CN/man1}/diaodu.1.gz tree/usr/share/man/man8/diaodu-admin.8.gz; do
    has "manual page ${page#tree/usr/share/man/}" .TH zcat "$page"
done
has 'changes' "diaodu ($version) unstable" zcat tree/usr/share/doc/diaodu/changelog.gz
[[ ! -e $DIAODU_ROOT/build/web/index.html ]] ||
    has 'the page is inside' 'id="app"' grep -a -m1 'id="app"' tree/usr/bin/diaodu

# Without a database the units wait; with one they go on.
ends 'no database: not ready' 1 env DIAODU_DB="$mine/none.db" tree/usr/lib/diaodu/ready
is 'and it says what to do' 'diaodu-admin init' bash -c "grep -o 'diaodu-admin init' err.txt | head -1"
echo x >some.db
ends 'a file: ready' 0 env DIAODU_DB="$mine/some.db" tree/usr/lib/diaodu/ready
ends 'a server: ready' 0 env DIAODU_DB=postgresql:///desk tree/usr/lib/diaodu/ready

units=tree/lib/systemd/system
if command -v systemd-analyze >/dev/null; then
    # The programs stand where they are not yet installed.
    mkdir units && for u in "$units"/*; do
        sed "s|=/usr/|=$mine/tree/usr/|; s|=/etc/default|=$mine/tree/etc/default|" "$u" >"units/${u##*/}"
    done
    is 'units are understood' '' bash -c "systemd-analyze verify --man=no units/*.service units/*.timer 2>&1 |
        grep -F units/"
    for u in diaodu diaodu-backup; do
        score=$(systemd-analyze security --no-pager --offline=yes "units/$u.service" 2>&1 |
            sed -n 's/.*Overall exposure level for .*: \([0-9.]*\) .*/\1/p')
        awk -v s="${score:-10}" 'BEGIN {exit !(s <= 2.0)}' && echo "ok $u is shut in ($score)" ||
            { echo "exposure $score"; echo "not ok $u is shut in"; }
    done
else
    echo 'skip units # systemd-analyze is not installed'
fi
