#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What was found by chance, each in the one order of events that shows it.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

LEVEL=/sys/module/kt_test/parameters/level

modprobe kt_test
trap 'rm -rf "$work"; rmmod kt_test' EXIT

# But for that of the test's module.
unused() {
	[ "$(cat /sys/module/kthreading/refcnt)" = 1 ]
}

begin_test() {
	echo 0 >"$LEVEL"
	kthreadctl process add p
}

# run_gate: main runs the target of t, and is inside. Sets job.
run_gate() {
	kthreadctl thread run t >"$work/run" 2>&1 &
	job=$!
	await thread_is MainThread .blocked_on sleep
}

open_gate() {
	echo 1 >"$LEVEL"
}

# The start has told its joiners how it ended; the run() of the same target, which ends
# later, must not tell them something else.
test_a_run_does_not_change_the_end_of_a_start() {
	kthreadctl thread add name t target gate args 1 >/dev/null
	run_gate
	kthreadctl thread start t >/dev/null
	await thread_is t .state terminated
	same 'error of the start' ENOENT "$(pick '.[0].error' thread show t)"
	open_gate
	await thread_is MainThread .blocked_on work
	same 'error after the run' ENOENT "$(pick '.[0].error' thread show t)"
	await ended "$job"
}

# preemption FILE: kthreads lose their CPU to others at any time; false if this kernel cannot do that.
preemption() {
	if [ -e "$1" ]; then
		echo full >"$1"
	else
		uname -v | grep -qE ' PREEMPT(_RT)? '
	fi
}

# Its target is over, and it has not left its kthread yet: then it is not over.
test_what_happens_before_it_leaves_is_told() {
	local file=/sys/kernel/debug/sched/preempt mode=

	[ ! -e "$file" ] || mode=$(sed 's/.*(\(.*\)).*/\1/' "$file")
	if ! preemption "$file"; then
		echo '# this kernel does not preempt itself, nothing to look at'
		return
	fi
	modprobe kt_preempt function=kt_track_over
	kthreadctl timeline on
	kthreadctl thread add name t target add args 5,4 start >/dev/null
	kthreadctl thread join t >/dev/null
	rmmod kt_preempt
	[ -z "$mode" ] || echo "$mode" >"$file"
	like states 'ready running( ready running)+' \
		"$(pick '[.threads[] | select(.name == "t").intervals[].state] | join(" ")' timeline show)"
}

run_tests
