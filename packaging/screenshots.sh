#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Makes the pictures of all pages in docs/images with the product itself: each page of a demo in both themes at 1366x768
# and at 200 %, the incident of a drill, and the keys of a cache with planted faults. Needs no display. Every picture has a demo of its own, which runs for a while
# first; four at a time, that takes about half an hour.
#   screenshots.sh [PATTERN]          only the pictures whose name matches, e.g. '^reports'
#   CACHELEDGER_BINARY=FILE           that program instead of building the release preset
#   CACHELEDGER_IMAGES=FOLDER         instead of docs/images
#   CACHELEDGER_DEMO_SECONDS=N        how long each demo runs before its picture (200)
#   CACHELEDGER_JOBS=N                how many at a time (4)
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
pattern=${1:-}
folder=${CACHELEDGER_IMAGES:-$top/docs/images}
binary=${CACHELEDGER_BINARY:-}
seconds=${CACHELEDGER_DEMO_SECONDS:-200}
if [ -z "$binary" ]; then
    "$top/packaging/install-deps.sh" build
    binary=$("$top/packaging/build.sh" release | tail -n 1)
fi
mkdir -p "$folder"

# One line a picture: its name, then the arguments.
pictures() {
    local page theme scale suffix shot after
    for page in overview dashboard layers savings alerts nodes server advisor reports settings incident; do
        for scale in 1 2; do
            for theme in light dark; do
                suffix=$([ "$scale" = 1 ] || echo -200)
                shot="--screenshot $folder/$page-$theme$suffix.png --theme $theme --scale $scale"
                if [ "$page" = incident ]; then
                    echo "$page-$theme$suffix $shot --page incidents --after 45 drill stampede --window"
                else
                    # Alerts wait for five minutes before they fire.
                    after=$([ "$page" = alerts ] && echo $((seconds + 200)) || echo "$seconds")
                    echo "$page-$theme$suffix --demo $shot --page $page --after $after"
                fi
            done
        done
    done
}

export QT_QPA_PLATFORM=offscreen
export HOME=/home/operator # no picture shows who took it
pictures | awk -v pattern="$pattern" '$1 ~ pattern { $1 = ""; print }' |
    xargs -P "${CACHELEDGER_JOBS:-4}" -L 1 -- "$binary"

# Keys, and what the Advisor says of them, of a cache with planted faults.
if printf 'keys\nadvisor-keys\n' | grep -qE "$pattern"; then
    "$top/tests/acceptance/keysdrill.py" --binary "$binary" --keys 200000 --pictures "$folder"
fi
