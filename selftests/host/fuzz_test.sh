#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The description for syzkaller names all of the spec, and the check of that notices
# when it does not.

set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=/dev/null
. "$(selftests/vm/source)/tools/testing/selftests/kselftest/ktap_helpers.sh"

SPEC=Documentation/netlink/specs/kthreading.yaml
HEADER=include/uapi/linux/kthreading.h
DESCRIPTION=selftests/fuzz/kthreading.txt

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# finds NAME WANTED DESCRIPTION: the check prints that, and fails if that is anything.
finds() {
	local status=0 wanted=0

	[ -z "$2" ] || wanted=1
	selftests/fuzz/check_syzkaller "$SPEC" "$HEADER" "$3" >"$work/out" 2>&1 || status=$?
	if [ "$(cat "$work/out")" = "$2" ] && [ "$status" = "$wanted" ]; then
		ktap_test_pass "$1"
	else
		sed 's/^/# /' "$work/out"
		ktap_test_fail "$1"
	fi
}

ktap_print_header
ktap_set_plan 4
finds 'the description names all of the spec' '' "$DESCRIPTION"
grep -v 'KTHREADING_CMD_THREAD_RUN,' "$DESCRIPTION" >"$work/command"
finds 'a command that is missing is found' 'KTHREADING_CMD_THREAD_RUN is missing' "$work/command"
grep -vP '^\tKTHREADING_A_REF_IDENT ' "$DESCRIPTION" >"$work/attribute"
finds 'an attribute that is missing is found' 'KTHREADING_A_REF_IDENT is missing' "$work/attribute"
sed 's/KTHREADING_CLOCK_BOOTTIME/KTHREADING_CLOCK_LOCAL/' "$DESCRIPTION" >"$work/name"
finds 'a name that there is not is found' 'KTHREADING_CLOCK_BOOTTIME is missing
KTHREADING_CLOCK_LOCAL is not in the header' "$work/name"
ktap_finished
