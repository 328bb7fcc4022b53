#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What kthreadctl prints: tables, details, JSON, time stamps, and names that nobody expects;
# and what it reads: batches.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

# What a terminal must never get from a name, and what breaks a careless JSON.
UGLY=$'t\tn\ne\e[1mq"b\\.'
UGLY_SHOWN='t\tn\ne\x1b[1mq"b\.'

# as_text WIDTH: a name as long as a name may be.
as_text() {
	printf "%0$1d" 0
}

add() {
	kthreadctl thread add "$@" >/dev/null
}

# A thread in each state, those with a name and an error as long as possible too.
add_all_states() {
	add name initial daemon on
	add name blocked target sleep args 1000 start
	add name running target spin args 1000 start
	add name returned target add args 9223372036854775806,1 start
	add name raised target fail arg 93 arg "$(as_text 255)" start
	add name "$(as_text 63)" target log arg "$(as_text 255)" start
	add name joiner target join arg blocked start
	add name rt policy fifo priority 1 target sleep args 1000 start
	await thread_is returned .state terminated
	await thread_is raised .state terminated
	await thread_is "$(as_text 63)" .state terminated
	await thread_is joiner .state blocked
	await thread_is rt .state blocked
}

lines_fit() {
	! grep -E '.{101}' <<<"$1" || fail 'a line is too long'
}

test_thread_show_fits_100_columns() {
	local shown

	add_all_states
	shown=$(kthreadctl thread show)
	same rows 10 "$(wc -l <<<"$shown")"
	lines_fit "$shown"
	like 'header' 'ID NAME +STATE +D +PID CPU TARGET +READY RUNNING BLOCKED ON +RESULT' "${shown%%$'\n'*}"
	like 'blocked on' '.*#8 joiner +blocked .* join b[a-z]*~.*' "$shown"
}

test_thread_show_of_all_processes_fits_too() {
	local name shown

	name=$(as_text 31)
	kthreadctl process add "$name"
	KTHREADCTL_PROCESS=$name add_all_states
	unset KTHREADCTL_PROCESS
	shown=$(kthreadctl thread show)
	same rows 11 "$(wc -l <<<"$shown")"
	lines_fit "$shown"
	lines_fit "$(kthreadctl process show)"
	lines_fit "$(kthreadctl target show)"
}

# Text stands under the first letter of its head, a number under the last one.
test_columns_are_aligned() {
	add_all_states
	same 'cells out of line' '' "$(kthreadctl thread show | awk '
		function check(head, last) {
			at = index(header, head) + (last ? length(head) - 1 : 0)
			if (substr($0, at, 1) == " " || substr($0, at + (last ? 1 : -1), 1) !~ /^ ?$/)
				print head " in " $0
		}
		NR == 1 { header = $0 }
		{
			check("NAME"); check("STATE"); check("TARGET"); check("ON "); check("RESULT")
			check("ID", 1); check("PID", 1); check("CPU", 1)
			check("READY", 1); check("RUNNING", 1); check("BLOCKED", 1)
		}')"
}

test_human_units() {
	add name s target sleep args 1000 start
	await thread_is s .state blocked
	like row 'ID .*#2 s +blocked no +[0-9]+ +[01] sleep 1000 +[0-9.]+[num]?s +[0-9.]+[num]?s +[0-9.]+[num]?s sleep [0-9.]+[num]?s -' \
		"$(kthreadctl thread show s)"
}

test_details() {
	local shown

	add name d daemon on nice 5 cpus 0 policy batch target sleep args 1000
	same initial 'id           #2
name         d
state        initial
daemon       yes
target       sleep 1000
ready        0
running      0
blocked      0
voluntary    0
involuntary  0
policy       batch
nice         5
cpus         0' "$(kthreadctl -d thread show d)"
	kthreadctl thread start d
	await thread_is d .state blocked
	shown=$(kthreadctl -d thread show d)
	like ident '.*ident +[1-9][0-9]*.*' "$shown"
	like pid '.*pid +[1-9][0-9]*.*' "$shown"
	like on '.*on +sleep [0-9.]+[num]?s.*' "$shown"
}

# every_key_with_a_time_has_its_unit JSON
units_are_named() {
	same 'keys of times' '' "$(jq -r '.. | objects | keys[] |
		select(test("time|since|ready|running|blocked$")) | select(endswith("_ns") | not)' <<<"$1")"
}

test_json_is_json() {
	local words shown

	add_all_states
	kthreadctl thread del returned
	for words in 'thread show' 'thread show blocked' 'thread main' 'thread current' \
		'thread enumerate' 'thread count' 'process show' 'process show p' 'log show' \
		'target show' 'target show spawn' 'version' 'thread join raised' 'run info' 'run add 5 4'; do
		# shellcheck disable=SC2086 # words they are
		shown=$(kthreadctl -j $words 2>/dev/null || :)
		same "lines of $words" 1 "$(wc -l <<<"$shown")"
		units_are_named "$shown"
		# shellcheck disable=SC2086 # words they are
		shown=$(kthreadctl -p $words 2>/dev/null || :)
		units_are_named "$shown"
		[ "$(wc -l <<<"$shown")" -gt 2 ] || fail "$words is not pretty: $shown"
	done
}

test_json_of_a_thread() {
	add name s daemon on target sleep args 1000 nice 3 start
	await thread_is s .state blocked
	same keys 'args blocked_ns blocked_on cpu daemon id ident involuntary_switches main name native_id process ready_ns running_ns sched since_ns state target voluntary_switches' \
		"$(pick '.[0] | keys | join(" ")' thread show s)"
	same values 'p 2 s false blocked true sleep 1000 3 sleep' \
		"$(pick '.[0] | [.process, .id, .name, .main, .state, .daemon, .target, .args[], .sched.nice, .blocked_on] | map(tostring) | join(" ")' thread show s)"
	same numbers true "$(pick '.[0] | [.since_ns, .ready_ns, .running_ns, .blocked_ns, .ident, .native_id] | all(type == "number" and . > 0)' thread show s)"
}

test_json_of_results() {
	add name a target add args 5,4 start
	add name f target fail arg EIO arg boom start
	same join '{"status":"done","joined":1,"pending":0,"raised":0,"end":{"id":2,"name":"a","outcome":"returned","result":9}}' \
		"$(kthreadctl -j thread join a)"
	same raised '{"status":"done","joined":1,"pending":0,"raised":1,"end":{"id":3,"name":"f","outcome":"raised","error":"EIO","errno":5,"error_text":"boom"}}' \
		"$(kthreadctl -j thread join f 2>/dev/null || :)"
	same count '{"active_count":1}' "$(kthreadctl -j thread count)"
	same 'no rows' '[]' "$(kthreadctl process add q; kthreadctl -j log show process q)"
}

# A refusal has no output, in JSON neither.
test_json_of_a_refusal() {
	refused 'there is no thread x (ENOENT: attribute ref)' -j thread show x
	refused 'there is no process q (ENOENT: attribute name)' -j process show q
	refused 'there is no process q (ENOENT)' -j log show process q
	refused 'there is no target nope (ENOENT: attribute name)' -j target show nope
}

test_timestamp() {
	local stamp='[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2},[0-9]{3}'

	like process "($stamp [^"$'\n'"]*"$'\n'"?){2}" "$(kthreadctl -t process show)"
	like count "$stamp 1" "$(kthreadctl -t thread count)"
	like run "$stamp info-er +current_thread <Thread\(info-er, started [0-9]+\)>, main ident [0-9]+, active_count 2" \
		"$(kthreadctl -t run name info-er info)"
}

test_names_with_control_characters() {
	prints "#2 $UGLY_SHOWN" thread add name "$UGLY" target sleep args 1000 start
	await thread_is "$UGLY" .state blocked
	like table ".*#2 t.tn.ne.x1b.1mq.b.. +blocked.*" "$(kthreadctl thread show)"
	same 'rows' 3 "$(kthreadctl thread show | wc -l)"
	same json "$UGLY" "$(pick '.[0].name' thread show '#2')"
	prints "<_MainThread(MainThread, started $(pick .ident thread main))>
<Thread($UGLY_SHOWN, started $(pick '.[0].ident' thread show '#2'))>" thread enumerate
	expect 2 '' "kthreadctl: threads can only be started once (EALREADY: attribute ref)" \
		kthreadctl thread start "$UGLY"
	refused "there is no thread x\\x07y (ENOENT: attribute ref)" thread show $'x\ay'
}

test_names_are_no_formats() {
	local name='%s%n%d%999999d'

	prints "#2 $name" thread add name "$name" target fail arg EIO arg '%s%n %p' start
	expect 3 '' "Exception in thread $name: EIO: %s%n %p" kthreadctl thread join "$name"
	like record ".* Exception in thread $name: EIO: %s%n %p" "$(kthreadctl log show)"
	refused 'there is no thread %s%n (ENOENT: attribute ref)' thread show '%s%n'
	wrong 'no such object, see "kthreadctl help": "%s%n"' '%s%n'
}

test_names_in_utf8() {
	prints '#2 grüße ☃' thread add name 'grüße ☃'
	same json 'grüße ☃' "$(pick '.[0].name' thread show '#2')"
	like table '.*#2 grüße ☃    initial.*' "$(kthreadctl thread show)"
	prints '#3 bad\xff' thread add name $'bad\xff'
	same 'not UTF-8' $'bad\xef\xbf\xbd' "$(pick '.[0].name' thread show '#3')"
}

test_names_with_spaces() {
	prints '#2 a  b' thread add name 'a  b' target add args 1,2 start
	prints 3 thread join 'a  b'
}

test_args_with_commas_and_spaces() {
	add name one target log args 'a\,b\\c d' start
	add name two target log arg 'x,y z' start
	prints 'joined 2' thread join one two
	same log $'a,b\\c d\nx,y z' "$(pick '.[].text' log show)"
}

test_batch() {
	printf '%s\n' '# a comment' '' 'process add q' \
		"thread add process q name 'a b' target add args 5,4   # behind a command too" \
		'thread start process q #2' 'thread join process q "a b"' 'thread count process q' >"$work/batch"
	expect 0 $'#2 a b\n9\n1' '' kthreadctl -b "$work/batch"

}

test_batch_from_stdin() {
	expect 0 $'#2 w\n1' '' kthreadctl -b - <<<$'thread add name w\nthread count'
}

test_batch_stops_at_the_first_failure() {
	printf '%s\n' 'thread add name a' 'thread del x' 'thread add name b' >"$work/batch"
	expect 2 '#2 a' "kthreadctl: $work/batch:2: there is no thread x (ENOENT: attribute ref)" \
		kthreadctl -b "$work/batch"
	same threads 2 "$(pick length thread show)"
}

test_batch_with_force_goes_on() {
	printf '%s\n' 'thread del x' 'thread add name b' "thread add name 'c" 'bogus' 'thread count' >"$work/batch"
	expect 2 $'#2 b\n1' "kthreadctl: $work/batch:1: there is no thread x (ENOENT: attribute ref)
kthreadctl: $work/batch:3: a quote is not closed
kthreadctl: $work/batch:4: no such object, see \"kthreadctl help\": \"bogus\"" \
		kthreadctl -force -b "$work/batch"
}

# numbered FIRST LAST: lines that make threads.
numbered() {
	local i

	for ((i = $1; i <= $2; i++)); do
		echo "thread add name w$i"
	done
}

# So many of them are sent together, and yet told line by line.
test_batch_of_many_lines() {
	numbered 1 150 >"$work/batch"
	numbered 1 150 | sed 's/.* w//' | while read -r i; do echo "#$((i + 1)) w$i"; done >"$work/wanted"
	expect 0 "$(<"$work/wanted")" '' kthreadctl -b "$work/batch"
	same names "$(numbered 1 150 | sed 's/.* //')" "$(pick '.[1:][].name' thread show)"
}

# One line in the midst of those that are sent together: those before it are done, those behind it are not.
test_batch_of_many_lines_stops_at_the_first_failure() {
	{ numbered 1 5; echo 'thread add target nowhere'; numbered 6 70; } >"$work/batch"
	expect 2 $'#2 w1\n#3 w2\n#4 w3\n#5 w4\n#6 w5' \
		"kthreadctl: $work/batch:6: there is no target nowhere (ENOENT: attribute target)" \
		kthreadctl -b "$work/batch"
	same threads 6 "$(pick length thread show)"
}

test_batch_of_many_lines_goes_on_with_force() {
	{ numbered 1 2; echo 'thread add target nowhere'; numbered 3 3; echo 'thread add nice 99'; echo 'timer add'; numbered 4 4; } >"$work/batch"
	expect 2 $'#2 w1\n#3 w2\n#4 w3\n#5 w4' \
		"kthreadctl: $work/batch:3: there is no target nowhere (ENOENT: attribute target)
kthreadctl: $work/batch:5: nice must be from -20 to 19 (EINVAL: attribute sched)
kthreadctl: $work/batch:6: say when: interval, at, or every DURATION" \
		kthreadctl -force -b "$work/batch"
}

# What cannot stand among them has its turn in the order of lines.
test_batch_of_lines_of_all_kinds() {
	kthreadctl process add q
	printf '%s\n' 'thread add name a target add args 1,2 start' 'th ad name b daemon on nice 5' \
		'timer add interval 60m name c start' 'thread add process q name d' 'thread add count 2 name e' \
		'thread add as id 1 name f' 'thread add help' 'thread join a' 'thread add name g' 'thread del b' >"$work/batch"
	capture kthreadctl -b "$work/batch"
	same status 0 "$status"
	same stderr '' "$err"
	same told '#2 a|#3 b|#4 c|#2 d|#5 to #6, 2 threads|#7 f|3|#8 g' \
		"$(grep -E '^#|^[0-9]' <<<"$out" | paste -sd '|')"
	same help '#7 f' "$(grep -B1 '^usage: kthreadctl thread add' <<<"$out" | head -n 1)"
	same threads 'MainThread a c e-1 e-2 f g' "$(pick '[.[].name] | join(" ")' thread show)"
	kthreadctl process kill q
	kthreadctl process del q
}

# Who writes the lines may wait for what comes of them.
test_batch_answers_before_the_next_line_is_there() {
	local line

	mkfifo "$work/lines" "$work/answers"
	kthreadctl -b - <"$work/lines" >"$work/answers" &
	exec 3>"$work/lines" 4<"$work/answers"
	for i in 2 3; do
		echo "thread add name w$i" >&3
		read -r line <&4
		same answer "#$i w$i" "$line"
	done
	exec 3>&- 4<&-
	wait $!
}

# Together there would be no room for them: they come and go one after another.
test_batch_of_threads_that_are_too_many_at_a_time() {
	set_parameter max_workers 8
	for i in {1..20}; do
		echo 'thread add start'
	done >"$work/batch"
	capture kthreadctl -force -b "$work/batch"
	like 'some are refused, or none' '0|2' "$status"
	same told "$(grep -c '^#' <<<"$out")" "$(($(pick length thread show) - 1))"
}

test_batch_in_json_tells_all() {
	printf 'thread add name a\nthread add name b\n' >"$work/batch"
	same names 'a b' "$(kthreadctl -j -b "$work/batch" | jq -rs 'map(.name) | join(" ")')"
	same states 'initial initial' "$(pick '[.[1:][].state] | join(" ")' thread show)"
}

test_batch_reports_what_a_thread_raised() {
	expect 3 '#2 f' "kthreadctl: -:2: Exception in thread f: EIO: boom" kthreadctl -b - <<'END'
thread add name f target fail args EIO,boom start
thread join f
thread count
END
}

# A process that is bound to its creator's socket goes with the batch.
test_batch_owns_processes() {
	expect 0 $'#2 Thread-1 (sleep)\n2' '' kthreadctl -b - <<'END'
process add q owner stop
thread add process q target sleep args 1000 start
thread count process q
END
	await process_gone q
	expect 0 '#2 last' '' kthreadctl -b - <<'END'
process add q owner join
thread add process q name last target sleep args 20ms start
END
	await process_gone q
}

process_gone() {
	! kthreadctl process show "$1" >/dev/null 2>&1
}

# Plain characters are copied eight at a time.
test_a_control_character_at_any_place() {
	local a=aaaaaaaaaaaaaaaaa wanted='' i

	for ((i = 0; i <= ${#a}; i++)); do
		printf 'thread add name "%s\001%s"\n' "${a:0:i}" "${a:i}"
		wanted+="#$((2 + i)) ${a:0:i}\\x01${a:i}"$'\n'
	done >"$work/batch"
	same names "${wanted%$'\n'}" "$(kthreadctl -b "$work/batch")"
}

run_tests
