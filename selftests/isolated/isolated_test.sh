#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# On a machine of three CPUs whose last one is isolated, as those of real-time users are: booted
# with nohz_full=2.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/../lib.sh"

TRACING=/sys/kernel/tracing
THREADS=(0 1 2 3 4 5 6 7)

modprobe kt_test
KEPT=1
trap 'rm -rf "$work"; no_detour; rmmod kt_test' EXIT

# Whatever the test before has left.
begin_test() {
	no_detour
	echo 0 >"$TRACING/events/sched/sched_migrate_task/enable"
	echo 1 >"$CPU1"
	echo 0 >"$LEVEL"
	kthreadctl process add p
}

kthread_of() {
	pick '.[0].native_id' thread show "$1"
}

mask_is() {
	[ "$(mask "$1")" = "$2" ]
}

test_a_thread_keeps_off_it() {
	kthreadctl thread add name t target sleep args 1000 start >/dev/null
	await thread_is t .blocked_on sleep
	same mask 0-1 "$(mask "$(kthread_of t)")"
}

test_a_thread_goes_there_if_told_to() {
	local pid

	kthreadctl thread add name t target gate args 1 cpus 2 start >/dev/null
	await thread_is t .blocked_on sleep
	await thread_is t .cpu 2
	pid=$(kthread_of t)
	same mask 2 "$(mask "$pid")"
	echo 1 >"$LEVEL"
	kthreadctl thread join t >/dev/null
	await mask_is "$pid" 0-1
}

# through_or_held PID: it has its own scheduling back, or waits in the kernel for that.
through_or_held() {
	mask_is "$1" 0-1 || held "$1"
}

# A kthread that must leave is not moved if the CPU that is chosen for it goes at that moment. While
# that one is held, no event can be enabled.
test_a_kthread_leaves_it_while_another_cpu_goes() {
	local cpu i pids=() moves=

	taskset -cp 0 "$BASHPID" >/dev/null
	for i in "${THREADS[@]}"; do
		kthreadctl thread add name "t$i" target gate args 1 cpus 2 start >/dev/null
		await thread_is "t$i" .blocked_on sleep
		pids+=("$(kthread_of "t$i")")
	done
	echo 1 >"$TRACING/events/sched/sched_migrate_task/enable"
	detour takedown_cpu
	echo 0 >"$CPU1" &
	cpu=$!
	await detoured
	echo >"$TRACING/trace"
	echo 1 >"$LEVEL"
	for i in "${pids[@]}"; do
		await through_or_held "$i"
	done
	go_on
	reap "$cpu" 0
	for i in "${!pids[@]}"; do
		kthreadctl thread join "t$i" >/dev/null
		await mask_is "${pids[i]}" 0-1
	done
	echo 0 >"$TRACING/events/sched/sched_migrate_task/enable"
	for i in "${pids[@]}"; do
		moves+=" $(sed -n "s/.* pid=$i .* dest_cpu=//p" "$TRACING/trace")"
	done
	same 'went to CPU' ' 0 0 0 0 0 0 0 0' "$moves"
}

run_tests
