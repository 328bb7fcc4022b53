#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The module comes, is used and goes, a thousand times, and leaves nothing behind.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

CYCLES=1000
# Until the caches that every exec fills are full, too.
WARM_UP=50

is_unused() {
	local references

	read -r references </sys/module/kthreading/refcnt
	[ "$references" = 0 ]
}

unload() {
	await is_unused
	rmmod kthreading
}

cycle() {
	insmod "$MODULES/kthreading.ko"
	same 'result' 9 "$(kthreadctl run add 5 4)"
	unload
}

# Objects in use, as far as our code can have made them: NAME COUNT.
objects() {
	echo 2 >/proc/sys/vm/drop_caches
	awk '$1 ~ /^(kmalloc-|kmalloc-cg-|task_struct|radix_tree_node|vmap_area|pool_workqueue|trace_event)/ {
		print $1, $2
	}' /proc/slabinfo
	echo "vmalloc $(wc -l </proc/vmallocinfo)"
	awk '/^Percpu:/ { print "percpu", $2 }' /proc/meminfo
	echo "tasks $(find /proc -maxdepth 1 -name '[0-9]*' | wc -l)"
}

# A leak is at least one object, or page, a cycle; what is cached moves by less than half of that.
no_leaks() {
	awk -v most="$((CYCLES / 2))" '
		NR == FNR { before[$1] = $2; next }
		$2 - before[$1] > most { print $1, before[$1], $2; bad = 1 }
		END { exit bad }' "$@"
}

test_cycles() {
	local i

	kthreadctl process kill p
	kthreadctl process del p
	unload
	for ((i = 0; i < WARM_UP; i++)); do
		cycle
	done
	objects >"$work/before"
	for ((i = 0; i < CYCLES; i++)); do
		cycle
	done
	objects >"$work/after"
	no_leaks "$work/before" "$work/after"
}

test_nothing_is_left() {
	kthreadctl process kill p
	kthreadctl process del p
	unload
	module_gone kthreading
	same threads '' "$(cat /proc/[0-9]*/comm | grep '^kt_' || :)"
	same symbols 0 "$(grep -c '\[kthreading\]' /proc/kallsyms || :)"
	[ ! -e /sys/module/kthreading ] || fail 'it is in sysfs'
	[ ! -e /sys/kernel/tracing/events/kthreading ] || fail 'its tracepoints are there'
}

run_tests
