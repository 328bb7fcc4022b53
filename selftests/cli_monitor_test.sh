#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kthreadctl monitor, and log show and follow: what is told, in which words, and that nothing
# gets lost without a word.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

CLOCK='[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}'
STAMP='[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},[0-9]{3}'
LOST='kthreadctl: events were lost, resynchronising'
# More than a socket holds that has no right to a large buffer, by far.
MANY=$((20000 / (SLOW * SLOW)))
RECORDS=$((5000 / SLOW))

add() {
	kthreadctl thread add "$@" >/dev/null
}

# watch WORD...: follow in the background.
watch() {
	start_job kthreadctl "$@" >"$work/told" 2>"$work/lost"
	await polling "$job"
}

end_watch() {
	kill -TERM -- "-$job"
	reap "$job" 130
}

# without_times: what is told, but for when.
without_times() {
	sed -E "s/^$CLOCK //" "$work/told"
}

tells() {
	[ "$(without_times)" = "$1" ]
}

# told TEXT: exactly that, and nothing on stderr.
told() {
	await tells "$1" || same told "$1" "$(without_times)"
	same stderr '' "$(<"$work/lost")"
}

test_help() {
	prints 'usage: kthreadctl monitor [ thread|timer|process|log ]... [ process NAME ] [ count N ]' monitor help
	prints 'usage: kthreadctl log show [ process NAME ]' log show help
	prints 'usage: kthreadctl log follow [ process NAME ]' log follow help
}

test_usage() {
	wrong 'this makes no sense here: "bogus"' monitor bogus
	wrong 'a value is missing after: "count"' monitor count
	wrong 'not a number of events: "0"' monitor count 0
	wrong 'not a number of events: "x"' monitor count x
	wrong 'this makes no sense here: "bogus"' log show bogus
	refused 'there is no process q (ENOENT)' log show process q
	refused 'there is no process q (ENOENT)' log follow process q
}

test_threads() {
	watch monitor thread
	add name a target add args 5,4
	kthreadctl thread start a
	kthreadctl thread join a >/dev/null
	add name b target fail args EIO,boom start
	kthreadctl thread join b 2>/dev/null || :
	kthreadctl thread del all
	told 'p thread #2 a add add
p thread #2 a start
p thread #2 a end returned 9
p thread #3 b add fail
p thread #3 b start
p thread #3 b end raised EIO: boom
p thread #2 a del
p thread #3 b del'
	same 'lines without a time' 0 "$(grep -cvE "^$CLOCK " "$work/told" || :)"
	end_watch
}

test_timers() {
	watch monitor timer
	kthreadctl timer add name t interval 1ms target add args 5,4 start >/dev/null
	kthreadctl timer join t >/dev/null
	kthreadctl timer add name u interval 60m start >/dev/null
	kthreadctl timer cancel u >/dev/null
	told 'p timer #2 t fire
p timer #3 u cancel'
	end_watch
}

test_processes() {
	watch monitor process
	kthreadctl process add q
	kthreadctl process exit q
	kthreadctl process del q
	kthreadctl process add q
	kthreadctl process kill q
	kthreadctl process del q
	told 'q process add
q process state exiting
q process state stopping
q process state ended
q process del
q process add
q process state stopping
q process state ended
q process del'
	end_watch
}

test_logs() {
	add name before target log arg old start
	kthreadctl thread join before >/dev/null
	watch monitor log
	add name w target log arg $'%s\e' start
	kthreadctl thread join w >/dev/null
	add name b target fail args EIO,boom start
	told 'p log w %s?
p log b Exception in thread b: EIO: boom'
	end_watch
}

# All of it, in the order in which it was.
test_everything_of_one_process() {
	kthreadctl process add q
	watch monitor process q
	kthreadctl timer add name elsewhere interval 0 target log arg no start >/dev/null
	kthreadctl thread add process q name w target log arg yes start >/dev/null
	kthreadctl thread join w process q >/dev/null
	kthreadctl process kill q
	told 'q thread #2 w add log
q thread #2 w start
q log w yes
q thread #2 w end returned
q process state stopping
q thread #1 MainThread end stopped
q process state ended'
	end_watch
}

test_classes_of_one_process() {
	kthreadctl process add q
	watch monitor timer log process q
	kthreadctl thread add process q name w target log arg yes start >/dev/null
	kthreadctl thread join w process q >/dev/null
	kthreadctl timer add process q name t interval 0 target log arg late start >/dev/null
	told 'q log w yes
q timer #3 t fire
q log t late'
	end_watch
}

test_count() {
	watch monitor thread count 3
	add name a
	add name b
	add name c
	reap "$job" 0
	tells 'p thread #2 a add
p thread #3 b add
p thread #4 c add' || fail "$(<"$work/told")"
}

test_json() {
	watch -j monitor process p
	add name a target add args 5,4 start
	kthreadctl thread join a >/dev/null
	add name l target log arg 'q"' start
	kthreadctl thread join l >/dev/null
	kthreadctl timer add name t interval 60m start >/dev/null
	kthreadctl timer cancel t >/dev/null
	kthreadctl process kill
	await grep -q '"state":"ended"' "$work/told"
	same events 'thread-add:a:add
thread-start:a:add
thread-end:a:add 9
thread-add:l:log
thread-start:l:log
log:l:q"
thread-end:l:log
thread-add:t:null
thread-start:t:null
timer-cancel:t:null
thread-end:t:null
process-state:null:stopping
thread-end:MainThread:null
process-state:null:ended' "$(jq -r '"\(.event):\(.thread | .name? // .):\(
		if .event == "process-state" then .state elif .result then "\(.target) \(.result)" else .target // .text end)"' "$work/told")"
	same 'objects without a time' 0 "$(jq -c 'select(.time_ns > 1000000000000000000 | not)' "$work/told" | wc -l)"
	same 'first line' '{"event":"thread-add","process":"p","state":"running","thread":{"id":2,"name":"a"},"target":"add"}' \
		"$(head -n 1 "$work/told" | jq -c 'del(.time_ns)')"
	same 'a line for each' 14 "$(wc -l <"$work/told")"
	end_watch
}

test_an_interrupt_ends_it() {
	watch monitor
	kill -INT -- "-$job"
	reap "$job" 130
	same stdout '' "$(<"$work/told")"
}

# watch_narrowly WORD...: without the right to a large buffer. Newer kernels give megabytes to whoever
# asks, so what they may give is what it used to be.
watch_narrowly() {
	local most=/proc/sys/net/core/rmem_max before

	before=$(<"$most")
	echo 212992 >"$most"
	start_job setpriv --bounding-set=-net_admin --inh-caps=-net_admin kthreadctl "$@" \
		>"$work/told" 2>"$work/lost"
	await polling "$job"
	echo "$before" >"$most"
}

# Stopped, it cannot read: its socket runs over. Then it tells so, and how things are.
overrun() {
	kthreadctl timer add name waits interval 60m start >/dev/null
	watch_narrowly "$@"
	add name seen
	await grep -q seen "$work/told"
	kill -STOP "$job"
	add name many count "$MANY"
	kthreadctl thread del all
	add name left target sleep args 60m start
	kill -CONT "$job"
	await grep -q left "$work/told"
}

# The buffer is large enough for what a request does at once.
test_no_overrun() {
	watch monitor thread
	kill -STOP "$job"
	add name many count "$MANY"
	kthreadctl thread del all
	kill -CONT "$job"
	await has_lines $((2 * MANY))
	same 'lines out of place' '' "$(without_times | awk -v many="$MANY" '
		{ n = (NR - 1) % many + 1; verb = NR > many ? "del" : "add" }
		$0 != "p thread #" n + 1 " many-" n " " verb')"
	has_lines $((2 * MANY))
	same stderr '' "$(<"$work/lost")"
	end_watch
}

test_overrun() {
	overrun monitor
	await grep -qx "$LOST" "$work/lost"
	await grep -qE "^$CLOCK p thread #$((MANY + 4)) left sync (blocked|ready|running)\$" "$work/told"
	same sync 'p process sync running
p thread #1 MainThread sync blocked
p timer #2 waits sync blocked' "$(without_times | grep ' sync ' | grep -v left)"
	same stderr "$LOST" "$(<"$work/lost")"
	[ "$(grep -c ' many-' "$work/told")" -lt $((2 * MANY)) ] || fail 'nothing was lost'
	kthreadctl timer cancel waits >/dev/null
	await grep -q 'p timer #2 waits cancel' "$work/told"
	same 'the last ones' 'p timer #2 waits cancel
p thread #2 waits end cancelled' "$(without_times | tail -n 2)"
	end_watch
}

test_overrun_in_json() {
	overrun -j monitor thread timer
	await grep -q '"thread-sync".*"left"' "$work/told"
	same stderr "$LOST" "$(<"$work/lost")"
	same sync 'thread-sync:MainThread:true timer-sync:waits:true thread-sync:left:true' \
		"$(jq -r 'select(.event | endswith("-sync")) | "\(.event):\(.name):\(.time_ns > 1000000000000000000)"' "$work/told" | tr '\n' ' ' | sed 's/ $//')"
	end_watch
}

# overrun_of_logs KEPT: so many a process keeps; RECORDS and 3 are written.
overrun_of_logs() {
	set_parameter log_records "$1"
	kthreadctl process add q
	watch_narrowly monitor log
	kthreadctl thread add process q name c target count args 3,0 start >/dev/null
	await grep -q ' c 2$' "$work/told"
	kill -STOP "$job"
	kthreadctl thread add process q name many target log arg x count "$RECORDS" start >/dev/null
	kthreadctl thread join all process q >/dev/null
	kill -CONT "$job"
}

# What the kernel could not tell is in the log still: nothing is lost of that, nor told twice.
test_overrun_of_logs() {
	overrun_of_logs 65536
	await has_lines $((RECORDS + 3))
	same stderr "$LOST" "$(<"$work/lost")"
	same authors $((RECORDS + 1)) "$(without_times | awk '{ print $3 }' | sort -u | wc -l)"
	end_watch
}

has_lines() {
	[ "$(wc -l <"$work/told")" -ge "$1" ]
}

# Only what the log itself has dropped is gone, and is counted.
test_overrun_of_logs_that_drop() {
	overrun_of_logs 10
	await grep -q 'lost from the log of q$' "$work/lost"
	same 'told or counted' $((RECORDS + 3)) "$(($(wc -l <"$work/told") +
		$(sed -nE 's/^kthreadctl: ([0-9]+) lost from the log of q$/\1/p' "$work/lost" | paste -sd + | bc)))"
	end_watch
}

test_log_show() {
	prints '' log show
	add name 'a b' target log arg $'two\nlines\e' start
	kthreadctl thread join 'a b' >/dev/null
	add name f target fail args EIO,boom start
	kthreadctl thread join f 2>/dev/null || :
	like records "$STAMP a b two\\\\nlines\\?"$'\n'"$STAMP f Exception in thread f: EIO: boom" "$(kthreadctl log show)"
	same json '1:a b:false 2:f:true' "$(pick 'map("\(.seq):\(.thread):\(.error)") | join(" ")' log show)"
	same time "$(date +%Y-%m-%d)" "$(kthreadctl log show | sed -n '1s/ .*//p')"
}

test_log_follow() {
	add name c target count args 3,0 start
	kthreadctl thread join c >/dev/null
	watch log follow
	same old "$(kthreadctl log show)" "$(<"$work/told")"
	add name d target count args 2,0 start
	kthreadctl thread join d >/dev/null
	kthreadctl process exit
	reap "$job" 0
	same all "$(kthreadctl log show)" "$(<"$work/told")"
	like format "($STAMP [cd] [0-2]"$'\n'"?){5}" "$(<"$work/told")"
	same stderr '' "$(<"$work/lost")"
}

test_log_follow_in_json() {
	watch -j log follow
	add name c target count args 3,0 start
	kthreadctl thread join c >/dev/null
	kthreadctl process exit
	reap "$job" 0
	same lines 'c 0 c 1 c 2' "$(jq -r '"\(.thread) \(.text)"' "$work/told" | tr '\n' ' ' | sed 's/ $//')"
	same 'a line for each' 3 "$(wc -l <"$work/told")"
}

test_log_follow_is_interrupted() {
	watch log follow
	kill -INT -- "-$job"
	reap "$job" 130
	kthreadctl process kill
	prints '' log follow
}

run_tests
