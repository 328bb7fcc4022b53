#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What was found by chance, each in the one order of events that shows it.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

modprobe kt_test
KEPT=1
trap 'rm -rf "$work"; no_detour; rmmod kt_test' EXIT

# Whatever the test before has left.
begin_test() {
	no_detour
	echo 1 >"$CPU1"
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

# Its target is over, and it has not left its kthread yet: then it is not over.
test_what_happens_before_it_leaves_is_told() {
	kthreadctl timeline on
	detour kt_track_over
	kthreadctl thread add name t target add args 5,4 start >/dev/null
	await thread_is t .state blocked
	go_on
	kthreadctl thread join t >/dev/null
	like states 'ready running( ready running)* blocked ready running( ready running)*' \
		"$(pick '[.threads[] | select(.name == "t").intervals[].state] | join(" ")' timeline show)"
}

# A worker is freed before its kthread has left its CPU for the last time.
test_a_kthread_that_ends_is_not_followed() {
	local pid

	kthreadctl timeline on
	detour exit_fs comm=kt_idle counted=kt_track_switch_out
	set_parameter idle_seconds 1
	kthreadctl thread add target add args 5,4 start >/dev/null
	await detoured
	pid=$(<"$DETOUR/pid")
	go_on
	await [ ! -e "/proc/$pid" ]
	same 'calls for the one that ends' 0 "$(<"$DETOUR/calls")"
}

held_or_ended() {
	ended "$1" || held "$1"
}

# A kthread can be sent to a CPU that others have left because it goes: nobody would take it away.
# With PREEMPT_RT no timer expires there while it waits, as its ksoftirqd is parked already, so this
# shell must have none there.
test_no_thread_goes_to_a_cpu_that_goes() {
	local cpu job

	taskset -cp 0 "$BASHPID" >/dev/null
	kthreadctl thread add name t target spin args 1000 cpus 0 start >/dev/null
	await thread_is t .cpu 0
	detour takedown_cpu
	echo 0 >"$CPU1" &
	cpu=$!
	await detoured
	kthreadctl thread set t cpus 1 2>"$work/set" &
	job=$!
	await held_or_ended "$job"
	capture ended "$job"
	go_on
	reap "$cpu" 0
	same 'the change has come before the end of CPU 1' 1 "$status"
	reap "$job" 2
	same refusal 'kthreadctl: cannot set the scheduling (EINVAL: attribute sched)' "$(<"$work/set")"
	await thread_is t .cpu 0
	echo 1 >"$CPU1"
	kthreadctl process kill p
}

# Between the moment at which an hrtimer expires and the lock, another CPU may have set it anew.
test_a_time_that_was_set_since_is_not_now() {
	taskset -c 0 kthreadctl timer add name far interval 60m target add args 5,4 start >/dev/null
	detour kthreading:queue_expired later=1
	taskset -c 0 kthreadctl timer add name near interval 50ms target add args 5,4 start >/dev/null
	kthreadctl thread join near >/dev/null
	await detoured
	same far 'blocked 0' "$(pick '.[0] | "\(.state) \(.timer.fired)"' timer show far)"
	kthreadctl timer cancel far >/dev/null
}

run_tests
