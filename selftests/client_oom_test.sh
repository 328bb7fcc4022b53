#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# Clients that the OOM killer takes while they wait, and while objects are theirs.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

CGROUP=/sys/fs/cgroup/kthreading-oom

process_missing() {
	! kthreadctl process show "$1" >/dev/null 2>&1
}

make_cgroup() {
	echo +memory >/sys/fs/cgroup/cgroup.subtree_control
	[ -d "$CGROUP" ] || mkdir "$CGROUP"
	echo 64M >"$CGROUP/memory.max"
	echo 1 >"$CGROUP/memory.oom.group"
}

# confined COMMAND...: as a job of this shell; sets job.
confined() {
	start_job confine "$@"
}

confine() {
	echo "$BASHPID" >"$CGROUP/cgroup.procs"
	exec "$@"
}

oom_group_kills() {
	sed -n 's/^oom_group_kill //p' "$CGROUP/memory.events"
}

# One of the group takes all memory, and the OOM killer takes all of the group: those
# that wait, one that owns a process, one that follows the log.
oom_takes_all() {
	local jobs=() i

	make_cgroup
	kthreadctl thread add name s target sleep args 1000 start >/dev/null
	for ((i = 0; i < 10; i++)); do
		confined kthreadctl thread join s
		jobs+=("$job")
		await polling "$job"
	done
	printf '%s\n' 'process add own owner stop' \
		'thread add process own name s target sleep args 1000 count 200 start' \
		'thread add process own name t target sleep args 1 count 200' \
		'thread join process own all' >"$work/batch"
	confined kthreadctl -b "$work/batch" >/dev/null
	jobs+=("$job")
	await polling "$job"
	same 'threads of the other process' 401 "$(pick '.[0].threads' process show own)"
	confined kthreadctl log follow
	jobs+=("$job")
	await polling "$job"
	confined awk 'BEGIN { s = "x"; while (1) s = s s }'
	jobs+=("$job")
	for job in "${jobs[@]}"; do
		reap "$job" 137
	done
	same 'groups that the OOM killer took' 1 "$(oom_group_kills)"
}

test_the_oom_killer_takes_the_clients() {
	oom_takes_all
	await process_missing own
	same 'alive here' 2 "$(kthreadctl thread count)"
	expect 124 '' 'kthreadctl: timed out: 1 of 1 still alive' kthreadctl thread join s timeout 1ms
	kthreadctl process kill
	kthreadctl process del
	await unused
	rmdir "$CGROUP"
}

if ! grep -qw memory /sys/fs/cgroup/cgroup.controllers; then
	ktap_print_header
	ktap_skip_all 'this kernel has no memory controller'
	exit "$KSFT_SKIP"
fi
run_tests
