#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The programs of the notes, for people: what CPython prints on the left, what the kernel prints
# on the right. Seconds are short, unless NOTES_SECOND says how many ms one lasts.

set -u
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

NOTES_SECOND=${NOTES_SECOND:-100} "$here/both" "$work" || exit 1
status=0
for left in "$work"/*.python; do
	name=$(basename "$left" .python)
	printf '\n== %s\n' "$(sed -n 's/^"""\(.*\)"""$/\1/p' "$here/$name.py")"
	printf '%-68s %s\n' "-- $name.py, by CPython" "-- $name.batch, by the kernel"
	diff --side-by-side --expand-tabs --width 135 "$left" "$work/$name.kernel" || status=1
done
exit "$status"
