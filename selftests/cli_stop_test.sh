#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What kthreadctl tells of errors and stops: the hook of a process, and who ignores a stop.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

hook_is() {
	[ "$(pick '.[0].hook' process show "$1")" = "$2" ]
}

sleeper() {
	kthreadctl thread add name "$1" target sleep args 60m start >/dev/null
	await thread_is "$1" .blocked_on sleep
}

test_hook_is_set_and_shown() {
	hook_is p log || fail 'not log at first'
	prints '' process set hook stop
	hook_is p stop
	like table 'NAME .* HOOK .*'$'\n''p +running .* stop .*' "$(kthreadctl process show)"
	prints '' process set p hook log
	hook_is p log
	prints '' process add q hook stop
	hook_is q stop
	prints '' process add r hook log owner persist
	hook_is r log
}

test_hook_misfits() {
	wrong 'say what to set: hook log|stop' process set
	wrong 'say what to set: hook log|stop' process set p
	wrong '"bogus" is none of log, stop' process set hook bogus
	wrong '"bogus" is none of log, stop' process add q hook bogus
	wrong 'a value is missing after: "hook"' process set p hook
	refused 'there is no process q (ENOENT: attribute name)' process set q hook stop
	refused 'there is no process q (ENOENT: attribute name)' process show q
	hook_is p log
}

test_hook_log_lets_the_others_live() {
	sleeper s
	kthreadctl thread add name bad target fail args EIO,boom start >/dev/null
	expect 3 '' 'Exception in thread bad: EIO: boom' kthreadctl thread join bad
	process_is p running
	same raised '1 2' "$(pick '.[0] | "\(.raised) \(.alive)"' process show p)"
	like log '[-0-9]+ [:0-9]+,[0-9]{3} bad Exception in thread bad: EIO: boom' "$(kthreadctl log show)"
}

test_hook_stop_ends_the_process() {
	kthreadctl process set hook stop
	sleeper s
	kthreadctl timer add name t interval 60m start >/dev/null
	kthreadctl process wait &
	await polling $!
	kthreadctl thread add name bad target fail args EIO,boom start >/dev/null
	reap $! 0
	process_is p ended
	same outcomes 'MainThread:stopped s:stopped t:cancelled bad:raised' \
		"$(pick 'map("\(.name):\(.outcome)") | join(" ")' thread show)"
	like log '[-0-9]+ [:0-9]+,[0-9]{3} bad Exception in thread bad: EIO: boom' "$(kthreadctl log show)"
	refused "can't create new thread at process end (ESHUTDOWN: attribute process)" thread add
}

test_hook_stop_for_the_error_of_a_timer() {
	kthreadctl process set hook stop
	sleeper s
	kthreadctl timer add name t interval 1ms target fail args EPERM,late start >/dev/null
	prints '' process wait timeout "$PATIENCE"
	same outcomes 'stopped raised' "$(pick '.[1:] | map(.outcome) | join(" ")' thread show)"
}

# Who returns, is cancelled, or runs in main, reports no error.
test_hook_stop_for_errors_alone() {
	kthreadctl process set hook stop
	kthreadctl thread add name ok target add args 5,4 start >/dev/null
	prints 9 thread join ok
	kthreadctl timer add name t interval 60m start >/dev/null
	prints 'cancelled 1' timer cancel t
	kthreadctl thread add name r target fail args EIO,boom >/dev/null
	expect 3 '' 'Exception in thread r: EIO: boom' kthreadctl thread run r
	process_is p running
}

test_hook_stop_of_run() {
	expect 3 '#2 bad' 'kthreadctl: -:3: Exception in thread bad: EIO: boom' kthreadctl -b - <<'END'
process add q hook stop owner stop
thread add process q name bad target fail args EIO,boom start
thread join bad process q
END
	await test "$(pick 'map(.name) | join(" ")' process show)" = p
}

stubborn() {
	modprobe kt_test level=0
	set_parameter stop_seconds "$1"
	kthreadctl thread add name mule target stubborn args 1 start >/dev/null
	kthreadctl thread add name tame target sleep args 60m start >/dev/null
	await thread_is mule .blocked_on kernel
	await thread_is tame .blocked_on sleep
	kthreadctl process kill nowait
}

let_go() {
	echo 1 >"$LEVEL"
	prints '' process wait timeout "$PATIENCE"
	kthreadctl process del p
	rmmod kt_test
}

overdue_is() {
	[ "$(pick '.[0].overdue' process show p)" = "$1" ]
}

test_watchdog_names_who_ignores_a_stop() {
	stubborn 1
	await overdue_is true
	like table '.*'$'\n''p +stopping .* #2 mule \(overdue\)' "$(kthreadctl process show p)"
	same json '{"id":2,"name":"mule"}' "$(kthreadctl -j process show p | jq -c '.[0].holdup | {id, name}')"
	expect 124 '' 'kthreadctl: timed out: process p is stopping' kthreadctl process wait timeout 1ms
	refused 'process p is ending already (EALREADY: attribute name)' process kill
	refused 'process p has not ended (EBUSY: attribute name)' process del p
	same outcome 'null stopped' "$(pick '.[1:] | map(.outcome | tostring) | join(" ")' thread show)"
	let_go
}

test_watchdog_that_is_off() {
	stubborn 0
	await thread_is tame .state terminated
	like table '.*'$'\n''p +stopping .* #2 mule' "$(kthreadctl process show p)"
	overdue_is false
	let_go
}

run_tests
