# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the VM does for the benchmark: samples on stdout, one per line, as the module kt_bench
# writes them. A line "@ NUMBER" says how many Timers wait from then on. Sourced by the
# command that "run" gives the VM, which then calls one of gates, full and wall.

FILES=/sys/kernel/debug/kt_bench
PARAMETERS=/sys/module/kt_bench/parameters
# What the kernel module and user space have to say of the same work.
WORKS=(start_join burst latency timer_late)

# kernel ROUNDS GROUP...
kernel() {
	local group

	echo "$1" >$PARAMETERS/rounds
	for group in "${@:2}"; do
		cat $FILES/"$group" || exit
	done
}

# user ROUNDS COUNT GROUP...
user() {
	local group

	for group in "${@:3}"; do
		/selftests/bench "$group" "$1" "$2" || exit
	done
}

# cpython ROUNDS COUNT GROUP...
cpython() {
	local group

	for group in "${@:3}"; do
		/selftests/rivals.py "$group" "$1" "$2" || exit
	done
}

kthreads() {
	pgrep -c '^kt_idle$' || :
}

live() {
	echo "$1" >$FILES/live || exit
}

# waiting COUNT: what so many Timers cost while they wait, and that they cost no kthread.
waiting() {
	local before

	before=$(kthreads)
	live "$1"
	echo "live count $1 1"
	echo "live hrtimers $(grep -c '\[kthreading\]' /proc/timer_list) $(nproc)"
	echo "live kthreads $(($(kthreads) - before)) 1"
	live 0
	cat $FILES/live
}

# storm ROUNDS: many Timers at once, and the kthreads that had to be made for them.
storm() {
	local before

	before=$(kthreads)
	kernel "$1" storm
	echo "storm kthreads $(($(kthreads) - before)) 1"
}

microseconds() {
	echo $((${EPOCHREALTIME/./}))
}

# batch LINES: so many requests by one kthreadctl, each to make and start a thread; and what it takes
# for each to have a kthreadctl at all, which asks one thing and ends.
batch() {
	local start begun end

	yes 'thread add start' | head -n "$1" >/tmp/batch
	export KTHREADCTL_PROCESS=bench_batch
	kthreadctl process add bench_batch
	start=$(microseconds)
	kthreadctl version >/dev/null || exit
	begun=$(microseconds)
	kthreadctl -b /tmp/batch >/dev/null || exit
	end=$(microseconds)
	echo "net_send kt_begin $(((begun - start) * 1000)) $1"
	echo "net_send kt_batch $(((end - begun) * 1000)) $1"
	kthreadctl process kill
	kthreadctl process del
}

# crowd ACTION...: a command for each of a thousand processes.
crowd() {
	local action i

	for action; do
		for ((i = 0; i < 1000; i++)); do
			echo "process $action crowd$i"
		done
	done | kthreadctl -b - || exit
}

# Requests that name one process, beside many others.
crowded() {
	crowd add
	user 1 1000 net_send | sed -n 's/ kt_single / kt_crowded /p'
	crowd kill del
}

# turns ROUNDS: one round of all that is short. Several of these follow each other, so that what
# the machine does meanwhile meets all alike.
turns() {
	kernel "$1" "${WORKS[@]}" timer_cost local_get
	user "$1" 1000 "${WORKS[@]}" net_empty net_create
}

# grown COUNT: the same beside so many Timers that wait.
grown() {
	echo "@ $1"
	live "$1"
	kernel 3 "${WORKS[@]}" timer_cost local_get
	user 3 "$1" net_empty net_create
	live 0
	user 1 "$1" net_dump
}

# Seconds, so less of each.
gates() {
	waiting 100000
	turns 5
	cpython 2 1000 "${WORKS[@]}" local_get
	kernel 1 warm
	user 1 10000 net_dump net_send
	crowded
	batch 10000
	storm 1
}

full() {
	local i

	waiting 1000000
	cpython 1 500 timer_memory
	for i in 1 2 3 4 5; do
		turns 4
		cpython 1 1000 "${WORKS[@]}" timer_cost local_get
		user 1 10000 net_send
		batch 10000
	done
	crowded
	kernel 1 warm
	user 3 100000 net_dump
	storm 2
	for i in 1000 3000 10000 30000 100000; do
		grown "$i"
	done
}

wall() {
	kernel 20 creators start_join
}

modprobe kt_bench || exit
echo "release $(uname -r)"
