#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kthreadctl's commands on Timers: each of them, in each way to call it.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

STEP=/sys/module/kt_test_timer/parameters/level
TOO_LATE='cancelled 0 (too late)'

timer() {
	kthreadctl timer add "$@" >/dev/null
}

# In milliseconds, of the clock boottime; the machine is never suspended, so of both.
uptime_ms() {
	local up

	read -r up _ </proc/uptime
	echo "${up/./}0"
}

# fired REF N: that often at least.
fired() {
	[ "$(pick '.[0].timer.fired' timer show "$1")" -ge "$2" ]
}

test_help() {
	local command

	for command in show add start cancel join del; do
		like "$command" "usage: kthreadctl timer $command .*" "$(kthreadctl timer "$command" help)"
	done
	wrong 'timer has no command "fire": see "kthreadctl timer help"' timer fire
}

test_add() {
	prints '#2 Thread-1' timer add interval 60m
	prints '#3 Thread-2' timer add interval 60m target add args 5,4
	prints '#4 named' timer add name named interval 60m start
	prints '#5 to #7, 3 Timers' timer add interval 60m count 3 name many
	same names 'Thread-1:initial Thread-2:initial named:blocked many-1:initial many-2:initial many-3:initial' \
		"$(pick 'map("\(.name):\(.state)") | join(" ")' timer show)"
	same json '{"process":"p","id":8,"name":"j","main":false,"state":"initial","daemon":false,"args":[],"ready_ns":0,"running_ns":0,"blocked_ns":0,"voluntary_switches":0,"involuntary_switches":0,"timer":{"interval_ns":1500000000,"absolute":false,"clock":"monotonic","fired":0,"overruns":0},"count":1}' \
		"$(kthreadctl -j timer add name j interval 1.5)"
}

# A period alone is the time to the first run, too.
test_every_alone() {
	kthreadctl timer add name tick every 60m >/dev/null
	same 'interval and every' '3600000000000 3600000000000' \
		"$(pick '.[0].timer | "\(.interval_ns) \(.every_ns)"' timer show tick)"
	kthreadctl timer add name tock every 60m interval 0 >/dev/null
	same 'interval and every' '0 3600000000000' \
		"$(pick '.[0].timer | "\(.interval_ns) \(.every_ns)"' timer show tock)"
}

test_add_misfits() {
	wrong 'say when: interval, at, or every DURATION' timer add
	wrong 'interval and at exclude each other' timer add interval 1 at 2
	wrong 'a value is missing after: "interval"' timer add interval
	wrong 'slack cannot be negative' timer add interval 1 slack -1ns
	wrong '"realtime" is none of monotonic, boottime' timer add interval 1 clock realtime
	refused 'a period cannot be negative (EINVAL: attribute timer)' timer add interval 1 every -1ns
	refused 'integer out of range (ERANGE: attribute count)' timer add interval 1 count 0
	refused 'there is no target nope (ENOENT: attribute target)' timer add interval 1 target nope
	same threads 1 "$(pick length thread show)"
}

# INTERVAL NANOSECONDS
UNITS='1ns 1
2us 2000
3ms 3000000
4s 4000000000
5 5000000000
6m 360000000000
1.5s 1500000000
1.5m 90000000000
.25 250000000
7.s 7000000000
0.000000001 1
0.0000000001 0
1.9ns 1
0 0
-1 -1000000000
-1.5ms -1500000
9223372036s 9223372036000000000
9223372036854775807ns 9223372036854775807'

# number_of KEY REF: as it is written, as jq's numbers are no integers; what is zero is left out.
number_of() {
	local numbers

	numbers=$(kthreadctl -j timer show "$2" | grep -oE "\"$1_ns\":-?[0-9]+" || :)
	numbers=${numbers#*:}
	echo "${numbers:-0}"
}

test_units() {
	local span ns

	while read -r span ns; do
		kthreadctl timer add name "$span" interval "$span" every "${span#-}" slack "${span#-}" >/dev/null
		same "$span" "$ns ${ns#-} ${ns#-}" "$(number_of interval "$span") $(number_of every "$span") $(number_of slack "$span")"
	done <<<"$UNITS"
}

test_no_units() {
	local word

	for word in '' . s ns -s 1h 1S 1e3 0x1 '1 s' ' 1' 1.2.3 --1 +1 1,5 9223372037s 9223372036854775808ns 153722868m; do
		wrong "not a time span like 10, 1.5s, 200ms, 10us, 5ns, 2m: \"$word\"" timer add interval "$word"
	done
}

test_show() {
	prints 'ID NAME STATE D INTERVAL EVERY REMAINING FIRED OVERRUNS LATENESS TARGET RESULT' timer show
	timer name a interval 100 target add args 5,4
	timer name b interval 1ms every 1.5s slack 10us clock boottime daemon on
	timer name c at 90m
	kthreadctl thread add name plain >/dev/null
	prints 'ID NAME STATE   D   INTERVAL EVERY REMAINING FIRED OVERRUNS LATENESS TARGET  RESULT
#2 a    initial no     1m40s     -         -     0        0        - add 5 4 -
#3 b    initial yes   1.00ms 1.50s         -     0        0        - -       -
#4 c    initial no  at 1h30m     -         -     0        0        - -       -' timer show
	prints 'id           #3
name         b
state        initial
daemon       yes
ready        0
running      0
blocked      0
voluntary    0
involuntary  0
interval_ns  1000000
clock        boottime
every_ns     1500000000
slack_ns     10000
fired        0
overruns     0' -d timer show b
	same fields '{"interval_ns":5400000000000,"absolute":true,"clock":"monotonic","fired":0,"overruns":0}' \
		"$(kthreadctl -j timer show c | jq -c '.[0].timer')"
	refused 'plain: this thread is not a Timer' timer show plain
	refused 'MainThread: this thread is not a Timer' timer show '#1'
	refused 'there is no thread x (ENOENT: attribute ref)' timer show x
}

test_show_of_all_processes() {
	kthreadctl process add q
	timer process q name b interval 1
	timer name a interval 1
	unset KTHREADCTL_PROCESS
	same names 'p:a q:b' "$(pick 'map("\(.process):\(.name)") | sort | join(" ")' timer show)"
	like header 'PROCESS ID NAME .*' "$(kthreadctl timer show)"
	same one b "$(pick 'map(.name) | join(" ")' timer show process q)"
}

test_while_it_waits() {
	local ident

	timer name w interval 60m target add args 1,2 daemon on start
	ident=$(pick '.[0].ident' thread show w)
	like row 'ID .*#2 w +blocked yes +1h00m +- +59m[0-9]+s +0 +0 +- add 1 2 -' "$(kthreadctl timer show w)"
	same json 'blocked timer true null null' \
		"$(pick '.[0] | [.state, .blocked_on, .timer.remaining_ns <= 3600000000000, .native_id, .timer.lateness_ns] | map(tostring) | join(" ")' timer show w)"
	prints "<_MainThread(MainThread, started $(pick .ident thread main))>
<Timer(w, started daemon $ident)>" thread enumerate
	prints 2 thread count
	refused 'the thread is alive (EBUSY: attribute ref)' timer del w
	refused 'cannot set daemon status of active thread (EBUSY: attribute daemon)' thread set w daemon off
	refused 'threads can only be started once (EALREADY: attribute ref)' timer start w
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl timer join w timeout 1ms
}

test_interval() {
	local before

	before=$(uptime_ms)
	timer name t interval 50ms target add args 5,4 start
	prints 9 timer join t
	[ $(($(uptime_ms) - before)) -ge 40 ] || fail 'it was too early'
	same 'it fired' 'terminated returned 9 1 0 true' \
		"$(pick '.[0] | [.state, .outcome, .result, .timer.fired, .timer.overruns, .timer.lateness_ns < 50000000000] | map(tostring) | join(" ")' timer show t)"
}

test_no_interval() {
	local interval

	for interval in 0 -1 -106751d; do
		[ "$interval" = -106751d ] && interval=-9223372036854775807ns
		timer name "t$interval" interval "$interval" target add args 5,4 start
		prints 9 timer join "t$interval"
	done
}

# They differ by the time that the machine was suspended for.
clock_ms() {
	if [ "$1" = monotonic ]; then
		awk '/^now at/ { printf "%d", $3 / 1000000 }' /proc/timer_list
	else
		uptime_ms
	fi
}

test_at() {
	local clock up

	for clock in monotonic boottime; do
		timer name "past-$clock" at 1ns clock "$clock" target add args 5,4 start
		prints 9 timer join "past-$clock"
		up=$(clock_ms "$clock")
		same 'since the boot' true "$(pick ".[0].timer.lateness_ns | . > 0 and . < $((up + 10)) * 1000000" timer show "past-$clock")"
		up=$(($(clock_ms "$clock") + 50))
		timer name "soon-$clock" at "${up}ms" clock "$clock" target add args 1,2 start
		prints 3 timer join "soon-$clock"
		[ "$(clock_ms "$clock")" -ge $((up - 10)) ] || fail "$clock: it was too early"
		up=$(($(clock_ms "$clock") + 3600000))
		timer name "later-$clock" at "${up}ms" clock "$clock" start
		same remaining true "$(pick '.[0].timer.remaining_ns | . > 3500000000000 and . <= 3600010000000' timer show "later-$clock")"
		prints 'cancelled 1' timer cancel "later-$clock"
	done
}

test_every() {
	timer name t interval 0 every 5ms target log args tick start
	await fired t 3
	kthreadctl timer cancel t >/dev/null
	prints 'joined 1' timer join t
	same records "$(pick '.[0].timer.fired' timer show t)" "$(pick 'map(select(.text == "tick")) | length' log show)"
}

test_every_waits_again() {
	timer name t interval 0 every 60m target add args 5,4 start
	await thread_is t '.blocked_on == "timer" and .[0].timer.fired == 1' true
	same remaining true "$(pick '.[0].timer.remaining_ns | . > 0 and . <= 3600000000000' timer show t)"
	prints 'cancelled 1' timer cancel t
	prints 'joined 1' timer join t
	same outcome cancelled "$(pick '.[0].outcome' timer show t)"
}

test_every_counts_overruns() {
	timer name t interval 0 every 1ms target sleep args 20ms start
	await fired t 2
	[ "$(pick '.[0].timer.overruns' timer show t)" -ge 19 ] || fail 'no overruns'
	kthreadctl timer cancel t >/dev/null
	prints 'joined 1' timer join t
}

# An error ends it; the next time never comes.
test_every_ends_with_an_error() {
	timer name t interval 0 every 1ms target fail args EIO,boom start
	expect 3 '' 'Exception in thread t: EIO: boom' kthreadctl timer join t
	same fired 1 "$(pick '.[0].timer.fired' timer show t)"
}

# Both on one CPU: the first may wait for the second.
test_slack() {
	taskset -c 0 kthreadctl timer add name lazy interval 1ms slack 60m target add args 5,4 start >/dev/null
	taskset -c 0 kthreadctl timer add name prompt interval 20ms start >/dev/null
	prints 9 timer join lazy timeout "$PATIENCE"
}

test_start() {
	timer name a interval 60m
	timer name b interval 60m count 2
	kthreadctl thread add name plain >/dev/null
	prints '' timer start a
	prints '' timer start all
	prints '' timer start all
	same states 'a:blocked b-1:blocked b-2:blocked plain:initial' \
		"$(pick '.[1:] | map("\(.name):\(.state)") | join(" ")' thread show)"
	wrong 'say which thread: NAME, #ID, id ID or ident IDENT' timer start
	same json '["a","c"]' "$(timer name c interval 60m; kthreadctl -j timer start all | jq -c '["a"] + map(.name)')"
}

test_cancel_while_it_waits() {
	timer name t interval 60m target add args 5,4 start
	prints 'cancelled 1' timer cancel t
	prints "$TOO_LATE" timer cancel t
	prints 'joined 1' timer join t
	prints 1 thread count
	same end 'terminated cancelled null 0' \
		"$(pick '.[0] | [.state, .outcome, .result, .timer.fired] | map(tostring) | join(" ")' timer show t)"
	same log '[]' "$(kthreadctl -j log show)"
	same json '{"cancelled":0}' "$(kthreadctl -j timer cancel t)"
	timer name u interval 60m start
	same json '{"cancelled":1}' "$(kthreadctl -j timer cancel u)"
}

test_cancel_before_the_start() {
	timer name t interval 0 target add args 5,4
	prints 'cancelled 1' timer cancel t
	prints "$TOO_LATE" timer cancel t
	same state initial "$(pick '.[0].state' timer show t)"
	prints '' timer start t
	same state 'terminated cancelled' "$(pick '.[0] | "\(.state) \(.outcome)"' timer show t)"
	prints 'joined 1' timer join t
	refused 'threads can only be started once (EALREADY: attribute ref)' timer start t
}

test_cancel_when_it_is_too_late() {
	timer name runs interval 0 target sleep args 60m start
	await thread_is runs .blocked_on sleep
	prints "$TOO_LATE" timer cancel runs
	same state blocked "$(pick '.[0].state' timer show runs)"
	timer name ended interval 0 target add args 5,4 start
	prints 9 timer join ended
	prints "$TOO_LATE" timer cancel ended
	same outcome returned "$(pick '.[0].outcome' timer show ended)"
}

test_cancel_refusals() {
	kthreadctl thread add name plain >/dev/null
	refused 'the thread is no Timer (EINVAL: attribute ref)' timer cancel plain
	refused 'the thread is no Timer (EINVAL: attribute ref)' timer cancel MainThread
	refused 'there is no thread x (ENOENT: attribute ref)' timer cancel x
	refused 'there is no process q (ENOENT: attribute process)' timer cancel all process q
	wrong 'say which thread: NAME, #ID, id ID or ident IDENT' timer cancel
	wrong 'only one thread at a time here' timer cancel a b
}

test_cancel_all_of_a_thousand() {
	local tasks

	kthreadctl thread add name s target sleep args 60m start >/dev/null
	tasks=$(tasks kt_idle)
	prints '#3 to #1002, 1000 Timers' timer add interval 60m count 1000 start
	prints 1002 thread count
	# Fewer if one was idle for long.
	[ "$(tasks kt_idle)" -le "$tasks" ] || fail "$(tasks kt_idle) kthreads, there were $tasks"
	prints 'cancelled 1000' timer cancel all
	prints 'cancelled 0' timer cancel all
	prints 2 thread count
	same outcomes '{"cancelled":1000}' "$(kthreadctl -j timer show | jq -c 'group_by(.outcome) | map({(.[0].outcome): length}) | add')"
	same json '{"cancelled":0}' "$(kthreadctl -j timer cancel all)"
}

test_join() {
	kthreadctl thread add name s target sleep args 60m start >/dev/null
	prints 'joined 0' timer join all
	same json '{"status":"done","joined":0,"pending":0,"raised":0}' "$(kthreadctl -j timer join all)"
	timer name a interval 1ms target add args 5,4 start
	timer name b interval 60m start
	timer name c interval 60m
	prints 'joined 1' timer join a b any
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl timer join b timeout 0
	refused 'cannot join thread before it is started (EINVAL: attribute ref)' timer join c
	refused 'cannot join current thread (EDEADLK: attribute ref)' timer join b as b
	kthreadctl timer join all >"$work/out" &
	await polling $!
	prints 'cancelled 2' timer cancel all
	reap $! 0
	same 'all that are alive' 'joined 1' "$(<"$work/out")"
}

test_del() {
	timer name a interval 60m
	timer name b interval 60m count 2
	timer name c interval 60m start
	kthreadctl thread add name plain >/dev/null
	prints '' timer del a
	refused 'there is no thread a (ENOENT: attribute ref)' timer del a
	prints '' timer del all
	same left 'c plain' "$(pick '.[1:] | map(.name) | join(" ")' thread show)"
}

# The path of a cycle through a Timer that waits.
test_cycle_through_a_timer() {
	timer name t interval 60m start
	kthreadctl thread add name a target join args t start >/dev/null
	await thread_is a .blocked_on 'join t'
	kthreadctl thread add name b target join args a start >/dev/null
	await thread_is b .blocked_on 'join a'
	refused 'deadlock: t -> b -> a -> t (EDEADLK: attribute ref)' timer join b as t
	prints 'cancelled 1' timer cancel t
	prints 'joined 2' thread join a b
}

# due SECOND: two whose targets cancel each other: the first is due, so is the second or not.
cancel_each_other() {
	modprobe kt_test_timer level=0
	timer name a interval 0 target step_cancel args 1,b
	timer name b interval "$1" target step_cancel args 1,a start
	kthreadctl timer start a
	await thread_is a .blocked_on sleep
	"${@:2}"
	echo 1 >"$STEP"
	prints "$WANTED_A" timer join a timeout "$PATIENCE"
	prints "$WANTED_B" timer join b timeout "$PATIENCE"
	kthreadctl timer del all
	rmmod kt_test_timer
}

test_two_that_are_due_cancel_each_other() {
	WANTED_A=0 WANTED_B=0 cancel_each_other 0 await thread_is b .blocked_on sleep
}

test_the_one_that_is_due_cancels_the_other() {
	WANTED_A=1 WANTED_B='joined 1' cancel_each_other 60m thread_is b .blocked_on timer
}

test_run_waits_for_the_interval() {
	local before

	before=$(uptime_ms)
	timer name t interval 50ms target add args 5,4
	prints 9 thread run t
	[ $(($(uptime_ms) - before)) -ge 40 ] || fail 'it was too early'
	same state initial "$(pick '.[0].state' timer show t)"
	prints "$TOO_LATE" timer cancel t
	refused 'the target is gone, it can only be run once (ENOENT: attribute ref)' thread run t
}

test_run_is_cancelled() {
	timer name t interval 60m target add args 5,4
	kthreadctl thread run t >"$work/out" 2>"$work/err" &
	await thread_is MainThread .blocked_on sleep
	prints 'cancelled 1' timer cancel t
	reap $! 2
	same stdout '' "$(<"$work/out")"
	same stderr 'kthreadctl: the thread was cancelled' "$(<"$work/err")"
	same 'main goes on' work "$(pick .blocked_on thread main)"
	timer name before interval 60m target add args 5,4
	prints 'cancelled 1' timer cancel before
	expect 2 '' 'kthreadctl: the thread was cancelled' kthreadctl thread run before
}

test_exit_waits_for_timers_but_for_daemons() {
	timer name last interval 60m target add args 5,4 start
	timer name daemon interval 60m daemon on start
	kthreadctl process exit &
	await process_is p exiting
	same 'waits for' last "$(pick '.[0].holdup.name' process show p)"
	prints 'cancelled 1' timer cancel last
	reap $! 0
	same outcome cancelled "$(pick '.[0].outcome' timer show daemon)"
}

run_tests
