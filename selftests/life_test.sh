#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The life of the module: when it may be removed, what its idle kthreads do, its parameters,
# and modules that add targets.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

add() {
	kthreadctl thread add "$@" >/dev/null
}

# still_used MOMENT
still_used() {
	capture rmmod kthreading
	same "rmmod of a module $1" 'rmmod: ERROR: Module kthreading is in use' "$err"
	same "status of rmmod of a module $1" 1 "$status"
}

# Nothing holds it any more once its last process is taken away.
removed_after_del() {
	kthreadctl process del p
	await unused
	rmmod kthreading
	module_gone kthreading
}

test_rmmod_before_a_start() {
	still_used 'with an empty process'
	add name t target add args 1,2
	still_used 'with a thread that is not started'
	kthreadctl process exit
	removed_after_del
}

test_rmmod_while_a_thread_sleeps() {
	add name t target sleep args 1000 start
	still_used 'with a thread that was started'
	await thread_is t .blocked_on sleep
	still_used 'with a sleeping thread'
	kthreadctl process kill p
	removed_after_del
}

test_rmmod_while_a_thread_spins() {
	add name t target spin args 1000 start
	await thread_is t .state running
	still_used 'with a running thread'
	kthreadctl process kill p
	removed_after_del
}

test_rmmod_while_threads_join() {
	add name t target sleep args 1000 start
	add name j target join args t start
	kthreadctl thread join t >/dev/null &
	await thread_is j .blocked_on 'join t'
	await polling $!
	still_used 'with a thread and a client that join'
	kthreadctl process kill p
	reap $! 0
	removed_after_del
}

test_rmmod_while_main_runs() {
	add name t target sleep args 1000
	kthreadctl thread run t >/dev/null 2>&1 &
	await thread_is MainThread .blocked_on sleep
	still_used 'with a main thread that runs a target'
	kthreadctl process kill p
	reap $! 2
	removed_after_del
}

test_rmmod_while_a_process_exits() {
	add name t target sleep args 1000 start
	kthreadctl process exit nowait
	await process_is p exiting
	still_used 'with a process that waits for its threads'
	kthreadctl process kill p
	process_is p ended
	still_used 'with a process that has ended'
	removed_after_del
}

test_rmmod_after_a_refused_request() {
	capture kthreadctl thread add target nope
	capture kthreadctl thread start x
	capture kthreadctl process add p
	kthreadctl process exit
	removed_after_del
}

hammer_rmmod() {
	while [ ! -e "$work/over" ]; do
		! rmmod kthreading 2>/dev/null || echo removed
	done
}

# What a command is told that comes while the module goes.
GOING='kthreadctl: (kthreading is not loaded \(modprobe kthreading\)( \(ENOENT\))?|the module is being removed \(ENODEV\))'

# Processes live one after another, and whenever there is one it must not be removed
# under it; in between it may, and the next command loads it again.
test_rmmod_races_with_processes() {
	local i

	kthreadctl process kill p
	kthreadctl process del p
	hammer_rmmod >"$work/removals" &
	for ((i = 0; i < 100 / SLOW; i++)); do
		capture kthreadctl run add "$i" 1
		case $status in
		0) same "run $i" "$((i + 1))" "$out" ;;
		*) like "refusal of run $i" "$GOING" "$err" ;;
		esac
	done
	: >"$work/over"
	reap $! 0
	[ -s "$work/removals" ] || fail 'it was never removed, so nothing was tested'
}

test_rmmod_races_with_threads() {
	local i

	hammer_rmmod >"$work/removals" &
	for ((i = 0; i < 60 / SLOW; i++)); do
		expect 0 "#$((i + 2)) t" '' kthreadctl thread add name t target add args "$i,1" start
		prints "$((i + 1))" thread join "#$((i + 2))"
	done
	: >"$work/over"
	await ended $!
	same 'removals' '' "$(<"$work/removals")"
	same threads $((1 + 60 / SLOW)) "$(pick length thread show)"
}

# Started together, so that each needs a kthread of its own.
make_idle_workers() {
	add name s target sleep args 1000 count 20 start
	same alive 21 "$(kthreadctl thread count)"
	await thread_is s-20 .blocked_on sleep
	kthreadctl process kill p
}

idle_workers() {
	test "$(tasks kt_idle)" "$@"
}

test_idle_workers_stay_for_the_next_start() {
	set_parameter idle_seconds 3600
	make_idle_workers
	await idle_workers -ge 20
	kthreadctl process add q
	add process q target sleep args 1000 count 10 start
	await idle_workers -ge 9
}

# A change counts at once: they were to stay for an hour.
test_idle_workers_end_after_idle_seconds() {
	kthreadctl process exit
	kthreadctl process del
	await unused
	rmmod kthreading
	modprobe kthreading idle_seconds=3600
	kthreadctl process add p
	make_idle_workers
	await idle_workers -ge 20
	kthreadctl process del p
	echo 1 >"$PARAMETERS/idle_seconds"
	await idle_workers = 0
	prints 9 run add 5 4
	await unused
	rmmod kthreading
}

test_idle_workers_end_under_memory_pressure() {
	set_parameter idle_seconds 3600
	make_idle_workers
	await idle_workers -ge 20
	echo 2 >/proc/sys/vm/drop_caches
	await idle_workers = 0
	prints 9 run add 5 4
}

test_parameters_tell_their_values() {
	same names 'dmesg idle_seconds log_records max_processes max_threads max_workers stop_seconds timeline_records' \
		"$(cd "$PARAMETERS" && echo *)"
	same values 'Y 30 1024 1024 1048576 16384 10 65536' "$(cd "$PARAMETERS" && cat -- * | paste -sd ' ')"
	like modinfo '.*idle_seconds:Seconds after which an idle kthread ends \(30\) \(uint\).*' \
		"$(modinfo -p kthreading)"
}

test_parameters_at_load() {
	kthreadctl process exit
	kthreadctl process del
	await unused
	rmmod kthreading
	modprobe kthreading max_processes=2 log_records=3 dmesg=N
	same values 'N 2 3' "$(cd "$PARAMETERS" && cat dmesg max_processes log_records | paste -sd ' ')"
	prints '' process add p
	prints '' process add q
	refused 'there are at most 2 processes (ENOSPC)' process add r
	add name c target count args 5,0 start
	prints 'joined 1' thread join c
	same log '2 3 4' "$(pick 'map(.text) | join(" ")' log show)"
	same dropped '3 2' "$(pick '.[0] | "\(.log_records) \(.log_dropped)"' process show p)"
	kthreadctl process exit p
	kthreadctl process exit q
	kthreadctl process del p
	kthreadctl process del q
	await unused
	rmmod kthreading
}

test_limits_can_be_changed() {
	set_parameter max_threads 3
	prints '#2 Thread-1' thread add
	refused 'a process has at most 3 threads (ENOSPC)' thread add count 2
	prints '#4 Thread-3' thread add
	refused 'a process has at most 3 threads (ENOSPC)' thread add
	set_parameter max_workers 2
	prints '' thread start '#2'
	prints 'joined 1' thread join '#2'
	prints '' thread set '#4' name waits
	set_parameter max_workers 1
	refused "can't start new thread (EAGAIN)" thread start waits
	same state initial "$(pick '.[0].state' thread show waits)"
	prints 1 thread count
}

load_example() {
	modprobe kt_example
}

test_a_module_adds_a_target() {
	refused 'there is no target fibonacci (ENOENT: attribute target)' run fibonacci 10
	load_example
	like target 'target +fibonacci n \[pause\]'$'\n''module +kt_example'$'\n''.*' "$(kthreadctl target show fibonacci)"
	prints 55 run fibonacci 10
	expect 3 '' 'Exception in thread Thread-1 (fibonacci): EDOM: n must be from 0 to 92' \
		kthreadctl run fibonacci 93
	expect 1 '' 'rmmod: ERROR: Module kthreading is in use by: kt_example' rmmod kthreading
	rmmod kt_example
	refused 'there is no target fibonacci (ENOENT: attribute target)' run fibonacci 10
}

test_a_target_stays_while_it_runs() {
	load_example
	add name f target fibonacci args 90,1000s start
	await thread_is f .blocked_on sleep
	expect 1 '' 'rmmod: ERROR: Module kt_example is in use' rmmod kt_example
	kthreadctl process kill p
	rmmod kt_example
	module_gone kt_example
}

test_a_target_that_is_gone() {
	load_example
	add name f target fibonacci args 10
	add name r target fibonacci args 10
	rmmod kt_example
	prints '' thread start f
	expect 3 '' 'Exception in thread f: ENOENT: target fibonacci is gone' kthreadctl thread join f
	expect 3 '' 'Exception in thread r: ENOENT: target fibonacci is gone' kthreadctl thread run r
	load_example
	prints '#4 g' thread add name g target fibonacci args 10 start
	prints 55 thread join g
	rmmod kt_example
}

test_rmmod_of_a_target_races_with_starts() {
	local i

	(while [ ! -e "$work/over" ]; do
		modprobe kt_example
		rmmod kt_example 2>/dev/null
	done) &
	for ((i = 0; i < 60 / SLOW; i++)); do
		capture kthreadctl run fibonacci 10
		case $status in
		0) same "run $i" 55 "$out" ;;
		2) same "run $i" 'kthreadctl: there is no target fibonacci (ENOENT: attribute target)' "$err" ;;
		3) same "run $i" 'Exception in thread Thread-1 (fibonacci): ENOENT: target fibonacci is gone' "$err" ;;
		*) fail "run $i: status $status, $err" ;;
		esac
	done
	: >"$work/over"
	reap $! 0
	modprobe -r kt_example
}

run_tests
