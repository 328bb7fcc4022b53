#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# selftests/conformance must be able to fail: on a copy of the tests, with a log made up.

set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=/dev/null
. "$(selftests/vm/source)/tools/testing/selftests/kselftest/ktap_helpers.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
here=$work/selftests

# Rules for two tests, one in C and one in a script; the log of a run of both, and the document.
begin() {
	mkdir -p "$here" "$work/Documentation"
	cp selftests/conformance "$here"
	cat >"$here/conformance.rules" <<-'END'
		rule A1 one
		rule B12 another
		cpython test_x.test_twin = a.a1_first
		cpython test_x.test_tagged = B12
		cpython test_x.test_other - it is other
	END
	printf 'TEST_F(a, a1_first)\nTEST_F_TIMEOUT(a, plain, 9)\n' >"$here/a_test.c"
	printf 'test_a1_b12_second() {\n' >"$here/b_test.sh"
	cat >"$work/log" <<-'END'
		# a_test
		    # ok 1 a.nothing
		    ok 1 a.left.a1_first
		    ok 2 a.right.a1_first
		    ok 3 a.plain # SKIP why
		ok 1 a_test # 3 passed
		# b_test.sh
		    ok 1 test_a1_b12_second
		ok 2 b_test.sh # 1 passed
	END
	"$here/conformance" write >"$work/Documentation/conformance.rst"
}

# finds NAME LINE...: exactly these faults.
finds() {
	local name=$1 status=0 wanted=$(($# > 1))

	shift
	"$here/conformance" check "$work/log" >"$work/out" || status=$?
	if [ "$status" = "$wanted" ] &&
		[ "$(sed '$d' "$work/out")" = "$(for fault; do echo "conformance: $fault"; done)" ]; then
		ktap_test_pass "$name"
	else
		sed 's/^/# /' "$work/out"
		ktap_test_fail "$name"
	fi
	begin
}

ktap_print_header
ktap_set_plan 7
begin
finds "nothing, if all is well"
sed -i '/a1_b12_second/d' "$work/log"
finds "a test that did not run" 'A1: b.test_a1_b12_second: did not run' \
	'B12: b.test_a1_b12_second: did not run' 'test_x.test_tagged: b.test_a1_b12_second: did not run'
sed -i 's/ok 2 a.right/not &/' "$work/log"
finds "a variant that failed" 'A1: a.a1_first: not ok' 'test_x.test_twin: a.a1_first: not ok'
sed -i 's/left.a1_first/& # SKIP for a reason/' "$work/log"
finds "a skipped test without another that passed" 'test_x.test_twin: a.a1_first: skip'
echo 'rule C1 a third' >>"$here/conformance.rules"
"$here/conformance" write >"$work/Documentation/conformance.rst"
finds "a rule without a test" 'C1: no test holds it'
echo 'cpython test_x.test_last = a.gone' >>"$here/conformance.rules"
"$here/conformance" write >"$work/Documentation/conformance.rst"
finds "a twin that does not exist" 'test_x.test_last: a.gone: no such test'
sed -i 's/ one$/ won/' "$here/conformance.rules"
finds "a document that is old" \
	"Documentation/conformance.rst is old: run 'selftests/conformance write' to it"
ktap_finished
