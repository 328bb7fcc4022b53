#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What makes a debug kernel must be able to fail, and a slow kernel be given its time.

set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=/dev/null
. "$(selftests/vm/source)/tools/testing/selftests/kselftest/ktap_helpers.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# verdict NAME COMMAND...
verdict() {
	local name=$1

	shift
	if "$@" >"$work/out" 2>&1; then
		ktap_test_pass "$name"
	else
		sed 's/^/# /' "$work/out"
		ktap_test_fail "$name"
	fi
}

# says WORDS LINE...: with this final configuration, that is all there is to say.
says() {
	local words=$1

	shift
	printf '%s\n' "$@" >"$work/.config"
	# shellcheck disable=SC2034,SC2317 # for what is sourced
	(
		VM_DIR=$work FRAGMENTS="one two" SOURCE=source MAKE_WITH=()
		say() { printf '%s\n' "$*"; }
		# shellcheck source=/dev/null
		. selftests/vm/debug-kernel.sh
		config_holds "$work/.config"
	) >"$work/said"
	[ "$?" = "$([ -z "$words" ]; echo $?)" ] && cat "$work/said" &&
		[ "$(cat "$work/said")" = "${words:+source: not as wanted: $words}" ]
}

fragments() {
	printf '# a comment\nCONFIG_A=y\nCONFIG_SIZE=64\n' >"$work/one.config"
	printf 'CONFIG_B=n\n' >"$work/two.config"
	verdict "a configuration that holds every line is taken" \
		says '' CONFIG_A=y CONFIG_SIZE=64 '# CONFIG_B is not set'
	verdict "a line that Kconfig drops is an error" says CONFIG_A=y CONFIG_AA=y CONFIG_SIZE=64
	verdict "another value is an error" says CONFIG_SIZE=64 CONFIG_A=y CONFIG_SIZE=640
	verdict "what shall be off and is on is an error" says CONFIG_B=n CONFIG_A=y CONFIG_SIZE=64 CONFIG_B=m
}

# A program that never ends is given as many times its limit as the rig says.
limit_is() {
	KT_SLOW=$1 "$work/run_tests.sh" endless_test.sh | grep -xF "# timeout after $2 s"
}

limits() {
	cp selftests/run_tests.sh "$work/"
	printf 'default 1\n' >"$work/timeouts"
	printf '#!/bin/sh\nexec sleep 1000\n' >"$work/endless_test.sh"
	chmod +x "$work/endless_test.sh"
	verdict "a program has its own limit" limit_is '' 1
	verdict "on a slow kernel it has more" limit_is 3 3
}

ktap_print_header
ktap_set_plan 6
fragments
limits
ktap_finished
