#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run_tests.sh [-C FOLDER] [PROGRAM...]: run test programs (default: all) of this folder or
# FOLDER, print their KTAP, and judge more strictly than they do themselves. Runs
# inside the VM, and on the host for the tests of the rig.
#
# A failure is also: a program that dies, hangs or fails without a "not ok", a
# plan that does not match the count, and a skip that gives no reason. The last line is
# "totals: N passed, N failed, N skipped", the exit status 1 if anything failed.

set -u
cd "$(dirname "$0")" || exit 1
if [ "${1:-}" = -C ]; then
	cd "$2" || exit 1
	shift 2
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0 number=0

# The rig says by KT_SLOW how many times longer all may take on this kernel.
limit_of() {
	awk -v name="$1" -v slow="${KT_SLOW:-1}" '
		$1 == "default" || $1 == name { limit = $2 }
		END { print limit * slow }' timeouts
}

# The program's output goes through a pipe that a process it leaves behind could hold open
# for ever: once the program is over, its whole session is ended.
run_program() {
	local program=$1 limit=$2 pid reader status

	mkfifo "$work/pipe"
	tee "$work/log" <"$work/pipe" | awk '{ print "    " $0; fflush() }' &
	reader=$!
	setsid timeout -s KILL "$limit" "./$program" </dev/null >"$work/pipe" 2>&1 &
	pid=$!
	wait "$pid"
	status=$?
	pkill -KILL -s "$pid" 2>/dev/null
	wait "$reader"
	rm -f "$work/pipe"
	return "$status"
}

# Prints "PASSED FAILED SKIPPED" and a line per objection to the program's KTAP.
# A nested test is indented, and is summed up by its parent's line.
judge_ktap() {
	awk -v status="$1" '
	function object(text) { bad++; objections = objections "# " text "\n" }
	function reason(line) {
		sub(/.*# *(SKIP|XFAIL) */, "", line)
		return line != "" && line != "unknown"
	}
	/^1\.\.[0-9]+/ {
		plans++
		plan = substr($1, 4) + 0
		if (plan == 0) {
			if ($0 ~ /# *SKIP/ && reason($0)) skip++
			else object("nothing planned, and no reason given")
		}
	}
	/^(not )?ok( |$)/ { count++ }
	/^not ok( |$)/ { bad++; next }
	/^ok .*# *(SKIP|XFAIL)/ {
		if (reason($0)) skip++
		else object("skipped without a reason: " $0)
		next
	}
	/^ok( |$)/ { good++ }
	END {
		if (plans != 1) object(plans + 0 " plans instead of one")
		else if (plan != count) object("planned " plan " tests, saw " count + 0)
		# 4 is how kselftest says that all was skipped.
		if (status != 0 && !bad && !(status == 4 && skip))
			object("exit status " status " without a failed test")
		if (status == 0 && bad && objections == "")
			object("exit status 0 in spite of a failed test")
		printf "%d %d %d\n%s", good, bad, skip, objections
	}' "$work/log"
}

run_one() {
	local program=$1 limit status=0 start=$SECONDS p f s

	number=$((number + 1))
	printf '# %s\n' "$program"
	if [ ! -x "$program" ]; then
		printf 'not ok %d %s # no such program\n' "$number" "$program"
		failed=$((failed + 1))
		return
	fi
	limit=$(limit_of "$program")
	: >"$work/log"
	run_program "$program" "$limit" || status=$?
	judge_ktap "$status" >"$work/verdict"
	read -r p f s <"$work/verdict"
	sed 1d "$work/verdict"
	[ $((SECONDS - start)) -lt "$limit" ] || printf '# timeout after %s s\n' "$limit"
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	[ "$f" = 0 ] || printf 'not '
	printf 'ok %d %s # %d passed, %d failed, %d skipped, %d s\n' \
		"$number" "$program" "$p" "$f" "$s" $((SECONDS - start))
}

shopt -s nullglob
[ $# -gt 0 ] || set -- *_test *_test.sh
printf 'KTAP version 1\n1..%d\n' $#
for program; do
	run_one "${program##*/}"
done
printf 'totals: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ] && [ "$number" -gt 0 ]
