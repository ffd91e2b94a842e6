# Shared pieces of run, test, bench and the scripts in tools/. Sourced with the repository as the
# current folder.

JOBS=${JOBS:-$(nproc)}
export JOBS

say() { printf '%s\n' "== $*"; }
die() {
    printf '%s\n' "$*" >&2
    exit 1
}

# The packages of the named sections of tools/packages.txt.
packages() {
    local section
    for section; do
        sed -n "/^\[$section\]/,/^\[/p" tools/packages.txt | grep -v '^\[\|^#\|^$'
    done | sort -u
}

# need SECTION…: install what is missing. Quick and quiet when nothing is.
need() {
    local -a missing=() as=()
    mapfile -t missing < <(comm -23 <(packages "$@") \
        <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null |
            sed -n 's/ installed$//p' | sort -u))
    ((${#missing[@]})) || return 0
    say "installing: ${missing[*]}"
    if ((EUID)); then
        command -v sudo >/dev/null && sudo -v 2>/dev/null || die \
            "These Debian packages are missing and sudo is not to be had. As root:
    apt-get install --no-install-recommends ${missing[*]}"
        as=(sudo)
    fi
    as+=(env DEBIAN_FRONTEND=noninteractive)
    "${as[@]}" apt-get update -qq || say "apt-get update failed; trying with the lists there are"
    "${as[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null ||
        die "apt-get could not install: ${missing[*]}"
}

# build DIR [TARGET…] -- [MESON OPTION…]: set up once, then build. Quiet when it goes well.
build() {
    local dir=$1 log rooms
    local -a targets=()
    shift
    while (($#)) && [[ $1 != -- ]]; do targets+=("$1") && shift; done
    (($#)) && shift
    mkdir -p "$dir"
    log=$dir/build.log
    # meson.build asks which rooms and libraries exist; an old build folder must notice new ones.
    rooms=$(ls src/*/meson.build src/main.c tests/*/meson.build 2>/dev/null
        pkg-config --exists cmocka && echo cmocka) || true
    if [[ ! -e $dir/build.ninja || $rooms != "$(cat "$dir/rooms" 2>/dev/null)" ]]; then
        [[ -e $dir/build.ninja ]] && set -- --reconfigure
        meson setup "$dir" "$@" >"$log" 2>&1 || { cat "$log" >&2 && return 1; }
        echo "$rooms" >"$dir/rooms"
    fi
    ninja -C "$dir" -j "$JOBS" "${targets[@]}" >"$log" 2>&1 || {
        # What failed and why, without the compiler's command lines.
        sed -n '/^FAILED:\|ERROR\|^ninja: error/,$p' "$log" |
            grep -v '^\[\|^ninja: \(Entering\|build stopped\)\|^[a-z0-9-]*\(gcc\|cc\|clang\) ' >&2
        return 1
    }
}

# Sets `get` to an apt-get for ARCH that knows the host's sources and nothing of its packages; what it
# downloads lands in FOLDER/cache/archives.    private_apt FOLDER ARCH
private_apt() {
    local apt=$1 arch=$2
    mkdir -p "$apt"/{state/lists/partial,cache/archives/partial}
    : >"$apt/status"
    get=(apt-get -qq -y -o APT::Architecture="$arch" -o APT::Architectures="$arch"
        -o Dir::State="$apt/state" -o Dir::State::status="$apt/status" -o Dir::Cache="$apt/cache"
        -o APT::Sandbox::User=root -o Binary::apt::APT::Keep-Downloaded-Packages=1
        -o APT::Keep-Downloaded-Packages=1 -o APT::Update::Post-Invoke::= -o DPkg::Post-Invoke::=)
}
