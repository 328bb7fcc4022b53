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

# answers WANTED FILTER OPERATION JSON: behind the ACK, on which cli.py gives up.
answers() {
	called "$3 do"
	same "$3 $4" "null"$'\n'"$1" "$(/selftests/clients/answer "$YNL" "$3" "$4" | jq -c "if . then $2 else . end")"
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
	replies '["q","ended","done"]' '[.name, .state, .status]' process-wait '{"name":"q"}'
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
	replies '["done",1,0,0,{"id":2,"name":"worker","outcome":"returned","result":9}]' \
		'[.status, .joined, .pending, .raised, .end]' thread-join '{"process":"p","ref":[{"name":"worker"}]}'
	replies '["worker","terminated","returned",9]' '[.name, .state, .outcome, .result]' thread-get '{"process":"p","ref":{"id":2}}'
	dumps '["MainThread","worker"]' 'map(.name)' thread-get '{"process":"p"}'
	replies null . thread-del '{"process":"p","all":true}'
	dumps '["MainThread"]' 'map(.name)' thread-get '{}'
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

# One that counts all the time, while cli.py listens for a second.
test_the_group_log() {
	kthreadctl thread add name c target count args 1000000,20ms start >/dev/null
	called 'log subscribe'
	ynl --subscribe log --sleep 1 >"$work/told"
	same names '["log-ntf","p","c"]' "$(jq -c 'map([.name, .msg.process, .msg."thread-name"]) | unique | .[0]' "$work/told")"
	same 'numbers that follow each other' true \
		"$(jq 'map(.msg.seq) | length > 0 and (.[-1] - .[0] == length - 1)' "$work/told")"
}

# What its own request causes is told before the reply.
test_the_group_event() {
	called 'event subscribe'
	ynl --subscribe event --do thread-add --json '{"process":"p","name":"t","start":true,"target":"info","timer":{"interval-ns":3600000000000}}' >"$work/told"
	same reply t "$(jq -rs '.[0].name' "$work/told")"
	same events '[["event-ntf","thread-add","t","info"],["event-ntf","thread-start","t","info"]]' \
		"$(jq -cs '.[1] | map([.name, .msg.kind, .msg.thread.name, .msg.target])' "$work/told")"
	ynl --subscribe event --do timer-cancel --json '{"process":"p","all":true}' >"$work/told"
	same events '[["timer-cancel","none"],["thread-end","cancelled"]]' \
		"$(jq -cs '.[1] | map([.msg.kind, .msg.outcome // "none"])' "$work/told")"
}

# Nothing of the spec was left out: what cli.py lists, and the groups.
test_every_operation_was_called() {
	{
		cli --no-schema --list-ops | sed -nE 's/^([a-z-]+)  \[ (.*) \]/\1 \2/p' |
			awk '{ gsub(",", ""); for (i = 2; i <= NF; i++) print $1, $i }'
		sed -n '/^mcast-groups:/,$p' "$SPEC" | sed -nE 's/^ +name: (.*)/\1 subscribe/p'
	} | sort >"$work/wanted"
	same 'operations of the spec' 30 "$(wc -l <"$work/wanted")"
	same 'what was called' "$(<"$work/wanted")" "$(sort -u "$work/called")"
}

run_tests
