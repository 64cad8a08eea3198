#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds and opens CacheLedger. Arguments go to the application:
#   run.sh                        the application
#   run.sh --demo                 on a real local Redis under a real workload
#   run.sh --demo --screenshot FILE   a picture of it, no display needed
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
"$here/install-deps.sh" build
binary=$("$here/build.sh" release | tail -n 1)

if [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] && [ $# -eq 0 ]; then
    cat >&2 <<EOF
CacheLedger is built, but there is no display here. From here you can
  render it to a picture:    $0 --demo --screenshot cacheledger.png
  check a server:            $binary check redis://localhost
  collect without a window:  $binary collect --cache redis://localhost
or run it on a desktop (X11, Wayland, ssh -X).
EOF
    exit 69
fi
exec "$binary" "$@"
