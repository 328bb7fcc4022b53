#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kthreadctl's commands on threads: each of them, in each way to call it.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

add() {
	kthreadctl thread add "$@" >/dev/null
}

sleeper() {
	add name "$1" target sleep args 1000 start
	await thread_is "$1" .blocked_on sleep
}

test_add() {
	prints '#2 Thread-1' thread add
	prints '#3 Thread-2 (add)' thread add target add args 5,4
	prints '#4 named' thread add name named
	prints '#5 Thread-3 (sleep)' thread add target sleep arg 1ms start
	prints '#6 to #8, 3 threads' thread add name many count 3
	same names 'MainThread Thread-1 Thread-2 (add) named Thread-3 (sleep) many-1 many-2 many-3' \
		"$(pick 'map(.name) | join(" ")' thread show)"
}

test_add_is_all_or_none() {
	refused 'target add needs argument y (EINVAL: attribute arg)' thread add target add args 5 count 3
	refused 'priority has a meaning only with policies fifo and rr (EINVAL: attribute sched)' thread add priority 5 count 3
	same threads 1 "$(pick length thread show)"
}

test_limits_of_add() {
	refused 'integer out of range (ERANGE: attribute count)' thread add count 0
	refused 'one request makes at most 1000000 threads (EINVAL: attribute count)' thread add count 1000001
	prints '#2 to #10001, 10000 threads' thread add count 10000
	same threads 10001 "$(pick '.[0].threads' process show p)"
}

test_default_names_count() {
	add count 1100
	same names "$(printf 'Thread-%d\n' {1..1100})" "$(pick '.[1:][].name' thread show)"
}

test_daemon_is_inherited_from_the_acting_thread() {
	add name d daemon on target sleep args 1000 start
	add name child as d
	add name other as d daemon off
	add name mains
	same daemons 'd:true child:true other:false mains:false' \
		"$(pick '.[1:] | map("\(.name):\(.daemon)") | join(" ")' thread show)"
}

test_scheduling() {
	add name s policy rr priority 7 cpus 1 target sleep args 1000 start
	add name n policy batch nice 11 target sleep args 1000 start
	await thread_is s .blocked_on sleep
	await thread_is n .blocked_on sleep
	like rr '.*SCHED_RR.*priority: 7' "$(chrt -p "$(pick '.[0].native_id' thread show s)")"
	like cpus '.*: 2' "$(taskset -p "$(pick '.[0].native_id' thread show s)")"
	like batch '.*SCHED_BATCH.*' "$(chrt -p "$(pick '.[0].native_id' thread show n)")"
	same nice 11 "$(ps -o ni= -p "$(pick '.[0].native_id' thread show n)" | tr -d ' ')"
	prints '' thread set s policy other nice -5 cpus 0
	like other '.*SCHED_OTHER.*' "$(chrt -p "$(pick '.[0].native_id' thread show s)")"
	same 'nice of other' -5 "$(ps -o ni= -p "$(pick '.[0].native_id' thread show s)" | tr -d ' ')"
	like 'cpus of other' '.*: 1' "$(taskset -p "$(pick '.[0].native_id' thread show s)")"
}

test_set() {
	add name s
	prints '' thread set s name t daemon on
	same set 't true' "$(pick '.[0] | "\(.name) \(.daemon)"' thread show '#2')"
	refused 'there is no thread s (ENOENT: attribute ref)' thread set s name u
	refused 'cannot set daemon status of active thread (EBUSY: attribute daemon)' \
		thread set MainThread daemon on
	prints '' thread set MainThread name Chief
	prints "<_MainThread(Chief, started $(pick .ident thread main))>" thread main
}

test_start() {
	add name s target add args 1,2
	add name t target add args 3,4
	prints '' thread start s
	refused 'threads can only be started once (EALREADY: attribute ref)' thread start s
	prints '' thread start all
	prints 3 thread join s
	prints 7 thread join t
	refused 'threads can only be started once (EALREADY: attribute ref)' thread start s
}

# The target runs in the caller's thread, here main: no thread is made.
test_run() {
	add name r target info
	prints '' thread run r
	like record '.* MainThread current_thread <_MainThread\(MainThread, started [0-9]+\)>, main ident [0-9]+, active_count 1' \
		"$(kthreadctl log show)"
	same state initial "$(pick '.[0].state' thread show r)"
	refused 'the target is gone, it can only be run once (ENOENT: attribute ref)' thread run r
	add name v target add args 5,4
	prints 9 thread run v
	add name f target fail args EIO,boom
	expect 3 '' 'Exception in thread f: EIO: boom' kthreadctl thread run f
}

test_run_wants_an_idle_main_thread() {
	add name r target sleep args 1000
	add name s target add args 1,2
	sleeper other
	kthreadctl thread run r 2>/dev/null &
	await thread_is MainThread .blocked_on sleep
	refused 'the acting thread is busy (EBUSY)' thread run s
	refused 'the acting thread is busy (EBUSY: attribute as)' thread run s as other
}

test_run_of_a_thread_that_failed_for_want_of_a_target() {
	add name r target add args 5,4
	prints 9 thread run r
	prints '' thread start r
	expect 3 '' 'Exception in thread r: ENOENT: run() has used the target' kthreadctl thread join r
}

test_join_of_one() {
	add name a target add args 5,4
	refused 'cannot join thread before it is started (EINVAL: attribute ref)' thread join a
	kthreadctl thread start a
	prints 9 thread join a
	prints 9 thread join a timeout 0
	sleeper s
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl thread join s timeout 0
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl thread join s timeout -1
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl thread join s timeout 20ms
	refused 'cannot join current thread (EDEADLK: attribute ref)' thread join s as s
	refused 'cannot join current thread (EDEADLK: attribute ref)' thread join MainThread
}

test_join_of_several() {
	add name a target add args 5,4 start
	add name f target fail args EIO,boom start
	add name g target fail args EPERM,bang start
	expect 3 'joined 3' 'Exception in thread f: EIO: boom (and 1 more)' kthreadctl thread join a f g
	sleeper s
	expect 124 '' 'kthreadctl: timed out: 1 of 2 still alive' kthreadctl thread join s a timeout 1ms
	prints 'joined 1' thread join s a any
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl thread join s any timeout 1ms
}

test_join_all() {
	prints 'joined 0' thread join all
	sleeper a
	sleeper b
	expect 124 '' 'kthreadctl: timed out: 2 of 2 still alive' kthreadctl thread join all timeout 1ms
	kthreadctl thread join all >"$work/out" &
	await polling $!
	kthreadctl process kill p
	reap $! 0
	same stdout 'joined 2' "$(<"$work/out")"
}

test_join_any_of_all() {
	sleeper s
	add name short target sleep args 100ms start
	prints 'joined 1' thread join s short any
}

test_join_waits_for_the_end() {
	sleeper s
	kthreadctl thread join s >"$work/out" 2>"$work/err" &
	await polling $!
	kthreadctl process kill p
	reap $! 0
	same stdout 'joined 1' "$(<"$work/out")"
}

test_cycles_are_named() {
	sleeper b
	add name a target join args b start
	await thread_is a .blocked_on 'join b'
	refused 'deadlock: b -> a -> b (EDEADLK: attribute ref)' thread join a as b
	add name c target join args a start
	await thread_is c .blocked_on 'join a'
	refused 'deadlock: b -> c -> a -> b (EDEADLK: attribute ref)' thread join c as b
}

test_del() {
	add name a count 3
	prints '' thread del a-1
	refused 'there is no thread a-1 (ENOENT: attribute ref)' thread del a-1
	sleeper s
	refused 'the thread is alive (EBUSY: attribute ref)' thread del s
	refused 'the main thread goes with its process (EBUSY: attribute ref)' thread del MainThread
	prints '' thread del all
	same left 'MainThread s' "$(pick 'map(.name) | join(" ")' thread show)"
	prints '#6 new' thread add name new
}

test_enumerate_and_count() {
	local main

	main=$(pick .ident thread main)
	add name unborn
	add name dead start
	kthreadctl thread join dead >/dev/null
	add name d daemon on target sleep args 1000 start
	prints "<_MainThread(MainThread, started $main)>
<Thread(d, started daemon $(pick '.[0].ident' thread show d))>" thread enumerate
	prints 2 thread count
	same json '["MainThread","d"]' "$(kthreadctl -j thread enumerate | jq -cs 'flatten | map(.name)')"
}

test_current_and_main() {
	local main

	main=$(pick .ident thread main)
	sleeper s
	prints "<_MainThread(MainThread, started $main)>" thread current
	prints "<_MainThread(MainThread, started $main)>" thread main
	prints "<Thread(s, started $(pick '.[0].ident' thread show s))>" thread current as s
	refused 'there is no thread x (ENOENT: attribute as)' thread current as x
}

test_references() {
	local ident

	sleeper s
	ident=$(pick '.[0].ident' thread show s)
	same '#' s "$(pick '.[0].name' thread show '#2')"
	same id s "$(pick '.[0].name' thread show id 2)"
	same ident s "$(pick '.[0].name' thread show ident "$ident")"
	refused 'there is no thread #9 (ENOENT: attribute ref)' thread show '#9'
	refused 'no living thread has ident 7 (ENOENT: attribute ref)' thread show ident 7
	prints '#3 #5' thread add name '#5' target add args 1,2 start
	refused 'there is no thread #5 (ENOENT: attribute ref)' thread show '#5'
	prints 3 thread join id 3
}

test_ambiguous_names_list_the_candidates() {
	add name dup
	add name dup
	refused 'several threads are named dup: #2 #3 (ENOTUNIQ: attribute ref)' thread start dup
	add name dup-2
	add name dup
	refused 'several threads are named dup: #2 #3 #5 (ENOTUNIQ: attribute ref)' thread join dup
	prints '' thread del '#2'
	prints '' thread del '#3'
	prints '' thread start dup
}

test_processes_do_not_mix() {
	kthreadctl process add q
	sleeper s
	prints '#2 s' thread add process q name s target add args 1,2 start
	prints 3 thread join s process q
	prints 2 thread count
	prints 1 thread count process q
}

run_tests
