#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Can the suite fail? With a test module that hides the stop of a thread, the very tests
# of that rule have to fail, and with them the verdict of its program and of the whole run.

cd "$(dirname "$0")" || exit 1
# shellcheck source=/dev/null
. ./ktap_helpers.sh

log=$(mktemp)
trap 'rm -f "$log"' EXIT
KT_TEST_OPTIONS=busted=1 ./run_tests.sh api_test >"$log"
status=$?

run_fails() {
	[ "$status" = 1 ]
}

program_fails() {
	grep -q '^not ok 1 api_test ' "$log"
}

by_these_alone() {
	diff <(sed -nE 's/^ *not ok [0-9]+ (api\..*)/\1/p' "$log") <(printf 'api.%s\n' "$@")
}

ktap_print_header
ktap_set_plan 3
sed 's/^/# /' "$log"
ktap_test_result "the run fails" run_fails
ktap_test_result "the program fails" program_fails
ktap_test_result "by the tests of the broken rule" \
	by_these_alone nothing_across_processes stopped_target_says_so
ktap_finished
