#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds CacheLedger:  build.sh [PRESET]    PRESET is release (default), dev or asan.
# The last line of output is the path of the binary.
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
preset=${1:-release}
case "$preset" in
    release | dev | asan) ;;
    *) echo "build.sh: unknown preset '$preset' (release, dev, asan)" >&2; exit 64 ;;
esac

cd "$top"
options=()
[ "${CI:-}" = true ] && options+=(-DCACHELEDGER_WERROR=ON)
# The release build has the benchmarks only when they are asked for.
[ "$preset" = release ] && options+=("-DCACHELEDGER_BENCH=${CACHELEDGER_BENCH:-OFF}")
cmake --preset "$preset" "${options[@]}" >&2
cmake --build --preset "$preset" --parallel "$(nproc)" >&2
echo "$top/build/$preset/app/cacheledger"
