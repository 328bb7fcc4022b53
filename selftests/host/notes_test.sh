#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# CPython as the judge: the programs of the notes print the same in the kernel, line by line.

set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=/dev/null
. "$(selftests/vm/source)/tools/testing/selftests/kselftest/ktap_helpers.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Nothing printed is not the same: it is nothing.
compare() {
	local name=$1

	if [ -s "$work/$name.python" ] &&
		diff -u --label CPython "$work/$name.python" --label kernel "$work/$name.kernel" >"$work/diff"; then
		ktap_test_pass "$name"
	else
		sed 's/^/# /' "$work/diff"
		ktap_test_fail "$name"
	fi
}

ktap_print_header
ktap_set_plan 7
if NOTES_SECOND=100 selftests/notes/both "$work" 2>"$work/err"; then
	ktap_test_pass "the batches succeed"
else
	sed 's/^/# /' "$work/err"
	ktap_test_fail "the batches succeed"
fi
for program in selftests/notes/[1-6]_*.py; do
	compare "$(basename "$program" .py)"
done
ktap_finished
