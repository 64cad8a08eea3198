#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Runs one test with a home of its own, on the offscreen platform, in a fixed locale and time zone.
set -eu
home=$(mktemp -d "${TMPDIR:-/tmp}/cacheledger-test.XXXXXX")
trap 'rm -rf "$home"' EXIT
mkdir -m 700 "$home/run"
HOME=$home XDG_CONFIG_HOME=$home/config XDG_DATA_HOME=$home/data XDG_STATE_HOME=$home/state \
XDG_CACHE_HOME=$home/cache XDG_RUNTIME_DIR=$home/run QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen} \
LC_ALL=C.UTF-8 TZ=UTC QT_SCALE_FACTOR=${QT_SCALE_FACTOR:-1} "$@"
