#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Clients that die while they wait, that do not read, and that get into each other's way.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

add() {
	kthreadctl thread add "$@" >/dev/null
}

sleeper() {
	add name "$1" target sleep args 1000 start
	await thread_is "$1" .blocked_on sleep
}

test_a_client_is_killed_while_it_joins() {
	sleeper s
	kthreadctl thread join s >"$work/out" &
	await polling $!
	kill -KILL $!
	reap $! 137
	same stdout '' "$(<"$work/out")"
	same alive 2 "$(kthreadctl thread count)"
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl thread join s timeout 1ms
}

# A waiter that stayed would keep its thread, and that the process and the module.
test_many_clients_are_killed_while_they_wait() {
	local i jobs=()

	sleeper s
	for ((i = 0; i < 30; i++)); do
		case $((i % 3)) in
		0) kthreadctl thread join s timeout 1000 & ;;
		1) kthreadctl thread join all & ;;
		2) kthreadctl process wait & ;;
		esac
		jobs+=($!)
	done
	for i in "${jobs[@]}"; do
		await polling "$i"
	done
	kill -KILL "${jobs[@]}"
	for i in "${jobs[@]}"; do
		reap "$i" 137
	done
	kthreadctl process kill
	kthreadctl process del
	await unused
}

# The kernel would answer a socket that is gone: nobody else may get that answer.
test_a_killed_client_frees_its_threads() {
	add name s target sleep args 100ms count 10 start
	kthreadctl thread join all &
	kill -KILL $!
	await ended $!
	kthreadctl thread join all >/dev/null
	prints '' thread del all
	prints 1 thread count
	same threads 1 "$(pick length thread show)"
}

test_a_client_is_killed_in_a_run_of_main() {
	add name s target sleep args 1000
	kthreadctl thread run s &
	await thread_is MainThread .blocked_on sleep
	kill -KILL $!
	reap $! 137
	same 'main goes on' sleep "$(pick .blocked_on thread main)"
	kthreadctl process kill
	same outcome stopped "$(pick '.[0].outcome' thread show s)"
}

# What the other client did may be a failure of this one: 2 is as good as 0.
expect_failures() {
	"$@" || [ $? = 2 ]
}

# Two at once, on the same names: each step of one may be refused because of the other, but
# only for reasons that make sense.
hammer() {
	local i

	for ((i = 0; i < 150 / SLOW; i++)); do
		printf '%s\n' 'thread add name x target add args 5,4' 'thread start x' \
			'thread join x timeout 1' 'thread set x name y' 'thread join y timeout 1' \
			'thread del y' 'thread add name x target sleep args 1ms count 5 start' \
			'thread join all timeout 1' 'thread set x-1 nice 1' 'thread del all'
	done >"$work/batch.$1"
	expect_failures kthreadctl -force -b "$work/batch.$1" >"$work/out.$1" 2>"$work/err.$1"
}

REASONS='there is no thread [xy](-1)? \(ENOENT: attribute ref\)
several threads are named [xy](-1)?:[0-9 #.]*\(ENOTUNIQ: attribute ref\)
threads can only be started once \(EALREADY: attribute ref\)
cannot join thread before it is started \(EINVAL: attribute ref\)
the thread is gone \(ENOENT(: attribute ref)?\)
the thread is alive \(EBUSY: attribute ref\)'

test_two_clients_hammer_one_process() {
	local jobs

	hammer 1 &
	jobs=("$!")
	hammer 2 &
	jobs+=("$!")
	reap "${jobs[0]}" 0
	reap "${jobs[1]}" 0
	same 'reasons that make no sense' '' "$(other_reasons "$REASONS")"
	[ "$(cat "$work"/out.[12] | wc -l)" -ge $((1000 / SLOW)) ] || fail 'hardly anything succeeded'
	kthreadctl thread join all >/dev/null
	prints '' thread del all
	same 'what is left' 'MainThread blocked' "$(pick 'map([.name, .state][]) | join(" ")' thread show)"
	same 'what is counted' '1 1 1' "$(pick '.[0] | "\(.threads) \(.alive) \(.nondaemon)"' process show p)"
}

# other_reasons REGEXES: what else the clients were told.
other_reasons() {
	sed 's/^kthreadctl: [^:]*:[0-9]*: //' "$work"/err.[12] |
		{ grep -vxEf <(echo "$1") || :; } | sort | uniq -c
}

# Two that make and end processes of the same name.
hammer_processes() {
	local i

	for ((i = 0; i < 80 / SLOW; i++)); do
		printf '%s\n' 'process add h' 'thread add process h target sleep args 1000 count 3 start' \
			'process kill h' 'process del h'
	done >"$work/batch.$1"
	expect_failures kthreadctl -force -b "$work/batch.$1" >/dev/null 2>"$work/err.$1"
}

PROCESS_REASONS='there is a process h already \(EEXIST: attribute name\)
there is no process h \(ENOENT: attribute (name|process)\)
process h is ending already \(EALREADY: attribute name\)
process h has ended \(EALREADY: attribute name\)
process h has not ended \(EBUSY: attribute name\)
the process is gone \(ENOENT: attribute name\)
can.t create new thread at process end \(ESHUTDOWN(: attribute process)?\)
the main thread has ended, say which thread acts \(EINVAL\)'

test_two_clients_make_and_end_a_process() {
	local jobs word

	hammer_processes 1 &
	jobs=("$!")
	hammer_processes 2 &
	jobs+=("$!")
	reap "${jobs[0]}" 0
	reap "${jobs[1]}" 0
	same 'reasons that make no sense' '' "$(other_reasons "$PROCESS_REASONS")"
	for word in kill del; do
		kthreadctl process "$word" h 2>/dev/null || :
	done
	same processes p "$(pick 'map(.name) | join(" ")' process show)"
}

# What was promised arrives, however late it is read: more dumps than a socket holds,
# and then a join that ended long ago.
test_a_client_that_does_not_read_gets_all_later() {
	local i

	add name s count 3000
	for ((i = 0; i < 5; i++)); do
		echo 'thread show'
	done >"$work/batch"
	add name late target sleep args 50ms start
	echo 'thread join late' >>"$work/batch"
	start_job kthreadctl -b "$work/batch" >"$work/out"
	await test -s "$work/out"
	kill -STOP "$job"
	await thread_is late .state terminated
	kill -CONT "$job"
	reap "$job" 0
	same 'last line' 'joined 1' "$(tail -n 1 "$work/out")"
	same lines $((5 * 3003 + 1)) "$(wc -l <"$work/out")"
}

test_a_stopped_client_gets_its_joins() {
	add name s target sleep args 1000 count 200 start
	start_job kthreadctl thread join all >"$work/out"
	await polling "$job"
	kill -STOP "$job"
	kthreadctl process kill p
	kill -CONT "$job"
	reap "$job" 0
	same stdout 'joined 200' "$(<"$work/out")"
}

# Everybody sees the same log, also who comes late.
test_followers_of_a_log() {
	local jobs i

	start_job kthreadctl log follow >"$work/out.1"
	jobs=("$job")
	add name c target count args 500,1ms start
	await grep -q ' 9$' "$work/out.1"
	start_job kthreadctl log follow >"$work/out.2"
	jobs+=("$job")
	kthreadctl thread join c >/dev/null
	kthreadctl process exit
	for i in "${jobs[@]}"; do
		reap "$i" 0
	done
	same 'the first' "$(seq 0 499)" "$(sed 's/.* //' "$work/out.1")"
	same 'the second' "$(<"$work/out.1")" "$(<"$work/out.2")"
}

run_tests
