#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kthreadctl timeline: intervals without holes, and the pictures that are made of them.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

add() {
	kthreadctl thread add "$@" >/dev/null
}

# All that threads do: wait for a CPU, sleep, join, wait for their time again and again, end
# before their time, and start each other.
all_sorts() {
	add name s target spin args 10ms count 3 cpus 0 start
	add name c target count args 3,1ms start
	add name parent target spawn args add,5,4 start
	kthreadctl timer add name tick every 1ms target log args tick start >/dev/null
	kthreadctl timer add name never interval 60m start >/dev/null
	add name j target join args never start
	await thread_is j .blocked_on 'join never'
	await fired tick 5
	kthreadctl timer cancel all >/dev/null
	kthreadctl thread join all >/dev/null
}

# fired REF N: that often at least.
fired() {
	[ "$(pick '.[0].timer.fired' timer show "$1")" -ge "$2" ]
}

# holes FILTER: where FILTER gives arrays of [begin, end], what is not seamless.
holes() {
	jq -c "[$1"' | . as $row | range(1; length) | select($row[. - 1][1] != $row[.][0]) | $row[. - 1 : . + 1]]'
}

of_json='.threads[] | .intervals | map([.begin_ns, .end_ns])'
# Microseconds with three digits behind the point are nanoseconds.
of_chrome='.traceEvents | map(select(.ph == "X")) | group_by(.tid)[]
	| map([(.ts * 1000 | round), (.ts * 1000 | round) + (.dur * 1000 | round)])'

test_help() {
	local command

	for command in show on off svg chrome; do
		like "$command" "usage: kthreadctl timeline $command .*" "$(kthreadctl timeline "$command" help)"
	done
	wrong 'timeline has no command "png": see "kthreadctl timeline help"' timeline png
}

test_off_by_default() {
	refused 'process p has no timeline (ENODATA)' timeline show
	refused 'process p has no timeline (ENODATA)' timeline svg
	kthreadctl timeline on
	same threads MainThread "$(pick '[.threads[].name] | join(" ")' timeline show)"
	kthreadctl timeline off
	refused 'process p has no timeline (ENODATA)' timeline show
	prints '' timeline off
}

test_no_holes_and_no_overlaps() {
	kthreadctl timeline on
	all_sorts
	kthreadctl -j timeline show >"$work/json"
	same holes '[]' "$(holes "$of_json" <"$work/json")"
	same 'empty or backward intervals' 0 "$(jq '[.threads[].intervals[] | select(.end_ns <= .begin_ns)] | length' "$work/json")"
	same 'states side by side' 0 "$(jq '[.threads[].intervals | . as $i | range(1; length)
		| select($i[. - 1].state == "running" and $i[.].state == "running")] | length' "$work/json")"
	same 'what each began with' 'blocked' "$(jq -r '[.threads[] | select(.name == "tick" or .name == "never").intervals[0].state] | unique[]' "$work/json")"
	same 'what each began with' 'ready' "$(jq -r '[.threads[] | select(.target == "spin" or .target == "count").intervals[0].state] | unique[]' "$work/json")"
	same 'all that ran ran last' 'running' "$(jq -r '[.threads[] | select(.target and .name != "tick" and .name != "never").intervals[-1].state] | unique[]' "$work/json")"
	same dropped 0 "$(jq .dropped "$work/json")"
	same 'what they waited for' 'join sleep timer work' "$(jq -r '[.threads[].intervals[].on | values] | unique | map(select(. != "kernel")) | join(" ")' "$work/json")"
	same 'whom j joined' "$(pick '.[0].id' thread show never)" \
		"$(jq '[.threads[] | select(.name == "j").intervals[].joins | values] | unique[]' "$work/json")"
}

# What the scheduler has counted, it has counted a moment longer than we have looked.
test_intervals_are_the_life() {
	kthreadctl timeline on
	all_sorts
	kthreadctl -j timeline show | jq -c '[.threads[] | select(.id != 1) | {id, ns: (.intervals[-1].end_ns - .intervals[0].begin_ns)}]' >"$work/seen"
	kthreadctl -j thread show | jq -c '[.[] | select(.id != 1) | {id, ns: (.ready_ns + .running_ns + .blocked_ns)}]' >"$work/counted"
	same threads "$(jq -c 'map(.id)' "$work/counted")" "$(jq -c 'map(.id)' "$work/seen")"
	same 'threads of which more was seen' '[]' "$(jq -sc '[.[0], .[1]] | transpose | map(select(.[0].ns > .[1].ns + 1000 and .[0].id != 0))
		| map(select(.[0].id as $id | [2, 3, 4, 5, 6] | index($id)))' "$work/seen" "$work/counted")"
}

# Those that are there already: their first interval begins with the timeline.
test_on_while_threads_live() {
	local before after

	add name sleeper target sleep args 60m start
	await thread_is sleeper .blocked_on sleep
	add name joiner target join args sleeper start
	await thread_is joiner .blocked_on 'join sleeper'
	kthreadctl timer add name waits interval 60m start >/dev/null
	kthreadctl timeline on
	same 'what they do' 'MainThread:work sleeper:sleep joiner:join waits:timer' \
		"$(pick '[.threads[] | "\(.name):\(.intervals[0].on)"] | join(" ")' timeline show)"
	before=$(pick .begin_ns timeline show)
	kthreadctl timeline on
	after=$(pick .begin_ns timeline show)
	[ "$after" -gt "$before" ] || fail "a new one began at $after, after $before"
	kthreadctl timer cancel waits >/dev/null
	same 'the end of who was cancelled' true "$(pick '(.threads[] | select(.name == "waits").intervals[-1].end_ns) < .end_ns' timeline show)"
}

test_names_of_those_who_are_gone() {
	kthreadctl timeline on
	add name gone target add args 5,4 start
	kthreadctl thread join gone >/dev/null
	kthreadctl thread del gone
	same names 'MainThread gone' "$(pick '[.threads[].name] | join(" ")' timeline show)"
	# A new timeline is not about them any more.
	kthreadctl timeline on
	same names 'MainThread' "$(pick '[.threads[].name] | join(" ")' timeline show)"
}

# A ring that is too small drops the oldest, counts them, and what is left has no holes.
test_overrun() {
	set_parameter timeline_records 16
	kthreadctl timeline on
	all_sorts
	kthreadctl -j timeline show >"$work/json"
	[ "$(jq .dropped "$work/json")" -gt 0 ] || fail 'none was dropped'
	same holes '[]' "$(holes "$of_json" <"$work/json")"
	[ "$(jq '[.threads[].intervals[]] | length' "$work/json")" -le 16 ] || fail 'more than there is room for'
	same 'count in the file' "$(jq .dropped "$work/json")" "$(kthreadctl timeline chrome | jq -r .otherData.dropped)"
	like 'count in the picture' '.*; [0-9]+ dropped' "$(kthreadctl timeline show | head -n 1)"
}

test_chrome() {
	kthreadctl timeline on
	all_sorts
	prints '' timeline chrome file "$work/chrome"
	kthreadctl -j timeline show >"$work/json"
	same 'keys' '["displayTimeUnit","otherData","traceEvents"]' "$(jq -c keys "$work/chrome")"
	same 'events of other kinds' 0 "$(jq '[.traceEvents[] | select(.ph != "X" and .ph != "M")] | length' "$work/chrome")"
	same 'slices that no viewer takes' '[]' "$(jq -c '[.traceEvents[] | select(.ph == "X") | select(
		((.ts | type) == "number" and (.dur | type) == "number" and .dur > 0 and .pid == 1 and
		(.tid | type) == "number" and (.name | type) == "string" and .cat == "state" and
		(.cname | IN("thread_state_running", "thread_state_runnable", "thread_state_sleeping"))) | not)]' "$work/chrome")"
	same 'who has a name' "$(jq -c '[.traceEvents[] | select(.ph == "X").tid] | unique' "$work/chrome")" \
		"$(jq -c '[.traceEvents[] | select(.name == "thread_name").tid] | sort' "$work/chrome")"
	same 'names' "$(jq -c '[.threads[].name]' "$work/json")" \
		"$(jq -c '[.traceEvents[] | select(.name == "thread_name").args.name]' "$work/chrome")"
	same 'name of the process' '"p"' "$(jq '.traceEvents[] | select(.name == "process_name").args.name' "$work/chrome")"
	same holes '[]' "$(holes "$of_chrome" <"$work/chrome")"
	# Main goes on meanwhile; all the others are the same in both.
	same 'the intervals' "$(jq -c '[.threads[] | select(.id != 1) | .id as $id | .intervals[] | [$id, .begin_ns, .end_ns]] | sort' "$work/json")" \
		"$(jq -c '(.otherData.begin_ns | tonumber) as $begin | [.traceEvents[] | select(.ph == "X" and .tid != 1) |
			($begin + (.ts * 1000 | round)) as $b | [.tid, $b, $b + (.dur * 1000 | round)]] | sort' "$work/chrome")"
	# The viewer reads it as a double, which after 100 days of uptime would lose nanoseconds.
	same 'the first moment' 0 "$(jq '[.traceEvents[] | select(.ph == "X").ts * 1000] | min | round' "$work/chrome")"
}

# tags FILE: each tag of XML, what is between them left out.
tags() {
	grep -oE '<[^>]*>' "$1"
}

# well_formed FILE: every element that begins ends, in the right order, under one root.
well_formed() {
	tags "$1" | awk '
		/^<\/[a-z]+>$/ { if (stack[depth--] != substr($0, 3, length($0) - 3)) bad++; next }
		/^<[a-z]+( [a-z0-9-]+="[^"<]*")*\/>$/ { if (!depth) bad++; next }
		/^<[a-z]+( [a-z:0-9-]+="[^"<]*")*>$/ { match($0, /[a-z]+/); if (!depth) roots++; stack[++depth] = substr($0, RSTART, RLENGTH); next }
		{ bad++ }
		END { exit bad || depth || roots != 1 }' &&
		! sed -E 's/<[^>]*>//g; s/&(lt|gt|amp);//g' "$1" | grep -q '[<>&]'
}

test_svg() {
	local name='<a & "b">'$'\n'

	kthreadctl timeline on
	add name "$name" target spin args 1ms start
	all_sorts
	prints '' timeline svg file "$work/svg"
	like 'first line' '<svg xmlns="http://www.w3.org/2000/svg" .*>' "$(head -n 1 "$work/svg")"
	well_formed "$work/svg" || fail 'not well-formed'
	grep -qF '>#2 &lt;a &amp; "b"&gt;\n<' "$work/svg" || fail 'the name is not there'
	same 'bars' "$(pick '[.threads[] | select(.id != 1).intervals[]] | length' timeline show)" \
		"$(($(grep -c '<title>[rb].* for ' "$work/svg") - $(pick '[.threads[] | select(.id == 1).intervals[]] | length' timeline show)))"
	# It can be seen that this sees it.
	sed -i '$d' "$work/svg"
	! well_formed "$work/svg" || fail 'without its end it is well-formed, too'
}

test_gantt() {
	kthreadctl timeline on
	add name spinner target spin args 50ms start
	kthreadctl thread join spinner >/dev/null
	like picture 'p: [^ ]+, [^ ]+ each: # running, : for a while, \+ ready, \. blocked
#1 MainThread \|[.+:#]{84}\|
#2 spinner    \|[ +#.:]{84}\|' "$(kthreadctl timeline show)"
	like 'it ran' '.*#.*' "$(kthreadctl timeline show | grep -F '#2')"
	same 'too long lines' '' "$(kthreadctl timeline show | grep -E '.{101}' || :)"
}

test_refusals() {
	wrong 'this makes no sense here: "x"' timeline on x
	wrong 'a value is missing after: "file"' timeline svg file
	refused 'there is no process q (ENOENT: attribute process)' timeline on process q
	refused 'there is no process q (ENOENT: attribute process)' timeline show process q
	kthreadctl timeline on
	expect 1 '' "kthreadctl: cannot write /nowhere/x: No such file or directory" kthreadctl timeline svg file /nowhere/x
	expect 1 '' "kthreadctl: cannot write /dev/full: No space left on device" kthreadctl timeline chrome file /dev/full
	KTHREADCTL_PROCESS='' wrong 'no process given: say "process NAME" or set KTHREADCTL_PROCESS' timeline on
}

run_tests
