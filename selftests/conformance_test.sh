#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Tests of CPython that have no twin elsewhere, see conformance.rules.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

add() {
	kthreadctl thread add "$@" >/dev/null
}

# What KeyboardInterrupt is there is the kill of the process here.
interrupted() {
	await process_is p ended
	same 'what was stopped' "$1" "$(pick '[.[] | select(.outcome == "stopped") | .name] | join(" ")' thread show)"
	kthreadctl process del p
	rmmod kt_notes
}

# CPython: test_interrupt_main_subthread
test_a_thread_interrupts_main() {
	modprobe kt_notes
	add name sleeper target sleep args 60m
	kthreadctl thread run sleeper 2>"$work/err" &
	await thread_is MainThread .blocked_on sleep
	add name interrupter target interrupt_main start
	reap $! 2
	same stderr 'kthreadctl: the thread was stopped' "$(<"$work/err")"
	interrupted 'MainThread sleeper'
}

# CPython: test_interrupt_main_mainthread
test_main_interrupts_itself() {
	modprobe kt_notes
	add name interrupter target interrupt_main
	prints '' thread run interrupter
	interrupted MainThread
}

# CPython: test_interrupt_main_noerror. Whoever comes too late is told so, and nothing else happens.
test_nobody_interrupts_an_ended_main() {
	kthreadctl process kill p
	await process_is p ended
	refused 'process p has ended (EALREADY: attribute name)' process kill p
	process_is p ended
}

# CPython: test_boolean_target. Only a target that is absent is not run.
test_a_target_that_gives_nothing_runs() {
	add name zero target add args 0,0 start
	prints 0 thread join zero
	add name none start
	prints 'joined 1' thread join none
	same results '0 null' "$(pick '[.[1:][].result | tostring] | join(" ")' thread show)"
}

# CPython: test_print_exception_stderr_is_none. A report that cannot be printed is kept, and
# nothing else happens.
test_an_error_is_reported_without_a_mirror() {
	set_parameter dmesg N
	add name w target fail args EIO,boom start
	capture kthreadctl thread join w
	same status 3 "$status"
	like log '[-0-9]+ [0-9:,]+ w Exception in thread w: EIO: boom' "$(kthreadctl log show)"
	same dmesg '' "$(dmesg | grep 'p w: Exception' || :)"
	set_parameter dmesg Y
	add name v target fail args EIO,boom start
	capture kthreadctl thread join v
	like dmesg '.*p v: Exception in thread v: EIO: boom' "$(dmesg | grep 'p v: Exception')"
}

# register NUMBER...: one thread after the other has an exit callback registered.
register() {
	local number

	modprobe kt_notes
	for number; do
		add name "register$number" target at_exit args "$number" start
		prints 'joined 1' thread join "register$number"
	done
}

# told PATTERN: what callbacks told, of the numbers that only this test has.
told() {
	dmesg | sed -nE "s/.*kt_notes: exit callback[: ]+($1)\$/\\1/p" | tr '\n' ' '
}

# CPython: test_atexit_output, test_atexit_called_once
test_p7_callbacks_run_once_after_the_last_non_daemon() {
	register 1 2 3
	kthreadctl timer add name last interval 60m target log arg x daemon off start >/dev/null
	kthreadctl process exit nowait
	await process_is p exiting
	same 'told too early' '' "$(told '[123]')"
	prints 'cancelled 1' timer cancel last
	await process_is p ended
	same 'told at the end' '3 2 1 ' "$(told '[123]')"
	kthreadctl process del
	rmmod kt_notes
	same 'told at last' '3 2 1 ' "$(told '[123]')"
}

test_p7_callbacks_run_at_a_kill() {
	register 4 5
	add name sleeper target sleep args 60m start
	kthreadctl process kill
	same 'told at the end' '5 4 ' "$(told '[45]')"
	kthreadctl process del
	rmmod kt_notes
}

# CPython: test_atexit_after_shutdown
test_p7_a_callback_registers_too_late() {
	modprobe kt_notes
	add name late target at_exit_late start
	prints 'joined 1' thread join late
	kthreadctl process exit
	same 'told at the end' '-ESHUTDOWN ' "$(told '-.*')"
	kthreadctl process del
	rmmod kt_notes
}

run_tests
