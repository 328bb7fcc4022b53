#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the kernel's own tools see of our threads: tracepoints, ps, /proc and dmesg.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

TRACING=/sys/kernel/tracing

add() {
	kthreadctl thread add "$@" >/dev/null
}

sleeper() {
	add "$@" target sleep args 1000 start
	await thread_is "#2" .blocked_on sleep
}

pid_of() {
	pick '.[0].native_id' thread show "$1"
}

comm_of() {
	name_of "$(pid_of "$1")"
}

idles() {
	[ "$(name_of "$1")" = kt_idle ]
}

# Without any tool: switch on, do, switch off.
traced() {
	echo >"$TRACING/trace"
	echo 1 >"$TRACING/events/kthreading/enable"
	"$@" >/dev/null
	echo 0 >"$TRACING/events/kthreading/enable"
	sed -nE 's/.*: (kt_[a-z_]+: .*)/\1/p' "$TRACING/trace"
}

without_numbers() {
	sed -E 's/(ident|_ns)=[0-9]+/\1=N/g; s/run-[0-9]+/run-N/g'
}

test_tracefs_records_a_run() {
	same events 'kt_thread_create: process=run-N id=1 name=MainThread target= daemon=0
kt_thread_start: process=run-N id=1 ident=N
kt_thread_create: process=run-N id=2 name=w target=log daemon=1
kt_thread_start: process=run-N id=2 ident=N
kt_thread_attach: process=run-N id=2 ident=N name=w ready_ns=N
kt_log: process=run-N thread=w ident=N text=hello %s
kt_thread_end: process=run-N id=2 ident=N outcome=returned error=0 ready_ns=N running_ns=N blocked_ns=N
kt_process_state: process=run-N state=exiting
kt_process_state: process=run-N state=stopping
kt_process_state: process=run-N state=ended' \
		"$(traced kthreadctl run name w daemon on log 'hello %s' | without_numbers |
			grep -v -e 'attach: .*MainThread' -e 'end: .*id=1 ')"
}

three_errors() {
	add name f target fail args EIO,x count 3 start
	kthreadctl thread join all 2>/dev/null || :
	await thread_is f-3 .state terminated
}

test_starts_attaches_and_ends_pair_up() {
	local event events

	events=$(traced three_errors)
	for event in create start attach end; do
		same "$event" $'id=2\nid=3\nid=4' \
			"$(grep "^kt_thread_$event:" <<<"$events" | grep -o ' id=[234]' | tr -d ' ' | sort)"
	done
	same outcomes 3 "$(grep -c 'outcome=raised error=5 ' <<<"$events")"
}

join_and_time_out() {
	add name j target join args '#2',10ms start
	kthreadctl thread join j 2>/dev/null || :
}

test_joins_are_traced() {
	sleeper name s
	same joins 'kt_join_begin: process=p id=2 joiner=3
kt_join_end: process=p id=2 joiner=3 ret=-110' "$(traced join_and_time_out | grep '^kt_join')"
}

test_kills_are_traced() {
	sleeper name s
	same states 'kt_process_state: process=p state=stopping
kt_process_state: process=p state=ended' "$(traced kthreadctl process kill p | grep '^kt_process')"
}

# is_in FILE REGEX
is_in() {
	grep -q "$2" "$1" || fail "no $2 in"$'\n'"$(<"$1")"
}

test_trace_cmd() {
	cd "$work"
	trace-cmd record -q -e kthreading -o trace.dat kthreadctl run name w add 5 4 >out 2>&1
	is_in out '^9$'
	trace-cmd report -i trace.dat >lines 2>/dev/null
	is_in lines 'kt_thread_attach: .*name=w'
	is_in lines 'kt_thread_end: .*id=2 .*outcome=returned'
	is_in lines 'kt_process_state: .*state=ended'
}

# Some that return, some that fail, some that are stopped, and Timers that are cancelled.
thousands() {
	cat <<'END'
process add q
thread add process q name ok target add args 5,4 count 2500 start
thread join all process q
thread add process q name bad target fail args EIO,boom count 300 start
thread join all process q
timer add process q name late interval 60m count 700 start
timer cancel all process q
timer add process q name due interval 1ms count 200 start
timer join all process q
thread add process q name stopped target sleep args 60m count 300 start
process kill q
END
}

# Of each thread: how often it was started and ended, in which order, and how.
pairs() {
	awk '
	/kt_thread_(start|attach|end): +process=q / {
		match($0, /kt_thread_[a-z]+/)
		event = substr($0, RSTART + 10, RLENGTH - 10)
		match($0, / id=[0-9]+/)
		id = substr($0, RSTART + 4, RLENGTH - 4)
		if (event == "end" && started[id] != 1)
			print "end before start of " id
		if (event == "start") started[id]++
		if (event == "attach") attached[id]++
		if (event != "end")
			next
		ended[id]++
		match($0, /outcome=[a-z]+/)
		outcome[id] = substr($0, RSTART + 8, RLENGTH - 8)
	}
	END {
		for (id in started) {
			if (started[id] != 1 || ended[id] != 1)
				print id ": " started[id] " starts, " ended[id] + 0 " ends"
			# Who was stopped before it got a kthread is cancelled as well.
			if (attached[id] + 0 != (outcome[id] != "cancelled"))
				print id ": " attached[id] + 0 " attaches, " outcome[id]
			count[outcome[id]]++
		}
		for (id in ended)
			if (!(id in started))
				print id " was never started"
		print count["returned"], count["raised"], count["cancelled"] + count["stopped"]
	}'
}

test_each_start_has_one_end() {
	cd "$work"
	thousands >./batch
	trace-cmd record -q -b 40000 -e kthreading -o trace.dat kthreadctl -force -b batch >/dev/null 2>&1 || :
	trace-cmd report -i trace.dat >lines 2>/dev/null
	same 'lost events' 0 "$(grep -ciE 'lost|dropped|missed' lines || :)"
	same 'returned, raised, stopped' '2700 300 1001' "$(pairs <lines)"
}

test_the_switches_of_a_thread_are_in_its_name() {
	cd "$work"
	trace-cmd record -q -e sched:sched_switch -o trace.dat kthreadctl run name napper count 3 1ms >/dev/null 2>&1
	trace-cmd report -i trace.dat >lines 2>/dev/null
	grep -q napper lines
}

# in_ps NAME: what ps and /proc/PID/comm call a thread of that name.
in_ps() {
	case $(uname -r) in
	[1-5].* | 6.[0-9].* | 6.1[01].*) printf '%.15s\n' "$1" ;;
	*) echo kt_idle ;;
	esac
}

test_ps_shows_the_names() {
	sleeper name 'a worker'
	add name 'as long as a name may be' target spin args 1000 start
	await thread_is '#3' .state running
	same name "$(in_ps 'a worker')" "$(ps -o comm= -p "$(pid_of '#2')")"
	same 'long name' "$(in_ps 'as long as a name may be')" "$(ps -o comm= -p "$(pid_of '#3')")"
	same 'kernel thread' "[$(in_ps 'a worker')]" "$(ps -o args= -p "$(pid_of '#2')")"
	same parent kthreadd "$(ps -o comm= -p "$(ps -o ppid= -p "$(pid_of '#2')" | tr -d ' ')")"
	same main "$(in_ps MainThread)" "$(ps -o comm= -p "$(pick .native_id thread main)")"
}

test_the_scheduler_knows_the_names() {
	sleeper name 'a worker'
	same name 'a worker' "$(comm_of '#2')"
	same main MainThread "$(name_of "$(pick .native_id thread main)")"
}

test_a_live_rename_shows() {
	sleeper name before
	same before before "$(comm_of '#2')"
	kthreadctl thread set before name 'after, with more than 15 bytes'
	same after 'after, with mor' "$(comm_of '#2')"
	kthreadctl thread set '#2' name '%s%n'
	same 'no format' '%s%n' "$(comm_of '#2')"
	kthreadctl thread set MainThread name chief
	same main chief "$(name_of "$(pick .native_id thread main)")"
}

test_the_name_goes_with_the_thread() {
	local pid

	sleeper name mine nice 7
	pid=$(pid_of mine)
	same nice 7 "$(ps -o ni= -p "$pid" | tr -d ' ')"
	kthreadctl process kill
	await idles "$pid"
	same nice 0 "$(ps -o ni= -p "$pid" | tr -d ' ')"
	same pid 'null' "$(pid_of mine)"
}

test_the_stack_tells_where_it_sleeps() {
	sleeper name s
	add name j target join args s start
	await thread_is j .blocked_on 'join s'
	like 'a sleeper' '.* kt_block\+[^ ]+ \[kthreading\].*' "$(cat "/proc/$(pid_of s)/stack")"
	like 'a joiner' '.* kt_thread_join[a-z_]*\+[^ ]+ \[kthreading\].*' "$(cat "/proc/$(pid_of j)/stack")"
	like main '.* process_main\+[^ ]+ \[kthreading\].*' "$(cat "/proc/$(pick .native_id thread main)/stack")"
}

test_the_kernel_agrees_on_the_state() {
	sleeper name s
	add name r target spin args 1000 start
	await thread_is r .state running
	like sleeper '[SDI]' "$(cut -d ' ' -f 3 "/proc/$(pid_of s)/stat")"
	same runner R "$(cut -d ' ' -f 3 "/proc/$(pid_of r)/stat")"
}

# Sleeping threads must not look like load.
test_sleepers_are_no_load() {
	sleeper name s
	like state '[SI]' "$(cut -d ' ' -f 3 "/proc/$(pid_of s)/stat")"
}

mirrored() {
	dmesg | sed -nE "s/^\[[ 0-9.]+\] (kthreading: )?($1)/\2/p"
}

test_log_is_mirrored_to_dmesg() {
	kthreadctl run name w log 'line one %s %n' >/dev/null
	like lines '(.*'$'\n'')?run-[0-9]+ w: line one %s %n' "$(mirrored 'run-[0-9]+ w: .*')"
	kthreadctl run name w fail EIO boom 2>/dev/null || :
	like error 'run-[0-9]+ w: Exception in thread w: EIO: boom' "$(mirrored 'run-[0-9]+ w: Exc.*')"
	kthreadctl run name lines log $'one\ntwo' >/dev/null
	like 'each line' 'run-[0-9]+ lines: one'$'\n''run-[0-9]+ lines: two' "$(mirrored 'run-[0-9]+ lines: .*')"
}

test_the_mirror_can_be_switched_off() {
	set_parameter dmesg N
	same stdout quiet "$(kthreadctl run name off log quiet)"
	same dmesg '' "$(mirrored 'run-[0-9]+ off: .*')"
	set_parameter dmesg Y
	same stdout loud "$(kthreadctl run name on log loud)"
	like dmesg 'run-[0-9]+ on: loud' "$(mirrored 'run-[0-9]+ on: .*')"
}

run_tests
