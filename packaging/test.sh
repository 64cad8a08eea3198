#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Installs what is missing, builds, and runs all tests without a display; ends with CTest's summary.
#   test.sh [CTEST-OPTION...]       for example  test.sh -R redis
set -euo pipefail

top=$(cd "$(dirname "$0")/.." && pwd)
"$top/packaging/install-deps.sh" build test
"$top/packaging/build.sh" dev >&2
cd "$top"
exec ctest --preset dev --parallel "$(nproc)" "$@"
