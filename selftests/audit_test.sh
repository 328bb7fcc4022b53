#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The module's last word: nothing is left of all that was made. It is read after each kind
# of object was made in each of its lives.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

NOTHING='exit: 0 processes 0 threads 0 timers 0 waiters 0 tracks 0 bytes'

add() {
	kthreadctl thread add "$@" >/dev/null
}

last_word() {
	dmesg | sed -nE 's/^[^]]*\] kthreading: (exit: .*)/\1/p' | tail -n 1
}

words() {
	dmesg | grep -c '\] kthreading: exit: ' || :
}

# One more word than before, and it is the right one.
leaves_nothing() {
	local before

	before=$(words)
	await unused
	rmmod kthreading
	same words "$((before + 1))" "$(words)"
	same 'last word' "$NOTHING" "$(last_word)"
}

end_process() {
	kthreadctl process kill p
	kthreadctl process del p
}

test_after_nothing() {
	end_process
	leaves_nothing
}

test_after_threads() {
	add name initial target add args 5,4
	add name ended target add args 5,4 start
	prints 9 thread join ended
	add name deleted target add args 5,4
	kthreadctl thread del deleted
	add name stopped target sleep args 1000 start
	await thread_is stopped .blocked_on sleep
	end_process
	leaves_nothing
}

test_after_timers() {
	kthreadctl timer add name initial interval 1000 target add args 5,4 >/dev/null
	kthreadctl timer add name waits interval 1000 target add args 5,4 start >/dev/null
	kthreadctl timer add name cancelled interval 1000 target add args 5,4 start >/dev/null
	prints 'cancelled 1' timer cancel cancelled
	kthreadctl timer add name fired interval 0 target add args 5,4 start >/dev/null
	prints 9 thread join fired
	end_process
	leaves_nothing
}

test_after_waiters() {
	add name s target sleep args 1000 start
	kthreadctl thread join s >/dev/null &
	await polling $!
	kill -KILL $!
	reap $! 137
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl thread join s timeout 1ms
	kthreadctl thread join s >/dev/null &
	await polling $!
	end_process
	reap $! 0
	leaves_nothing
}

# What was seen goes with its process, with those that live and those that are gone.
test_after_an_observation() {
	kthreadctl stat on
	kthreadctl timeline on
	add name ended target add args 5,4 start
	prints 9 thread join ended
	add name deleted target add args 5,4 start
	prints 9 thread join deleted
	kthreadctl thread del deleted
	kthreadctl timer add name waits interval 1000 target add args 5,4 start >/dev/null
	add name s target sleep args 1000 start
	await thread_is s .blocked_on sleep
	end_process
	leaves_nothing
}

test_after_an_observation_that_was_ended() {
	add name s target sleep args 1000 start
	await thread_is s .blocked_on sleep
	kthreadctl timeline on
	kthreadctl stat on
	kthreadctl stat off
	kthreadctl timeline off
	end_process
	leaves_nothing
}

test_after_a_process_that_was_left_alone() {
	add name s target sleep args 1000 start
	end_process
	kthreadctl run add 5 4 >/dev/null
	leaves_nothing
}

run_tests
