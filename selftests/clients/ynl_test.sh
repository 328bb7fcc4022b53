#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The kernel's own client of generic netlink, tools/net/ynl/cli.py, and our spec: each operation,
# dump and multicast group.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/../lib.sh"

YNL=/usr/lib/ynl
SPEC=$YNL/netlink/specs/kthreading.yaml

cli() {
	/usr/bin/python3 "$YNL/cli.py" --spec "$SPEC" "$@"
}

ynl() {
	cli --no-schema --output-json "$@"
}

# The calls of all tests, which are sub-shells.
called() {
	echo "$1" >>"$work/called"
}

# do_ OPERATION JSON: the reply.
do_() {
	called "$1 do"
	ynl --do "$1" --json "$2"
}

dump() {
	called "$1 dump"
	ynl --dump "$1" --json "$2"
}

# replies WANTED FILTER OPERATION JSON: what jq's FILTER makes of the reply.
replies() {
	same "$3 $4" "$1" "$(do_ "$3" "$4" | jq -c "$2")"
}

dumps() {
	same "$3 $4" "$1" "$(dump "$3" "$4" | jq -c "$2")"
}

# answers WANTED FILTER OPERATION JSON: before or behind the ACK, on which cli.py gives up.
answers() {
	called "$3 do"
	same "$3 $4" "$1" "$(/selftests/clients/answer "$YNL" "$3" "$4" | jq -c "$2")"
}

# complains ERRNO-TEXT SENTENCE ATTRIBUTE OPERATION JSON
complains() {
	local words

	capture do_ "$4" "$5"
	same status 1 "$status"
	words=$(tr '\n' ' ' <<<"$out")
	like "$4" "Netlink error: $1 .*" "$words"
	like "$4" ".*'msg': [\"']$2[\"'].*" "$words"
	like "$4" ".*'bad-attr': '$3'.*" "$words"
}

test_the_spec_is_valid() {
	like operations 'version-get  \[ do \].*' "$(cli --list-ops)"
}

test_version() {
	replies "$(kthreadctl -j version | jq -c '[.module, .kernel]')" '[.release, .kernel]' version-get '{}'
}

test_targets() {
	replies '["add","kthreading",["int","int","switch"]]' '[.name, .module, [.param[].type]]' target-get '{"name":"add"}'
	same names "$(pick 'map(.name) | join(" ")' target show)" "$(dump target-get '{}' | jq -r 'map(.name) | join(" ")')"
	complains 'No such file or directory' 'there is no target nope' '.name' target-get '{"name":"nope"}'
}

test_a_process() {
	replies '["q","persist","running","stop"]' '[.name, .owner, .state, .hook]' process-add '{"name":"q","hook":"stop"}'
	replies null . process-set '{"name":"q","hook":"log"}'
	replies '["q",1,"log"]' '[.name, .alive, .hook]' process-get '{"name":"q"}'
	dumps '["p","q"]' 'map(.name) | sort' process-get '{}'
	answers '["q","running","timeout"]' '[.name, .state, .status]' process-wait '{"name":"q","timeout-ns":1000000}'
	replies null . process-exit '{"name":"q"}'
	await process_is q ended
	answers '["q","ended","done"]' '[.name, .state, .status]' process-wait '{"name":"q"}'
	replies null . process-del '{"name":"q"}'
	complains 'No such file or directory' 'there is no process q' '.name' process-get '{"name":"q"}'
	replies null . process-kill '{"name":"p"}'
	await process_is p ended
}

test_a_thread() {
	replies '["w",2,"initial",true,"add",["5","4"],{"policy":"batch","nice":3}]' \
		'[.name, .id, .state, .daemon == 1, .target, .arg, (.sched | {policy, nice})]' \
		thread-add '{"process":"p","name":"w","daemon":1,"target":"add","arg":["5","4"],"sched":{"policy":"batch","nice":3}}'
	replies null . thread-set '{"process":"p","ref":{"name":"w"},"name":"worker"}'
	complains 'Invalid argument' 'cannot join thread before it is started' '.ref' \
		thread-join '{"process":"p","ref":[{"id":2}]}'
	replies '["worker",true]' '[.name, .ident > 0]' thread-start '{"process":"p","ref":{"id":2}}'
	await thread_is worker .state terminated
	answers '["done",1,0,0,{"id":2,"name":"worker","outcome":"returned","result":9}]' \
		'[.status, .joined, .pending, .raised, .end]' thread-join '{"process":"p","ref":[{"name":"worker"}]}'
	replies '["worker","terminated","returned",9]' '[.name, .state, .outcome, .result]' thread-get '{"process":"p","ref":{"id":2}}'
	dumps '["MainThread","worker"]' 'map(.name)' thread-get '{"process":"p"}'
	replies null . thread-del '{"process":"p","all":true}'
	dumps '["MainThread"]' 'map(.name)' thread-get '{}'
}

test_threads_that_differ() {
	replies '[2,[[2,"a"],[3,"Thread-1 (sleep)"]]]' '[.count, [.made[] | [.id, .name]]]' \
		thread-add '{"process":"p","entry":[{"name":"a","daemon":1},{"target":"sleep","arg":["60m"],"start":true}]}'
	complains 'No such file or directory' 'there is no target nowhere' '.entry.target' \
		thread-add '{"process":"p","entry":[{"name":"b"},{"target":"nowhere"}]}'
	dumps '["MainThread","a","Thread-1 (sleep)"]' 'map(.name)' thread-get '{"process":"p"}'
}

test_answers_that_come_late() {
	kthreadctl thread add name s target sleep args 60m start >/dev/null
	answers '["timeout",0,1]' '[.status, .joined, .pending]' \
		thread-join '{"process":"p","ref":[{"name":"s"}],"mode":"any","timeout-ns":1000000}'
	kthreadctl thread add name r target add args 5,4 >/dev/null
	answers '["r","initial","returned",9]' '[.name, .state, .outcome, .result]' \
		thread-run '{"process":"p","ref":{"name":"r"},"as":{"id":1}}'
}

test_a_timer() {
	replies '["t","blocked","timer",[3600000000000,"boottime",5000000000,1000]]' \
		'[.name, .state, ."blocked-on", [.timer["interval-ns", "clock", "every-ns", "slack-ns"]]]' \
		thread-add '{"process":"p","name":"t","start":true,"timer":{"interval-ns":3600000000000,"clock":"boottime","every-ns":5000000000,"slack-ns":1000}}'
	replies '{"count":1}' . timer-cancel '{"process":"p","ref":{"name":"t"}}'
	replies '{"count":0}' . timer-cancel '{"process":"p","all":true}'
	complains 'Invalid argument' 'the thread is no Timer' '.ref' timer-cancel '{"process":"p","ref":{"id":1}}'
}

test_a_local() {
	replies null . local-add '{"process":"p","name":"ctx","initial":[{"attr":"who","bytes":"6e6f"},{"attr":"n","number":-7}]}'
	replies null . local-set '{"process":"p","name":"ctx","value":{"attr":"x","number":123}}'
	replies '["ctx",{"attr":"x","number":123}]' '[.name, .value]' local-get '{"process":"p","name":"ctx","value":{"attr":"x"}}'
	replies '{"attr":"who","bytes":"6e6f"}' .value local-get '{"process":"p","name":"ctx","as":{"id":1},"value":{"attr":"who"}}'
	dumps '[["who","6e6f"],["n",-7],["x",123]]' 'map(select(.value).value | [.attr, .number // .bytes])' local-get '{"process":"p"}'
	replies null . local-unset '{"process":"p","name":"ctx","value":{"attr":"x"}}'
	complains 'No data available' "local ctx has no attribute 'x'" '.value' local-get '{"process":"p","name":"ctx","value":{"attr":"x"}}'
	replies null . local-del '{"process":"p","name":"ctx"}'
	dumps '[]' . local-get '{"process":"p"}'
}

test_the_log() {
	kthreadctl thread add name w target log arg hello start >/dev/null
	kthreadctl thread join w >/dev/null
	kthreadctl thread add name f target fail args EIO,boom start >/dev/null
	kthreadctl thread join f 2>/dev/null || :
	replies '[1,"w","hello",null]' '[.seq, ."thread-name", .text, .error]' log-get '{"process":"p","seq":1}'
	dumps '[[1,"hello",null],[2,"Exception in thread f: EIO: boom",true]]' 'map([.seq, .text, .error])' log-get '{"process":"p"}'
	dumps '[2]' 'map(.seq)' log-get '{"process":"p","seq":2}'
}

test_what_is_measured() {
	replies null . stat-set '{"process":"p","measure":1}'
	kthreadctl thread add name a target add args 5,4 start >/dev/null
	kthreadctl thread join a >/dev/null
	replies '["p",1,0,0,null]' '[.process, .measure, .record, .missed, ."stop-on"]' stat-get '{"process":"p"}'
	dumps '[[{"id":2,"name":"a"},"add","latency",1]]' 'map(select(.kind == "latency") | [.thread, .target, .kind, .count])' \
		stat-get '{"process":"p","ref":{"name":"a"}}'
	dumps '[1]' 'map(select(.target == "add" and .kind == "latency") | .bucket | map(.count) | add)' \
		stat-get '{"process":"p","by-target":true}'
	replies null . stat-set '{"process":"p","stop-on":"lateness","stop-ns":1000}'
	replies '["lateness",1000]' '[."stop-on", ."stop-ns"]' stat-get '{"process":"p"}'
	kthreadctl process add q
	complains 'No data available' 'process q is not observed' '.process' stat-set '{"process":"q","reset":true}'
}

test_a_timeline() {
	replies null . timeline-set '{"process":"p","record":1}'
	kthreadctl thread add name a target add args 5,4 start >/dev/null
	kthreadctl thread join a >/dev/null
	replies '["p",1,0]' '[.process, .record, .dropped]' timeline-get '{"process":"p"}'
	dumps '[["MainThread",null],["a","add"]]' 'map(select(.thread) | [.thread.name, .target])' timeline-get '{"process":"p"}'
	dumps '["ready","running","terminated"]' 'map(select(.id == 2).state) | [first, .[1], last]' timeline-get '{"process":"p"}'
}

asleep() {
	grep -q nanosleep "/proc/$1/wchan"
}

# listen GROUP COMMAND...: what cli.py hears of it, in $work/told. It subscribes, sleeps, and
# then reads: while it sleeps it is stopped, so that it reads no sooner than all is said. (A request
# of its own would not do: at an answer, the 6.12 cli.py stumbles over what it heard before.)
listen() {
	called "$1 subscribe"
	start_job /usr/bin/python3 "$YNL/cli.py" --spec "$SPEC" --no-schema --output-json \
		--subscribe "$1" --sleep 3 >"$work/told"
	await asleep "$job"
	kill -STOP "$job"
	"${@:2}"
	kill -CONT "$job"
	reap "$job" 0
}

count_to_three() {
	kthreadctl thread add name c target count args 3,1ms start >/dev/null
	kthreadctl thread join c >/dev/null
}

test_the_group_log() {
	listen log count_to_three
	same records '["log-ntf","p",1,"c","0"]
["log-ntf","p",2,"c","1"]
["log-ntf","p",3,"c","2"]' "$(jq -c '.[] | [.name, (.msg | .process, .seq, ."thread-name", .text)]' "$work/told")"
}

cancel_a_timer() {
	kthreadctl timer add name t interval 60m target info start >/dev/null
	kthreadctl timer cancel t >/dev/null
	kthreadctl thread del t
}

test_the_group_event() {
	listen event cancel_a_timer
	same events '["thread-add","info",null]
["thread-start","info",null]
["timer-cancel","info","cancelled"]
["thread-end","info","cancelled"]
["thread-del","info","cancelled"]' "$(jq -c '.[].msg | [.kind, .target, .outcome]' "$work/told")"
	same 'names of all' '["event-ntf","p",{"id":2,"name":"t"}]' \
		"$(jq -c 'map([.name, .msg.process, (.msg.thread | {id, name})]) | unique[]' "$work/told")"
}

# Nothing of the spec was left out: what cli.py lists, and the groups.
test_every_operation_was_called() {
	{
		cli --no-schema --list-ops | sed -nE 's/^([a-z-]+)  \[ (.*) \]/\1 \2/p' |
			awk '{ gsub(",", ""); for (i = 2; i <= NF; i++) print $1, $i }'
		sed -n '/^mcast-groups:/,$p' "$SPEC" | sed -nE 's/^ +name: (.*)/\1 subscribe/p'
	} | sort >"$work/wanted"
	same 'operations of the spec' 36 "$(wc -l <"$work/wanted")"
	same 'what was called' "$(<"$work/wanted")" "$(sort -u "$work/called")"
}

run_tests
