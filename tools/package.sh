#!/usr/bin/env bash
# Make Debian packages in dist/: the program with its page, the service, the daily backup.
#   tools/package.sh [amd64|arm64]…    default both; on another machine only its own
#   tools/package.sh offline [amd64|arm64]…  also a .tar each with the Debian libraries it needs and an install.sh
#   tools/package.sh pack ARCH PROGRAM DIR   only the packing, for tests; PROGRAM was built for ARCH
# The same sources give the same bytes: every time in it is that of the commit (SOURCE_DATE_EPOCH).
set -euo pipefail
cd "$(dirname "$0")/.."
. tools/lib.sh
umask 022
export LC_ALL=C TZ=UTC

own=$(dpkg --print-architecture)
if [[ -z ${SOURCE_DATE_EPOCH:-} ]]; then
    SOURCE_DATE_EPOCH=$(git log -1 --format=%ct 2>/dev/null) ||
        die "no git history here: say SOURCE_DATE_EPOCH, the seconds of the release"
fi
export SOURCE_DATE_EPOCH

# Before the tag of a release, ~git with the time of the commit: later ones sort higher, the release highest.
version() {
    local v
    v=$(sed -n "s/^  version: '\(.*\)',/\1/p" meson.build)
    if ! git rev-parse -q --verify HEAD >/dev/null 2>&1; then
        echo "$v"
        return
    fi
    [[ -n $(git tag --points-at HEAD "v$v") ]] ||
        v+="~git$(date -u -d "@$SOURCE_DATE_EPOCH" +%Y%m%d.%H%M%S).$(git rev-parse --short=8 HEAD)"
    git diff --quiet HEAD -- . || v+=+changed
    echo "$v"
}

# What the program is linked with, as names and least versions of packages.
depends() {
    local program=$1 dir
    dir=$(mktemp -d)
    mkdir "$dir/debian"
    printf 'Source: diaodu\n\nPackage: diaodu\nArchitecture: any\n' >"$dir/debian/control"
    (cd "$dir" && dpkg-shlibdeps -O -e"$program" 2>/dev/null) | sed -n 's/^shlibs:Depends=//p'
    rm -r "$dir"
}

needed() { readelf -d "$1" | sed -n 's|.*(NEEDED).*\[\(.*\)\]|\1|p' | grep -v '^ld-linux' | sort; }

changelog() {
    printf 'diaodu (%s) unstable; urgency=medium\n\n' "$1"
    # The newest part of CHANGELOG.md, an entry an item.
    awk '/^## /{n++; next} n == 1 && /^- /{sub(/^- /, "  * "); print; next}
        n == 1 && /^  /{sub(/^  /, "    "); print}' CHANGELOG.md
    printf '\n -- The Diaodu authors <diaodu@localhost>  %s\n' \
        "$(date -u -R -d "@$SOURCE_DATE_EPOCH")"
}

squeeze() { gzip -9nc >"$1" && chmod 644 "$1"; }

# pack ARCH PROGRAM FOLDER: the texts (manual page, completion, dependencies) come from build/diaodu,
# the same program for the machine that packs.
pack() {
    local arch=$1 program=$2 out=$3 v tree strip=strip deps doc n
    v=$(version)
    tree=$(mktemp -d)
    chmod 755 "$tree"
    [[ $arch == "$own" ]] || strip=aarch64-linux-gnu-strip
    deps=$(depends "$PWD/build/diaodu")
    [[ -n $deps ]] || die "dpkg-shlibdeps found no libraries for build/diaodu"
    [[ $(needed "$program") == "$(needed build/diaodu)" ]] ||
        die "$program needs other libraries than build/diaodu: what to depend on is unknown"

    install -Dm755 "$program" "$tree/usr/bin/diaodu"
    "$strip" --strip-unneeded --remove-section=.comment "$tree/usr/bin/diaodu"
    install -Dm755 packaging/diaodu-admin "$tree/usr/sbin/diaodu-admin"
    install -Dm755 packaging/ready "$tree/usr/lib/diaodu/ready"
    install -Dm644 packaging/default "$tree/etc/default/diaodu"
    install -Dm644 -t "$tree/lib/systemd/system" packaging/diaodu{.service,-backup.{service,timer}}
    build/diaodu completion bash |
        install -Dm644 /dev/stdin "$tree/usr/share/bash-completion/completions/diaodu"
    install -d "$tree"/usr/share/man/{man1,man8,zh_CN/man1}
    build/diaodu man --lang en | squeeze "$tree/usr/share/man/man1/diaodu.1.gz"
    build/diaodu man --lang zh | squeeze "$tree/usr/share/man/zh_CN/man1/diaodu.1.gz"
    squeeze "$tree/usr/share/man/man8/diaodu-admin.8.gz" <packaging/diaodu-admin.8
    doc=$tree/usr/share/doc/diaodu
    install -Dm644 -t "$doc" packaging/copyright README.md README.zh-CN.md
    install -Dm644 -t "$doc/docs" docs/{manual.zh,manual.en,operations,formats,formulas,api}.md
    install -Dm644 -t "$doc" SECURITY.md
    changelog "$v" | squeeze "$doc/changelog.gz"

    n=$(find "$tree" -type f -printf '%s\n' | awk '{s += int(($1 + 1023) / 1024)} END {print s}')
    install -d "$tree/DEBIAN"
    install -m755 -t "$tree/DEBIAN" packaging/{postinst,prerm,postrm}
    echo /etc/default/diaodu >"$tree/DEBIAN/conffiles"
    sed "s/@VERSION@/$v/; s/@ARCH@/$arch/; s/@SIZE@/$n/; s/@DEPENDS@/$deps/" \
        packaging/control >"$tree/DEBIAN/control"
    (cd "$tree" && find . -path ./DEBIAN -prune -o -type f -printf '%P\0' | sort -z | xargs -0 md5sum) \
        >"$tree/DEBIAN/md5sums"
    find "$tree" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
    mkdir -p "$out"
    # One thread: the blocks of the compression must not depend on how many cores there are.
    dpkg-deb --root-owner-group -Zxz --threads-max=1 --build "$tree" "$out/diaodu_${v}_$arch.deb" >/dev/null
    rm -r "$tree"
    echo "$out/diaodu_${v}_$arch.deb"
}

# offline DEB ARCH: a folder that apt can install from without any other source: the libraries, the one of C
# too, which may be older there. adduser and init-system-helpers every Debian has.
offline() {
    local deb=$1 arch=$2 apt=build/apt-$2 out=${1%.deb}_debian12
    local -a get names
    rm -rf "$apt" "$out"
    private_apt "$PWD/$apt" "$arch"
    mapfile -t names < <(dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed 's/^ *//; s/ .*//' |
        grep -vx 'adduser\|init-system-helpers')
    "${get[@]}" update
    "${get[@]}" install --no-install-recommends --download-only "${names[@]}"
    mkdir "$out"
    cp "$apt"/cache/archives/*.deb "$deb" "$out/"
    install -m755 packaging/install-offline "$out/install.sh"
    install -m644 docs/operations.md "$out/README.md"
    (cd "$out" && dpkg-scanpackages -m . >Packages 2>/dev/null && sha256sum -- *.deb Packages >SHA256SUMS)
    tar -C dist --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner \
        -cf "$out.tar" "${out##*/}"
    rm -rf "$apt" "$out"
    echo "$out.tar"
}

need package
with_libraries=
[[ ${1:-} == offline ]] && with_libraries=1 && shift
if [[ ${1:-} == pack ]]; then
    pack "${@:2:3}"
    exit
fi
wanted=("$@")
(($#)) || { wanted=("$own") && [[ $own != amd64 ]] || wanted=(amd64 arm64); }
need build
tools/web.sh
say "building build/diaodu"
build build diaodu -- --buildtype=release
for arch in "${wanted[@]}"; do
    program=build/diaodu
    if [[ $arch != "$own" ]]; then
        [[ $own == amd64 && $arch == arm64 ]] || die "on $own there is no building for $arch"
        tools/arm64.sh build
        program=build-arm64/build/diaodu
    fi
    deb=$(pack "$arch" "$program" dist)
    echo "$deb"
    [[ ! $with_libraries ]] || offline "$deb" "$arch"
done
