#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# In a VM whose kernel and module count lines: print what was counted, also of modules that
# are unloaded, as a base64 archive between two lines. See selftests/coverage.

set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# A file of debugfs has no size, so that only reading it tells what is in it.
while read -r file; do
	cat "$file" >"$work/${file##*/}"
done < <(find /sys/kernel/debug/gcov -path '*/kmod/*' -not -path '*/selftests/*' -name '*.gcda')
echo "---- coverage ----"
tar -C "$work" -cz . | base64
echo "---- end of coverage ----"
