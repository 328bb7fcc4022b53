#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The demo: programs that people know from Python's threading, run as threads of the kernel.
# Each command is shown with its real output; one that ends otherwise than it should
# ends the demo.
# shellcheck disable=SC2016 # a command is expanded when it runs

set -u
export KTHREADCTL_PROCESS=demo

fail() {
	printf 'demo: FAIL: %s\n' "$*" >&2
	exit 1
}

chapter() {
	printf '\n== %s\n' "$*"
}

# say SENTENCE: what the next command shows.
say() {
	printf '\n# %s\n' "$*"
}

# shows STATUS COMMAND: as it would be typed.
shows() {
	local status=0

	printf '$ %s\n' "$2"
	eval "$2" || status=$?
	[ "$1" = 0 ] || printf '(status %s)\n' "$status"
	[ "$status" = "$1" ] || fail "status $status instead of $1"
}

run() {
	shows 0 "$1"
}

# until_blocked THREAD ON: so that what comes next shows what it is meant to.
until_blocked() {
	local deadline=$((SECONDS + 20))

	until [ "$(kthreadctl -j thread show "$1" | jq -r '.[0].blocked_on')" = "$2" ]; do
		[ "$SECONDS" -lt "$deadline" ] || fail "$1 is not blocked on $2"
		sleep 0.05
	done
}

in_a_word() {
	chapter 'In a word'
	say 'A kernel thread that adds: made, started, joined; its result is printed.'
	run 'kthreadctl run add 5 4'
	say 'This is what threads can run; a module can bring more.'
	run 'kthreadctl target show'
}

workers() {
	chapter 'Three workers, started 0.2 s apart'
	say 'A process holds threads. From birth to end it has a main thread, a kernel thread of its own.'
	run 'kthreadctl process add demo'
	say 'A worker logs who it is, who is main and how many are alive, and adds.'
	run 'for i in 1 2 3; do kthreadctl thread add name worker$i target add args info=on,$i,4 start; sleep 0.2; done'
	say 'Each can be joined, as often as one likes, and its result is there.'
	run 'kthreadctl thread join worker1; kthreadctl thread join worker2; kthreadctl thread join worker3'
	run 'kthreadctl log show'
}

refusals() {
	chapter 'What Python refuses is refused, in the same words'
	say 'A thread starts once.'
	shows 2 'kthreadctl thread start worker1'
	say 'A join may run out: the status is 124, and the thread lives on.'
	run 'kthreadctl thread add name sleeper target sleep args 1000s start'
	shows 124 'kthreadctl thread join sleeper timeout 300ms'
	say 'An unhandled error ends its thread only. It is reported, and whoever joins is told.'
	run 'kthreadctl thread add name unlucky target fail arg EIO arg "the disk is gone" start'
	shows 3 'kthreadctl thread join unlucky'
	say 'Nobody may wait for himself, over however many others.'
	run 'kthreadctl thread add name waiter target join args sleeper start'
	until_blocked waiter 'join sleeper'
	shows 2 'kthreadctl thread join waiter as sleeper'
}

look() {
	local id

	chapter 'They are threads of the kernel'
	say 'Which thread does what, how long it was ready, running and blocked, and on what.'
	run 'kthreadctl thread add name spinner target spin args 1000s nice 10 start'
	run 'kthreadctl thread show'
	say 'The kernel sees them by the same names, ...'
	id=$(kthreadctl -j thread show waiter | jq '.[0].native_id')
	run "ps -eo pid,cls,ni,stat,comm | grep -wE 'PID|MainThread|sleeper|waiter|spinner'"
	say '... knows where they sleep, ...'
	run "head -n 3 /proc/$id/stack"
	say '... and has every line of their log.'
	run 'dmesg | grep "demo " | tail -n 4'
	say 'There is no way to kill a thread, as in Python; a process can be killed.'
	run 'kthreadctl process kill; kthreadctl process del'
}

daemon() {
	chapter 'A daemon that counts, and a main thread that joins it'
	run 'kthreadctl process add demo'
	run 'kthreadctl thread add name counter daemon on target count args 10,200ms start'
	say 'run() executes a target in the main thread itself: here, the join.'
	run 'kthreadctl thread add name joiner target join args counter'
	run 'kthreadctl thread run joiner &'
	until_blocked MainThread 'join counter'
	run 'kthreadctl thread show'
	run 'wait $!'
	say 'Without the join, the end of main would have been the end of the daemon.'
	run 'kthreadctl log show'
	run 'kthreadctl process exit; kthreadctl process del'
}

peers() {
	chapter 'Peers: threads have no parents'
	say 'A daemon starts a non-daemon that works for 3 seconds, and ends; then main ends as well.'
	run 'kthreadctl process add demo'
	run 'kthreadctl thread add name parent daemon on target spawn args daemon=off,name=child,count,3,1s start'
	run 'kthreadctl thread join parent'
	run 'kthreadctl process exit nowait'
	say 'Main does the waiting, whoever started the child: the process is exiting, but not over.'
	run 'kthreadctl process show'
	run 'kthreadctl thread enumerate'
	run 'kthreadctl process wait'
	run 'kthreadctl process show'
	run 'kthreadctl log show'
	run 'kthreadctl process del'
}

begin=$SECONDS
in_a_word
workers
refusals
look
daemon
peers
printf '\nThat was all, in %d s. To try it yourself: make shell\n' $((SECONDS - begin))
