#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The module comes, is used and goes, under load, and leaves nothing behind.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

# Set KT_CYCLES for a longer run.
CYCLES=${KT_CYCLES:-$((SLOW > 1 ? 3 : 100))}
# Until the caches that every exec fills are full, too.
WARM_UP=$((CYCLES / 10))
# What is cached moves by some objects; fewer cycles cannot be told from that.
COUNTED=100

spinner() {
	while [ ! -e "$work/over" ]; do
		:
	done
}

# What it is told does not matter: the module is there or not.
client() {
	while [ ! -e "$work/over" ]; do
		kthreadctl process show || :
		kthreadctl target show || :
		kthreadctl thread show process p || :
	done >/dev/null 2>&1
}

remove() {
	rmmod kthreading 2>/dev/null
}

# A client that comes in between has loaded it already, and holds it for a moment: so what
# is counted is removals.
cycle() {
	insmod "$MODULES/kthreading.ko" 2>/dev/null || :
	same result 9 "$(kthreadctl run add 5 4)"
	await remove
}

# cycles COUNT
cycles() {
	local i jobs=()

	rm -f "$work/over"
	spinner & jobs+=($!)
	client & jobs+=($!)
	client & jobs+=($!)
	for ((i = 0; i < $1; i++)); do
		cycle
	done
	: >"$work/over"
	for i in "${jobs[@]}"; do
		reap "$i" 0
	done
	remove || :
}

# in_use FOLDER: the objects of a cache, NAME COUNT. What a CPU keeps for itself counts as in use, up to
# 256 objects of the smallest, and so does what others take between the two lines here: of some
# readings the least is nearest.
in_use() {
	local least=999999999 count i

	for ((i = 0; i < 5; i++)); do
		echo 1 >"$1/shrink"
		read -r count _ <"$1/objects"
		[ "$count" -ge "$least" ] || least=$count
	done
	echo "${1##*/} $least"
}

# As far as our code can have made them. What is unmapped, like each process's stack, is kept until
# there is much of it, or until a module comes.
objects() {
	local cache

	insmod "$MODULES/kthreading.ko"
	await remove
	echo 2 >/proc/sys/vm/drop_caches
	for cache in /sys/kernel/slab/{kmalloc-*,task_struct,radix_tree_node,vmap_area,pool_workqueue,trace_event*}; do
		[ ! -d "$cache" ] || in_use "$cache"
	done
	echo "vmalloc $(wc -l </proc/vmallocinfo)"
	awk '/^Percpu:/ { print "percpu", $2 }' /proc/meminfo
	echo "tasks $(find /proc -maxdepth 1 -name '[0-9]*' | wc -l)"
}

# no_more BEFORE AFTER: a leak is at least one object, or page, a cycle; what is cached moves by
# less than half of that.
no_more() {
	awk -v most="$((CYCLES / 2))" '
		NR == FNR { before[$1] = $2; next }
		$2 - before[$1] > most { print $1, before[$1], $2; bad = 1 }
		END { exit bad }' "$@"
}

# Much is freed later: by RCU, and by work.
settled() {
	objects >"$work/before"
	objects >"$work/next"
	no_more "$work/next" "$work/before" >"$work/falling"
}

no_leaks() {
	objects >"$work/after"
	no_more "$work/before" "$work/after" >"$work/leaks"
}

test_cycles() {
	kthreadctl process kill p
	kthreadctl process del p
	await remove
	cycles "$WARM_UP"
	[ "$CYCLES" -lt "$COUNTED" ] || await settled
	cycles "$CYCLES"
	if [ "$CYCLES" -lt "$COUNTED" ]; then
		echo "# objects are not counted: $CYCLES cycles are too few for that"
		return
	fi
	(await no_leaks) || {
		sed 's/^/# leaked, before, after: /' "$work/leaks"
		return 1
	}
}

test_nothing_is_left() {
	kthreadctl process kill p
	kthreadctl process del p
	await remove
	module_gone kthreading
	same threads '' "$(cat /proc/[0-9]*/comm | grep '^kt_' || :)"
	same symbols 0 "$(grep -c '\[kthreading\]' /proc/kallsyms || :)"
	[ ! -e /sys/module/kthreading ] || fail 'it is in sysfs'
	[ ! -e /sys/kernel/tracing/events/kthreading ] || fail 'its tracepoints are there'
}

run_tests
