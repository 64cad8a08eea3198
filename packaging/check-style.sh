#!/bin/bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Fails when a source file is not formatted as .clang-format says or lacks its licence line.
set -euo pipefail

cd "$(dirname "$0")/.."
failed=0
mapfile -t sources < <(git ls-files '*.cpp' '*.h')
# Versions format differently; the style is the one of version 14.
if clang-format --version | grep -q 'version 14\.'; then
    clang-format --dry-run --Werror "${sources[@]}" || failed=1
else
    echo "check-style: clang-format 14 is not here, formatting is not checked" >&2
fi
while read -r file; do
    head -n 3 "$file" | grep -q 'SPDX-License-Identifier: GPL-3.0-or-later' || { echo "no licence line: $file"; failed=1; }
done < <(git ls-files '*.cpp' '*.h' '*.sh' '*CMakeLists.txt' '*.cmake' .ci/run)
exit $failed
