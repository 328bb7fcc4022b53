#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kthreadctl stat: what is measured of threads, and what stops that.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

TRACING=/sys/kernel/tracing

# What a test has stopped goes on for the next one.
begin_test() {
	echo 1 >"$TRACING/tracing_on"
	kthreadctl process add p
}

add() {
	kthreadctl thread add "$@" >/dev/null
}

# A few threads that share a CPU, one that sleeps now and then, and a Timer; all end.
some_threads() {
	add name s target spin args 20ms count 3 cpus 0 start
	add name c target count args 3,1ms start
	kthreadctl timer add name t interval 1ms target log args due start >/dev/null
	kthreadctl thread join s-1 s-2 s-3 c t >/dev/null
}

# All times of an ended thread but for the first ones of who was there before.
times() {
	pick '[.[] | select(.thread.id != 1) | del(.process)] | sort_by(.thread.id, .kind)' stat show
}

# The same, as they are in the timeline. Intervals that are empty are not in there.
times_by_intervals() {
	kthreadctl -j timeline show | jq -c '
		def bucket: . as $n | if $n == 0 then 0 else 1 | until(. * 2 > $n; . * 2) end;
		def kinds: {ready: "latency", running: "running"};
		[.threads[] | select(.id != 1) as $t | .intervals
			| map(select(kinds[.state]) | {kind: kinds[.state], ns: (.end_ns - .begin_ns)})
			| group_by(.kind)[]
			| {thread: {id: $t.id, name: $t.name}, target: $t.target, kind: .[0].kind,
			   count: length, sum_ns: (map(.ns) | add), min_ns: (map(.ns) | min),
			   max_ns: (map(.ns) | max),
			   buckets: (group_by(.ns | bucket)
				| map({from_ns: (.[0].ns | bucket), count: length}))}]
		| sort_by(.thread.id, .kind)'
}

test_help() {
	local command

	for command in show on off reset stop-on status; do
		like "$command" "usage: kthreadctl stat $command .*" "$(kthreadctl stat "$command" help)"
	done
	wrong 'stat has no command "count": see "kthreadctl stat help"' stat count
	prints 'times off, timeline off' sta statu
}

test_off_by_default() {
	prints 'times off, timeline off' stat status
	same json '{"process":"p","measuring":false,"recording":false,"missed":0}' "$(kthreadctl -j stat status)"
	refused 'the times of process p are not measured (ENODATA)' stat show
	refused 'process p is not observed (ENODATA: attribute process)' stat reset
	some_threads
	kthreadctl stat on
	prints 'times on, timeline off' stat status
	prints '' stat show
	prints '[]' -j stat show
	kthreadctl stat off
	prints 'times off, timeline off' stat status
	refused 'the times of process p are not measured (ENODATA)' stat show
}

# calls: how often code that follows threads was called, by the tracer of functions.
calls() {
	grep -cE ' (heard_|kt_track_)[a-z_]+( \[kthreading\])? <-' "$TRACING/trace" || :
}

# While nobody observes, none of our code is called by the scheduler, or from a life.
test_nothing_is_called_while_off() {
	if ! echo ':mod:kthreading' >"$TRACING/set_ftrace_filter" 2>/dev/null ||
		! echo function >"$TRACING/current_tracer" 2>/dev/null; then
		echo '# no tracer of functions in this kernel, nothing to look at'
		return
	fi
	some_threads
	kthreadctl thread del all
	same 'functions called while off' 0 "$(calls)"
	kthreadctl stat on
	some_threads
	kthreadctl thread del all
	[ "$(calls)" -gt 4 ] || fail "only $(calls) functions called while on"
	kthreadctl stat off
	echo >"$TRACING/trace"
	some_threads
	kthreadctl thread del all
	same 'functions called when off again' 0 "$(calls)"
	echo nop >"$TRACING/current_tracer"
	echo >"$TRACING/set_ftrace_filter"
}

# To the nanosecond: each count, sum and bucket is that of the intervals of the timeline.
test_times_are_those_of_the_intervals() {
	kthreadctl timeline on
	kthreadctl stat on
	some_threads
	same times "$(times_by_intervals)" "$(times | jq -c 'map(select(.kind != "lateness"))')"
	[ "$(times | jq 'map(.count) | add')" -gt 10 ] || fail 'hardly anything was measured'
}

# Who spins keeps a CPU or waits for one; who ran once was ready once.
test_times_of_a_spin() {
	local sum

	kthreadctl stat on
	add name s target spin args 50ms start
	kthreadctl thread join s >/dev/null
	sum=$(times | jq 'map(.sum_ns) | add')
	[ "$sum" -ge 50000000 ] || fail "it was ready and running for $sum ns"
	same 'as often ready as running' true "$(times | jq '.[0].count == .[1].count')"
	same 'buckets hold all' true "$(times | jq 'all(.count == (.buckets | map(.count) | add))')"
	same 'the shortest is in the first, the longest in the last' true "$(times |
		jq 'all((.min_ns >= .buckets[0].from_ns and .min_ns < 2 * .buckets[0].from_ns) and
			(.max_ns >= .buckets[-1].from_ns and .max_ns < 2 * .buckets[-1].from_ns))')"
}

test_lateness_is_that_of_the_timer() {
	local late

	kthreadctl stat on
	kthreadctl timer add name t interval 1ms target add args 5,4 start >/dev/null
	prints 9 timer join t
	late=$(pick '.[0].timer.lateness_ns' timer show t)
	same lateness "[1,$late,$late,$late]" \
		"$(pick '.[] | select(.kind == "lateness") | [.count, .sum_ns, .min_ns, .max_ns] | tostring' stat show t)"
	add name plain target add args 5,4 start
	kthreadctl thread join plain >/dev/null
	same 'kinds of a plain thread' 'latency running' "$(pick 'map(.kind) | join(" ")' stat show plain)"
}

sums() {
	kthreadctl -j stat show "$@" |
		jq -c 'group_by(.target // "", .kind) | map({target: .[0].target, kind: .[0].kind,
			count: (map(.count) | add), sum: (map(.sum_ns) | add), min: (map(.min_ns) | min),
			max: (map(.max_ns) | max), buckets: (map(.buckets[]) | group_by(.from_ns)
				| map({from_ns: .[0].from_ns, count: (map(.count) | add)}))})'
}

test_by_target() {
	local threads

	kthreadctl stat on
	some_threads
	threads=$(sums)
	same 'sums by target' "$threads" "$(sums by target)"
	same 'no thread is named' 0 "$(pick 'map(select(.thread)) | length' stat show by target)"
	same targets 'count log spin' "$(pick '[.[].target] | unique | join(" ")' stat show by target)"
	# The sums outlive the threads.
	kthreadctl thread del all
	prints '' stat show
	same 'sums afterwards' "$threads" "$(sums by target)"
	add name x
	refused 'one thread has no sums by target (EINVAL)' stat show x by target
	wrong '"cpu" is none of thread, target' stat show by cpu
}

# It is late once, but may lose its CPU, and then is ready and running more often.
test_text() {
	local range=' +[0-9.]+[num]?s \.\. +[0-9.]+[num]?s'

	kthreadctl stat on
	kthreadctl timer add name t interval 1ms target add args 5,4 start >/dev/null
	kthreadctl timer join t >/dev/null
	like text "#2 t \(add\): latency, count [0-9]+, min [^ ]+, mean [^ ]+, max [^ ]+
($range +[0-9]+ \|#*
)+#2 t \(add\): running, count .*
#2 t \(add\): lateness, count 1, min [^ ]+, mean [^ ]+, max [^ ]+
$range         1 \|########################################" "$(kthreadctl stat show t)"
	like 'by target' 'add: latency, count [0-9]+, min .*' "$(kthreadctl stat show by target)"
}

test_reset() {
	kthreadctl stat on
	some_threads
	kthreadctl stat reset
	prints 'times on, timeline off' stat status
	same 'what is left' '[]' "$(times)"
	same 'of the targets' '[]' "$(kthreadctl -j stat show by target | jq -c 'map(select(.target))')"
	add name again target add args 5,4 start
	kthreadctl thread join again >/dev/null
	same 'kinds afterwards' 'latency running' "$(pick 'map(select(.thread.name == "again").kind) | join(" ")' stat show)"
	same 'others afterwards' 'again' "$(pick '[.[].thread.name | select(. != "MainThread")] | unique | join(" ")' stat show)"
}

# Off forgets, on begins with nothing.
test_off_and_on() {
	kthreadctl timeline on
	kthreadctl stat on
	some_threads
	kthreadctl stat off
	prints 'times off, timeline on' stat status
	kthreadctl stat on
	prints '' stat show
	kthreadctl timeline off
	prints 'times on, timeline off' stat status
}

stopped() {
	kthreadctl stat status | grep -q 'stopped by'
}

# All of tracing and the timeline end with the one that was too long.
test_stop_on_latency() {
	local end

	kthreadctl timeline on
	echo >"$TRACING/trace"
	echo 1 >"$TRACING/events/kthreading/enable"
	kthreadctl stat stop-on latency 1ns
	prints 'times on, timeline on, stop on latency 1ns' stat status
	add name victim target sleep args 60m start
	await stopped
	await thread_is victim .blocked_on sleep
	echo 0 >"$TRACING/events/kthreading/enable"
	same tracing_on 0 "$(<"$TRACING/tracing_on")"
	same 'last line of the trace' kt_stat_stop: "$(tail -n 1 "$TRACING/trace" | grep -oE 'kt_[a-z_]+:')"
	same victim victim "$(pick .stopped.name stat status)"
	like status 'times on, timeline on, stop on latency 1ns, stopped by #2 victim: [^ ]+' "$(kthreadctl stat status)"
	# Its last interval is the offence, and the end of all.
	end=$(pick .end_ns timeline show)
	same 'last interval' "ready $end $(pick .stopped_ns stat status)" \
		"$(pick '.threads[] | select(.id == 2).intervals[-1] | "\(.state) \(.end_ns) \(.end_ns - .begin_ns)"' timeline show)"
	same 'intervals after it' 0 "$(pick "[.threads[].intervals[] | select(.end_ns > $end)] | length" timeline show)"
	same 'counted were' '[{"kind":"latency","count":1}]' \
		"$(kthreadctl -j stat show victim | jq -c 'map({kind, count})')"
	add name late target add args 5,4 start
	prints 9 thread join late
	same 'it stays where it was' "$end" "$(pick .end_ns timeline show)"
	same 'nobody else is in it' 'MainThread victim' "$(pick '[.threads[].name] | join(" ")' timeline show)"
}

test_stop_on_others() {
	# A busy host takes milliseconds from who runs in a VM, and the scheduler its CPU from who is
	# urgent for 950ms of a second.
	kthreadctl stat stop-on running 400ms
	add name short target add args 5,4 start
	kthreadctl thread join short >/dev/null
	add name long policy fifo priority 1 target spin args 800ms start
	await stopped
	like status 'times on, timeline off, stop on running 400ms, stopped by #3 long: [0-9.]+m?s' "$(kthreadctl stat status)"
	kthreadctl stat stop-on lateness 1ns
	prints 'times on, timeline off, stop on lateness 1ns' stat status
	kthreadctl timer add name t interval 1ms start >/dev/null
	await stopped
	same 'time of who was late' "$(pick '.[0].timer.lateness_ns' timer show t)" "$(pick .stopped_ns stat status)"
}

# A limit that nothing exceeds stops nothing.
test_stop_on_nothing() {
	kthreadctl stat stop-on latency 60m
	some_threads
	prints 'times on, timeline off, stop on latency 1h00m' stat status
	same tracing_on 1 "$(<"$TRACING/tracing_on")"
	kthreadctl stat stop-on off
	prints 'times on, timeline off' stat status
}

test_reset_after_a_stop() {
	kthreadctl timeline on
	kthreadctl stat stop-on latency 1ns
	add name victim target sleep args 60m start
	await stopped
	kthreadctl stat stop-on off
	prints 'times on, timeline on' stat status
	add name next target add args 5,4 start
	prints 9 thread join next
	same 'it goes on' 'MainThread victim next' "$(pick '[.threads[].name] | join(" ")' timeline show)"
	same 'victim since' sleep "$(pick '.threads[1].intervals[-1].on' timeline show)"
}

test_a_stop_is_told() {
	kthreadctl monitor thread process p count 3 >"$work/told" &
	await polling $!
	kthreadctl stat stop-on latency 1ns
	add name victim target sleep args 60m start
	reap $! 0
	like 'what was told' '.* p thread #2 victim stop-on' "$(tail -n 1 "$work/told")"
}

test_refusals() {
	local say='say what stops it: latency, running or lateness DURATION, or off'

	wrong "$say" stat stop-on
	wrong "$say" stat stop-on off latency 1
	wrong "$say" stat stop-on latency 1 running 1
	wrong 'no time is that short' stat stop-on latency -1ns
	wrong 'not a time span like 10, 1.5s, 200ms, 10us, 5ns, 2m: "soon"' stat stop-on latency soon
	wrong 'a value is missing after: "latency"' stat stop-on latency
	wrong 'this makes no sense here: "x"' stat on x
	wrong 'only one thread at a time here' stat show a b
	KTHREADCTL_PROCESS='' wrong 'no process given: say "process NAME" or set KTHREADCTL_PROCESS' stat on
	refused 'there is no process q (ENOENT: attribute process)' stat on process q
	refused 'there is no process q (ENOENT)' stat show process q
	kthreadctl stat on
	refused 'there is no thread x (ENOENT)' stat show x
}

# Whoever is observed when its process goes takes the observation along.
test_two_processes() {
	kthreadctl process add q
	kthreadctl stat on
	kthreadctl stat on process q
	kthreadctl timeline on process q
	KTHREADCTL_PROCESS=q some_threads
	prints '' stat show
	kthreadctl process kill q
	kthreadctl process del q
	some_threads
	same targets 'count log spin' "$(pick '[.[].target] | unique | join(" ")' stat show by target)"
}

come_and_go() {
	local i

	for i in 1 2 3 4 5 6 7 8; do
		add name "$i" target count args 3,1ms count 20 start
		kthreadctl timer add name "t$i" every 1ms target log args due start >/dev/null
		kthreadctl thread join "$i-1" >/dev/null
		kthreadctl timer cancel all >/dev/null
		kthreadctl thread join all >/dev/null
		kthreadctl thread del all
	done
}

# Observations begin and end at any moment of any life.
test_observed_now_and_then() {
	come_and_go &
	until ended $!; do
		kthreadctl stat on
		kthreadctl timeline on
		kthreadctl stat show >/dev/null
		kthreadctl timeline show >/dev/null
		kthreadctl timeline off
		kthreadctl stat off
	done
	reap $! 0
	prints 'times off, timeline off' stat status
}

run_tests
