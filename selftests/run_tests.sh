#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# run_tests.sh [-C FOLDER] [-l | -e] [PROGRAM...]: run test programs (default: all) of this folder
# or FOLDER, print their KTAP, and judge more strictly than they do themselves. Runs
# inside the VM, and on the host for the tests of the rig.
#
# A failure is also: a program that dies, hangs or fails without a "not ok", a
# plan that does not match the count, a skip that gives no reason, and an object or a
# reference of ours that is left after a program. When all run, or with -l, kmemleak looks at the
# end for what any of them has lost; with -e after each program, too, which takes an emulated CPU
# some 20 seconds. It may also stand among the programs: then it looks there, and is switched off
# for those behind it, which begin in half the time. The last line is "totals: N passed, N failed,
# N skipped", the exit status 1 if anything failed.

set -u
cd "$(dirname "$0")" || exit 1
if [ "${1:-}" = -C ]; then
	cd "$2" || exit 1
	shift 2
fi
look='' each=''
case ${1:-} in
-l) look=1 && shift ;;
-e) look=1 each=1 && shift ;;
esac

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0 skipped=0 number=0

# The rig says by KT_SLOW how many times longer all may take on this kernel.
limit_of() {
	awk -v name="$1" -v slow="${KT_SLOW:-1}" '
		$1 == "default" || $1 == name { limit = $2 }
		END { print limit * slow }' timeouts
}

# What the program leaves behind. In the VM it is in a cgroup: pkill reads all of /proc, which takes
# a debug kernel two seconds.
end_session() {
	if [ -n "$group" ]; then
		echo 1 >"$group/cgroup.kill"
	else
		pkill -KILL -s "$1" 2>/dev/null
	fi
}

# The program's output goes through a pipe that a process it leaves behind could hold open
# for ever: once the program is over, its whole session is ended.
run_program() {
	local program=$1 limit=$2 pid reader status

	mkfifo "$work/pipe"
	tee "$work/log" <"$work/pipe" | awk '{ print "    " $0; fflush() }' &
	reader=$!
	(
		[ -z "$group" ] || echo "$BASHPID" >"$group/cgroup.procs"
		exec setsid timeout -s KILL "$limit" "./$program"
	) </dev/null >"$work/pipe" 2>&1 &
	pid=$!
	wait "$pid"
	status=$?
	end_session "$pid"
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

# A line for all that is left of ours.
remains() {
	local cache count holders module=/sys/module/kthreading

	for cache in /sys/kernel/slab/kt_thread /sys/kernel/slab/kt_timer; do
		# Merged with others of that size it tells nothing.
		if [ -d "$cache" ] && [ ! -L "$cache" ]; then
			# What is only kept for later goes.
			echo 1 >"$cache/shrink"
			read -r count _ <"$cache/objects"
			[ "$count" = 0 ] || echo "# left: $count objects of ${cache##*/}"
		fi
	done 2>/dev/null
	if [ -d "$module/holders" ]; then
		read -r count <"$module/refcnt"
		holders=("$module"/holders/*)
		count=$((count - ${#holders[@]}))
		[ "$count" = 0 ] || echo "# left: $count references of the module"
	fi 2>/dev/null
}

# What a program owned goes when its socket has closed, and RCU takes its time.
nothing_left() {
	local deadline=$((SECONDS + 20)) left

	while left=$(remains) && [ -n "$left" ]; do
		[ "$SECONDS" -lt "$deadline" ] || break
		sleep 0.1
	done
	[ -z "$left" ] || { printf '%s\n' "$left" && false; }
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
	nothing_left || f=$((f + 1))
	[ -z "$each" ] || nothing_lost || f=$((f + 1))
	passed=$((passed + p)) failed=$((failed + f)) skipped=$((skipped + s))
	[ "$f" = 0 ] || printf 'not '
	printf 'ok %d %s # %d passed, %d failed, %d skipped, %d s\n' \
		"$number" "$program" "$p" "$f" "$s" $((SECONDS - start))
}

# The reports of kmemleak with a function of ours in them, or an address where one was.
leaks() {
	awk -v RS= -v ORS='\n\n' '/\[(kthreading|kt_[a-z_]*)\]| 0xffffffff[a-f]/' "$kmemleak"
}

# It reports what two scans have found, if that was five seconds old: after the next program at
# the latest.
nothing_lost() {
	local found

	echo scan >"$kmemleak"
	found=$(leaks)
	[ -n "$found" ] || return 0
	printf '%s\n' "$found" | sed 's/^/# /'
	# Once is enough.
	echo clear >"$kmemleak"
	return 1
}

scan_leaks() {
	local start=$SECONDS

	number=$((number + 1))
	echo scan >"$kmemleak"
	while [ $((SECONDS - start)) -lt 6 ]; do
		sleep 0.2
	done
	if nothing_lost; then
		passed=$((passed + 1))
	else
		failed=$((failed + 1))
		printf 'not '
	fi
	printf 'ok %d kmemleak # %d s\n' "$number" $((SECONDS - start))
	[ "$number" = "$planned" ] || echo off >"$kmemleak"
}

shopt -s nullglob
kmemleak=/sys/kernel/debug/kmemleak
# The rig makes it. A run within a test has one within, so as not to end that test.
group=/sys/fs/cgroup/kt_tests path=
[ ! -e /proc/self/cgroup ] || IFS=: read -r _ _ path </proc/self/cgroup
if [[ $path == /kt_tests* ]]; then
	group=/sys/fs/cgroup$path/inner
	mkdir -p "$group"
fi
[ -w "$group/cgroup.kill" ] || group=
[ $# -gt 0 ] || { look=1 && set -- *_test *_test.sh; }
set -- "$@" ${look:+kmemleak}
if [ ! -w "$kmemleak" ]; then
	each=''
	for program; do
		shift
		[ "$program" = kmemleak ] || set -- "$@" "$program"
	done
fi
planned=$#
printf 'KTAP version 1\n1..%d\n' "$planned"
for program; do
	case $program in
	kmemleak) scan_leaks ;;
	*) run_one "${program##*/}" ;;
	esac
done
printf 'totals: %d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
[ "$failed" = 0 ] && [ "$number" -gt 0 ]
