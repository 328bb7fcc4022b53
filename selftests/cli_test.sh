#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kthreadctl's grammar: objects, prefixes, help, options, JSON, batches, and what a failure
# looks like.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

test_help_at_every_level() {
	local object command

	like help 'usage: kthreadctl .*Objects, .*Options:.*kthreadctl run add 5 4' "$(kthreadctl help)"
	same -h "$(kthreadctl help)" "$(kthreadctl -h)"
	same --help "$(kthreadctl help)" "$(kthreadctl --help)"
	for object in process thread timer target log local monitor stat timeline run bench version; do
		like "$object" "usage: kthreadctl $object.*" "$(kthreadctl "$object" help)"
		like "$object in help" ".*    $object +[a-z].*" "$(kthreadctl help)"
	done
	for command in show add set exit kill del wait; do
		like "$command" "usage: kthreadctl process $command .*" "$(kthreadctl process "$command" help)"
	done
	for command in show add set start run join del enumerate count current main; do
		like "$command" "usage: kthreadctl thread $command .*" "$(kthreadctl thread "$command" help)"
	done
	like follow 'usage: kthreadctl log follow .*' "$(kthreadctl log follow help)"
}

unload() {
	kthreadctl process kill p
	kthreadctl process del p
	await unused
	rmmod kthreading
}

test_without_the_module() {
	local modprobe=/proc/sys/kernel/modprobe loader

	unload
	loader=$(<"$modprobe")
	# shellcheck disable=SC2064 # as it is now
	trap "end_jobs; echo '$loader' >$modprobe" EXIT
	echo /bin/false >"$modprobe"
	unset KTHREADCTL_PROCESS
	prints 'usage: kthreadctl thread count [ process NAME ]' thread count help
	prints 'usage: kthreadctl version' version help
	refused 'kthreading is not loaded (modprobe kthreading)' -j process show
	refused 'kthreading is not loaded (modprobe kthreading)' version
	refused 'kthreading is not loaded (modprobe kthreading)' run add 5 4
}

test_the_kernel_loads_the_module_when_it_is_asked_for() {
	unload
	await module_gone kthreading
	prints 9 run add 5 4
}

test_prefixes_of_words() {
	same process p "$(kthreadctl -j p s p | jq -r '.[0].name')"
	prints 1 thr cou
	prints '#2 Thread-1' th a
	prints 9 r add 5 4
	like version 'kthreadctl .*, module .*, kernel .*' "$(kthreadctl v)"
	same option "$(kthreadctl -json version)" "$(kthreadctl --js version)"
}

# A word that is a keyword's prefix may be a name as well: only the whole keyword counts.
test_name_like_a_prefix() {
	prints '#2 proc' thread add name proc target sleep args 1000
	prints '' thread start proc
	refused 'threads can only be started once (EALREADY: attribute ref)' thread start proc
}

test_version() {
	local release

	release=$(cat /sys/module/kthreading/version)
	prints "kthreadctl $release, module $release, kernel $(uname -r)" version
	prints "kthreadctl $release" -V
	prints "kthreadctl $release" -Version
	prints "{\"kthreadctl\":\"$release\",\"module\":\"$release\",\"kernel\":\"$(uname -r)\"}" -j version
}

test_usage_errors() {
	wrong 'say what to do: see "kthreadctl help"'
	wrong 'no such object, see "kthreadctl help": "bogus"' bogus
	wrong 'process has no command "bogus": see "kthreadctl process help"' process bogus
	wrong 'there is no such option: "-x"' -x
	wrong 'a file'\''s name is missing after: "-b"' -b
	wrong 'cannot read /nonexistent: No such file or directory' -b /nonexistent
	wrong 'this makes no sense beside -b: "version"' -b - version
	wrong '-t is for text, it does not go with -j' -j -t version
	wrong 'this makes no sense here: "here"' version here
	wrong 'say which name the process shall have' process add
	wrong 'this makes no sense here: "stuff"' process show extra stuff
	wrong '"bogus" is none of persist, stop, join' process add x owner bogus
	wrong 'owner stop|join lives as long as the socket: use it in a batch (-b), or "run"' \
		process add x owner stop
	wrong 'say which target to run: see "kthreadctl target show"' run
}

test_usage_errors_of_threads() {
	wrong 'say which thread: NAME, #ID, id ID or ident IDENT' thread start
	wrong 'only one thread at a time here' thread start one two
	wrong 'only one thread at a time here' thread start all one
	wrong 'say which threads to join, or "all"' thread join
	wrong 'not the number of a thread: "id"' thread show id
	wrong 'not the number of a thread: "-1"' thread show ident -1
	wrong 'not the number of a thread: "4294967296"' thread show id 4294967296
	wrong 'a value is missing after: "name"' thread add name
	wrong 'neither on nor off: "yes"' thread add daemon yes
	wrong 'not a whole number: "1x"' thread add count 1x
	wrong 'out of range: "-1"' thread add count -1
	wrong '"batchy" is none of other, fifo, rr, batch, idle' thread add policy batchy
	wrong 'not a time span like 10, 1.5s, 200ms, 10us, 5ns, 2m: "1y"' thread join x timeout 1y
	wrong 'not a time span like 10, 1.5s, 200ms, 10us, 5ns, 2m: "."' thread join x timeout .
}

test_refusals() {
	refused 'there is a process p already (EEXIST: attribute name)' process add p
	refused 'there is no process q (ENOENT: attribute name)' process show q
	refused 'there is no process q (ENOENT: attribute name)' thread count process q
	refused 'there is no thread x (ENOENT: attribute ref)' thread show x
	refused 'there is no target nope (ENOENT: attribute target)' thread add target nope
	refused 'target add needs argument x (EINVAL)' thread add target add
	refused 'argument y must be a 64-bit integer (EINVAL: attribute arg)' thread add target add args 1,x
	refused 'target add takes no argument 3 (EINVAL: attribute arg)' thread add target add args 1,2,3
	refused 'argument duration must be a duration like 200ms or 1.5s (EINVAL: attribute arg)' \
		thread add target sleep args 1y
	refused 'a name cannot be empty (EINVAL: attribute name)' thread add name ''
}

test_status_of_each_kind() {
	expect 0 9 '' kthreadctl run add 5 4
	expect 1 '' 'kthreadctl: no such object, see "kthreadctl help": "x"' kthreadctl x
	expect 2 '' 'kthreadctl: there is no process q (ENOENT: attribute name)' kthreadctl process del q
	expect 3 '' 'Exception in thread Thread-1 (fail): EIO: boom' kthreadctl run fail EIO boom
	kthreadctl thread add name s target sleep args 1000 start >/dev/null
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl thread join s timeout 1ms
	expect 124 '' 'kthreadctl: timed out: process p is running' kthreadctl process wait timeout 1ms
	start_job kthreadctl run sleep 1000
	await run_process_blocked
	kill -INT -- "-$job"
	reap "$job" 130
}

run_process_blocked() {
	[ "$(pick "[.[] | select(.process == \"run-$job\" and .blocked_on == \"sleep\")] | length" \
		thread show process "run-$job" 2>/dev/null)" = 1 ]
}

# A thread that was stopped neither returned nor raised.
test_status_of_a_stopped_thread() {
	start_job kthreadctl run name victim sleep 1000 2>"$work/err"
	await run_process_blocked
	kthreadctl process kill "run-$job" nowait
	reap "$job" 2
	same stderr 'kthreadctl: the thread was stopped' "$(<"$work/err")"
}

test_only_the_administrator() {
	local user=(setpriv --bounding-set -all --inh-caps -all --ambient-caps -all)

	expect 2 '' 'kthreadctl: needs CAP_SYS_ADMIN in the initial user namespace (EPERM)' \
		"${user[@]}" kthreadctl thread show
	expect 2 '' 'kthreadctl: needs CAP_SYS_ADMIN in the initial user namespace (EPERM)' \
		"${user[@]}" kthreadctl process add q
	expect 0 "$(kthreadctl target show)" '' "${user[@]}" kthreadctl target show
	expect 0 "$(kthreadctl version)" '' "${user[@]}" kthreadctl version
}

test_default_process() {
	unset KTHREADCTL_PROCESS
	wrong 'no process given: say "process NAME" or set KTHREADCTL_PROCESS' thread count
	prints 1 thread count process p
	export KTHREADCTL_PROCESS=q
	refused 'there is no process q (ENOENT: attribute process)' thread main
	prints '' process add q
	prints '#2 w' thread add name w
	prints 1 thread count process p
	refused 'there is no thread w (ENOENT: attribute ref)' thread show w process p
	prints '' process kill
	prints '' process del
}

run_tests
