#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kthreadctl run: a whole life in a word, bound to the command. However the command ends,
# nothing of it is left.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

runs() {
	pick '[.[] | select(.name | startswith("run-"))] | length' process show
}

# Until the target of job's thread is in its sleep.
job_sleeps() {
	[ "$(pick '.[1].blocked_on' thread show process "run-$job" 2>/dev/null)" = sleep ]
}

start_sleeper() {
	start_job kthreadctl run "$@" sleep 1000s >"$work/out" 2>"$work/err"
	await job_sleeps
}

run_is_over() {
	[ "$(runs)" = 0 ]
}

# Before the next thread begins the last one's kthread is idle, and has no name of ours.
nothing_is_left() {
	await run_is_over
	await no_task sleeper
	await no_task 'Thread-1 (sleep'
}

test_result() {
	expect 0 9 '' kthreadctl run add 5 4
	expect 0 -9223372036854775808 '' kthreadctl run add -9223372036854775807 -1
	expect 0 '' '' kthreadctl run sleep 1ms
	nothing_is_left
}

test_unhandled_error() {
	expect 3 '' 'Exception in thread Thread-1 (fail): EIO: boom' kthreadctl run fail 5 boom
	expect 3 '' 'Exception in thread Thread-1 (fail): EIO: a  b' kthreadctl run fail EIO 'a  b'
	expect 3 '' 'Exception in thread bob: errno 4095: big' kthreadctl run name bob fail 4095 big
	expect 3 '' 'Exception in thread Thread-1 (add): ERANGE: 9223372036854775807 + 1 does not fit into 64 bits' \
		kthreadctl run add 9223372036854775807 1
	nothing_is_left
}

test_json() {
	like result '\{"process":"run-[0-9]+","log":\[\],"id":2,"name":"Thread-1 \(add\)","outcome":"returned","result":9\}' \
		"$(kthreadctl -j run add 5 4)"
	capture kthreadctl -j run fail 5 boom
	same status 3 "$status"
	same stderr 'Exception in thread Thread-1 (fail): EIO: boom' "$err"
	same error 'raised EIO 5 boom 1 true' \
		"$(jq -r '"\(.outcome) \(.error) \(.errno) \(.error_text) \(.log | length) \(.log[0].error)"' <<<"$out")"
	same log '["0","1","2"]' "$(kthreadctl -j run count 3 1ms | jq -c '.log | map(.text)')"
}

test_unknown_target() {
	refused 'there is no target nope (ENOENT: attribute target)' run nope
	refused 'target add needs argument y (EINVAL: attribute arg)' run add 5
	refused 'argument x must be a 64-bit integer (EINVAL: attribute arg)' run add five 4
	nothing_is_left
}

test_words_after_the_target_are_arguments() {
	expect 0 'name' '' kthreadctl run log name
	expect 0 'help' '' kthreadctl run log help
	expect 0 '-j' '' kthreadctl run log -j
	expect 0 'a,b c' '' kthreadctl run log 'a,b c'
}

test_options() {
	start_sleeper name sleeper nice 4 policy batch daemon on
	same thread 'sleeper true batch 4' \
		"$(pick '.[1] | "\(.name) \(.daemon) \(.sched.policy) \(.sched.nice)"' thread show process "run-$job")"
	same owner 'stop' "$(pick '.[0].owner' process show "run-$job")"
	kill -INT "$job"
	reap "$job" 130
	nothing_is_left
}

# The first lines are out while the thread still writes.
test_log_streams() {
	start_job kthreadctl run count 1000000 10ms >"$work/out" 2>"$work/err"
	await has_line "$work/out" 0
	await has_line "$work/out" 3
	same alive 2 "$(kthreadctl thread count process "run-$job")"
	kill -INT "$job"
	reap "$job" 130
	same stderr '' "$(<"$work/err")"
	same 'no line is lost' "$(seq 0 $(($(wc -l <"$work/out") - 1)))" "$(<"$work/out")"
}

test_log_is_complete() {
	same log "$(seq 0 999)" "$(kthreadctl run count 1000 0)"
}

# More than its socket holds: what it missed it asks the log for.
test_a_client_that_was_stopped_gets_all() {
	start_job kthreadctl run count 1000 1ms >"$work/out"
	await has_line "$work/out" 0
	kill -STOP "$job"
	await thread_of_job_ended
	kill -CONT "$job"
	reap "$job" 0
	same log "$(seq 0 999)" "$(<"$work/out")"
}

thread_of_job_ended() {
	[ "$(pick '.[1].state' thread show process "run-$job" 2>/dev/null)" = terminated ]
}

# A non-daemon that the thread started is waited for, and its error is told.
test_the_process_waits_for_non_daemons() {
	expect 0 $'0\n1\n3' '' kthreadctl run name parent daemon on spawn daemon=off name=child count 2 20ms
	expect 0 3 'Exception in thread child: EIO: boom' kthreadctl run spawn name=child fail EIO boom
	expect 0 3 '' kthreadctl run spawn daemon=on sleep 1000
	nothing_is_left
}

test_ctrl_c() {
	start_sleeper name sleeper
	kill -INT -- "-$job"
	reap "$job" 130
	same stdout '' "$(<"$work/out")"
	same stderr '' "$(<"$work/err")"
	nothing_is_left
}

test_sigterm() {
	start_sleeper name sleeper
	kill -TERM "$job"
	reap "$job" 130
	nothing_is_left
}

test_sigkill() {
	start_sleeper name sleeper
	kill -KILL "$job"
	reap "$job" 137
	nothing_is_left
}

test_ctrl_c_of_a_busy_thread() {
	start_job kthreadctl run name spinner spin 1000s
	await thread_of_job_runs
	kill -INT "$job"
	reap "$job" 130
	nothing_is_left
	await no_task spinner
}

thread_of_job_runs() {
	[ "$(pick '.[1].state' thread show process "run-$job" 2>/dev/null)" = running ]
}

# The shell that becomes kthreadctl could still swallow a signal.
job_is_kthreadctl() {
	[ "$(<"/proc/$job/comm")" = kthreadctl ]
}

# At whatever moment the signal comes. Not SIGINT, which a shell in the background has its
# programs ignore until they say otherwise: it is lost when it comes before that.
test_signals_at_any_moment() {
	local i signal

	for ((i = 0; i < 60 / SLOW; i++)); do
		signal=$((i % 3 ? 15 : 9))
		start_job kthreadctl run name sleeper sleep 1000s
		await job_is_kthreadctl
		[ $((i % 4)) = 0 ] || job_sleeps || :
		[ $((i % 5)) = 0 ] || sleep "0.0$((RANDOM % 5))"
		kill -"$signal" "$job"
		await ended "$job"
		wait "$job" 2>/dev/null || :
	done
	nothing_is_left
}

test_two_at_a_time() {
	local i jobs=()

	for ((i = 0; i < 20; i++)); do
		kthreadctl run add "$i" 1000 >"$work/out.$i" &
		jobs+=($!)
	done
	for ((i = 0; i < 20; i++)); do
		reap "${jobs[i]}" 0
		same "result of $i" $((1000 + i)) "$(<"$work/out.$i")"
	done
	nothing_is_left
}

run_tests
