#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing to build, run and test CacheLedger on Debian 12 and 13 and Ubuntu 24.04.
#   install-deps.sh [build|test|fuzz|bench]...     default: build
# Does nothing (and needs no rights) when everything is there. What each package is for: docs/dependencies.md
set -euo pipefail

build=(g++ cmake ninja-build pkg-config git ca-certificates
    qt6-base-dev libqt6opengl6-dev qt6-charts-dev qtkeychain-qt6-dev
    libhiredis-dev libsqlite3-dev nlohmann-json3-dev libyaml-cpp-dev libzstd-dev
    libcurl4-openssl-dev libssh-dev
    fontconfig fonts-dejavu-core redis-server)
run_optional=(fonts-inter fonts-lohit-deva ccache mold)
test=(xvfb xauth xdotool imagemagick poppler-utils openssl sqlite3 dbus procps util-linux
    clang-format desktop-file-utils appstream prometheus python3-aiosmtpd
    python3-asyncssh python3-bcrypt tinyproxy-bin openssh-client)
fuzz=(clang libclang-rt-dev)
bench=(prometheus-redis-exporter prometheus redis-tools time)

# Qt's SVG development files changed their name between the releases; the reader of SVG images, which style sheets need
# for arrows and check marks, is a package of its own from Debian 13 on.
svg_packages() {
    if apt-cache show qt6-svg-dev >/dev/null 2>&1; then echo qt6-svg-dev; else echo libqt6svg6-dev; fi
    if apt-cache show qt6-svg-plugins >/dev/null 2>&1; then echo qt6-svg-plugins; fi
}
has_svg() {
    { is_installed qt6-svg-dev || is_installed libqt6svg6-dev; } &&
        compgen -G '/usr/lib/*/qt6/plugins/imageformats/libqsvg.so' >/dev/null
}

is_installed() {
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]
}

missing_of() {
    local package
    for package in "$@"; do is_installed "$package" || echo "$package"; done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then
        "$@"
    elif command -v sudo >/dev/null; then
        sudo -n "$@" || { echo "install-deps: run as root: $*" >&2; return 1; }
    else
        echo "install-deps: run as root: $*" >&2
        return 1
    fi
}

# Never asks: where a package's configuration file was changed by hand, that file is kept.
apt_install() {
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends \
        -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold "$@"
}

# Installing redis-server must not leave a server running on the default port that nobody asked for.
keep_services_from_starting() {
    [ -e /usr/sbin/policy-rc.d ] && return 0
    printf '#!/bin/sh\nexit 101\n' | as_root tee /usr/sbin/policy-rc.d >/dev/null
    as_root chmod 755 /usr/sbin/policy-rc.d
    trap 'as_root rm -f /usr/sbin/policy-rc.d' EXIT
}

main() {
    if ! command -v apt-get >/dev/null; then
        echo "install-deps: no apt-get here; install the packages of docs/dependencies.md by hand" >&2
        return 0
    fi
    local wanted=("${build[@]}") optional=("${run_optional[@]}") group
    for group in "$@"; do
        case "$group" in
            build) ;;
            test) wanted+=("${test[@]}") ;;
            fuzz) wanted+=("${fuzz[@]}") ;;
            bench) wanted+=("${bench[@]}") ;;
            *) echo "install-deps: unknown group '$group' (build, test, fuzz, bench)" >&2; return 64 ;;
        esac
    done

    local missing missing_optional
    missing=$(missing_of "${wanted[@]}")
    has_svg || missing+=" svg"
    missing_optional=$(missing_of "${optional[@]}")
    [ -n "$missing$missing_optional" ] || return 0

    export DEBIAN_FRONTEND=noninteractive
    as_root apt-get update -q >&2 || echo "install-deps: package lists could not be refreshed, going on with the old ones" >&2
    [ "${missing% svg}" = "$missing" ] || missing="${missing% svg} $(svg_packages | tr '\n' ' ')"
    keep_services_from_starting
    if [ -n "${missing// /}" ]; then
        # shellcheck disable=SC2086
        apt_install $missing >&2
    fi
    # Faster builds and the intended font: good to have, and nothing fails without them.
    for package in $missing_optional; do
        apt_install "$package" >&2 || true
    done
}

main "$@"
