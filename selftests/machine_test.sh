#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What happens to the machine must not happen to the threads: a CPU goes while threads are
# pinned to it, and the clock is set back.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

DAYS=$((2 * 24 * 3600))

add() {
	kthreadctl thread add "$@" >/dev/null
}

# pinned NAME TARGET ARG: a thread that may run on CPU 1 alone.
pinned() {
	add name "$1" target "$2" args "$3" cpus 1 start
}

mask_of() {
	mask "$(pick '.[0].native_id' thread show "$1")"
}

on_cpu() {
	thread_is "$1" .cpu "$2"
}

cpu1() {
	echo "$1" >"$CPU1"
}

# Whatever the test before has left.
begin_test() {
	cpu1 1
	kthreadctl process add p
}

# They move: each is still there, alive, and on a CPU that is.
test_cpu_goes_while_pinned_threads_run() {
	local name

	pinned spins spin 1000
	pinned sleeps sleep 1000
	pinned counts count 1000000,1ms
	await on_cpu spins 1
	await thread_is sleeps .blocked_on sleep
	await on_cpu counts 1
	same 'mask before' 1 "$(mask_of spins)"
	cpu1 0
	await on_cpu spins 0
	await on_cpu counts 0
	same alive 4 "$(kthreadctl thread count)"
	# On the only CPU there is who asks.
	await thread_is spins .state ready
	thread_is sleeps .blocked_on sleep || fail 'the sleeper does not sleep'
	for name in spins sleeps counts; do
		thread_is "$name" .outcome null || fail "$name has ended"
	done
	cpu1 1
	same 'alive after' 4 "$(kthreadctl thread count)"
	kthreadctl process kill p
	for name in spins sleeps counts; do
		same "outcome of $name" stopped "$(pick '.[0].outcome' thread show "$name")"
	done
}

# Between the making and the start: it says so, and is as dead as it says.
test_cpu_goes_before_a_pinned_thread_starts() {
	add name late target sleep args 0 cpus 1
	cpu1 0
	kthreadctl thread start late >/dev/null
	capture kthreadctl thread join late
	same 'status of the join' 3 "$status"
	same outcome raised "$(pick '.[0].outcome' thread show late)"
	same error EINVAL "$(pick '.[0].error' thread show late)"
	refused 'none of these CPUs is online (EINVAL: attribute sched)' \
		thread add name never target sleep args 0 cpus 1
	cpu1 1
	add name again target sleep args 0 cpus 1 start
	prints 'joined 1' thread join again
}

# A Timer of a CPU that is gone is another CPU's.
test_cpu_goes_while_timers_wait() {
	local i

	for ((i = 0; i < 20; i++)); do
		kthreadctl timer add name "t$i" interval 2s target log args "$i" >/dev/null
	done
	taskset -c 1 kthreadctl timer start all >/dev/null
	cpu1 0
	kthreadctl thread join all timeout 40s >/dev/null
	same records 20 "$(kthreadctl log show | wc -l)"
	cpu1 1
}

# The worker of a pinned thread is nobody's worker afterwards, and may run anywhere.
test_cpu_goes_and_the_next_thread_runs() {
	pinned first spin 1000
	await on_cpu first 1
	cpu1 0
	await on_cpu first 0
	cpu1 1
	kthreadctl process kill p
	kthreadctl process del p
	kthreadctl process add p
	add name next target sleep args 1000 start
	await thread_is next .blocked_on sleep
	# As any kthread that was never pinned.
	same 'mask of the next' "$(mask 2)" "$(mask_of next)"
}

uptime_ms() {
	awk '{ printf "%d", $1 * 1000 }' /proc/uptime
}

set_clock() {
	date -s "@$(($(date +%s) + $1))" >/dev/null
}

# wait_out CLOCK: a Timer of 2 s is neither early nor late, although the clock on the wall
# goes back two days meanwhile.
wait_out() {
	local begin waited late

	begin=$(uptime_ms)
	kthreadctl timer add name "$1" interval 2s clock "$1" target log args fired start >/dev/null
	set_clock "-$DAYS"
	prints 'joined 1' thread join "$1" timeout 40s
	waited=$(($(uptime_ms) - begin))
	set_clock "$DAYS"
	[ "$waited" -ge 1990 ] || fail "$1: early, after $waited ms"
	late=$(pick '.[0].timer.lateness_ns' timer show "$1")
	# The machine may be slow; but two days it is not.
	[ "$late" -lt 20000000000 ] || fail "$1: $late ns late"
}

test_clock_goes_back_while_timers_wait() {
	wait_out monotonic
	wait_out boottime
}

test_clock_goes_back_while_threads_sleep_and_clients_join() {
	local begin seconds=$((2 * SLOW))

	begin=$(uptime_ms)
	add name s target sleep args "$seconds" start
	set_clock "-$DAYS"
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl thread join s timeout 100ms
	prints 'joined 1' thread join s timeout 40s
	set_clock "$DAYS"
	[ $(($(uptime_ms) - begin)) -ge $((seconds * 1000 - 10)) ] || fail 'the sleep was short'
}

run_tests
