#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What the tools of others see of the family and of its tracepoints.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/../lib.sh"

YNL=/usr/lib/ynl

# The part of genl's list that is about us.
family() {
	genl ctrl list | awk '/^Name:/ { ours = $2 == "kthreading" } ours'
}

test_genl_lists_the_family() {
	local shown

	shown=$(family)
	like name 'Name: kthreading.*' "$shown"
	like version '.*Version: 0x1  header size: 0 .*' "$shown"
	same operations 27 "$(grep -cE '^[[:space:]]+#[0-9]+:  ID-0x[0-9a-f]+ ?$' <<<"$shown")"
	same groups $'event\nlog' "$(sed -nE 's/.*ID-0x[0-9a-f]+  name: ([a-z]+) ?$/\1/p' <<<"$shown" | sort)"
	same 'without a policy' 0 "$(grep 'Capabilities\|can doit' <<<"$shown" | grep -vc 'has policy\|Capabilities' || :)"
}

test_policies_are_those_of_the_spec() {
	like verdict '34 operations, [1-9][0-9]+ attributes' "$(/selftests/clients/policy "$YNL")"
}

# The comparison can fail: a spec with one number changed is another one.
test_another_spec_has_other_policies() {
	cp -r "$YNL" "$work/ynl"
	sed -i 's/value: 31/value: 30/' "$work/ynl/netlink/specs/kthreading.yaml"
	capture /selftests/clients/policy "$work/ynl"
	same status 1 "$status"
	like difference '[0-9]+ do 1: .*.max-length.: 30.* in the spec, .*.max-length.: 31.* in the kernel.*' "$out"
}

thousand() {
	printf '%s\n' "thread add name w target add args 5,4 count 1000 start" 'thread join all'
}

# perf's lines are "COUNT  EVENT" among others.
test_perf_counts_events() {
	thousand >"$work/batch"
	perf stat -a -e kthreading:kt_thread_start,kthreading:kt_thread_attach,kthreading:kt_thread_end \
		-x ' ' -o "$work/counts" kthreadctl -b "$work/batch" >/dev/null
	same counts 'kthreading:kt_thread_start 1000
kthreading:kt_thread_attach 1000
kthreading:kt_thread_end 1000' "$(awk '/kthreading:/ { print $2, $1 }' "$work/counts")"
}

test_perf_reads_the_fields() {
	cd "$work"
	perf record -q -a -e kthreading:kt_thread_end -o data kthreadctl run name perf-seen fail EIO boom \
		>/dev/null 2>&1 || :
	perf script -i data -F trace 2>/dev/null >lines
	like line '(.*'$'\n'')?process=run-[0-9]+ id=2 ident=[0-9]+ outcome=raised error=5 ready_ns=[0-9]+ running_ns=[0-9]+ blocked_ns=[0-9]+ *'$'\n''.*' \
		"$(<lines)"$'\n'
}

run_tests
