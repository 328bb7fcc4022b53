#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The gates must be able to fail: samples that were never measured are judged.

set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=/dev/null
. "$(selftests/vm/source)/tools/testing/selftests/kselftest/ktap_helpers.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# All that is asked for, and all is well.
GOOD=(
	'start_join kt_thread 600 1' 'start_join kthread_run 10000 1' 'start_join idle_kthread 500 1'
	'start_join pthread 10000 1' 'start_join cpython 20000 1'
	'burst kt_start_join 100 1' 'burst kthread_run 10000 1' 'burst queue_work 200 1'
	'burst cpython 20000 1'
	'latency kt_thread 500 1' 'latency kthread_run 10000 1' 'warm kthreads_made 0 1'
	'timer_late kt_timer 500 1' 'timer_late hrtimer 500 1' 'timer_late timerfd 600 1'
	'timer_late cpython 30000 1'
	'live kt_timer_arm 100000 100' 'live kt_timer_cancel 40000 100' 'live kt_timer_bytes 300 1'
	'timer_cost kt_timer_arm 100000 100' 'live kthreads 0 1' 'live hrtimers 2 2'
	'storm kt_timer_stall 50000 1' 'storm kt_timer_popped 5000000 1' 'storm kt_timer_gap 9000 1' 'storm kthreads 0 1'
	'local_get kt_attr_get 50 1' 'local_get cpython 400 1'
	'net_create kt_list 200 1' 'net_create kt_single 1000 1'
	'net_empty kt_version 105 1' 'net_empty bare_reply 1000 10'
	'net_dump kt_thread 100 1' 'net_dump route 100 1' 'net_dump link 1000 1'
	'net_dump kt_receives 4 1000'
	'net_send kt_batch 100 1' 'net_send kt_single 1000 1' 'net_send kt_crowded 1000 1'
)

# judge NAME STATUS LINE SAMPLE...: of the good samples, those are other; LINE must be told.
judge() {
	local name=$1 status=$2 line=$3 got=0

	shift 3
	{
		echo 'release 6.1.0'
		printf '%s\n' "${GOOD[@]}" | grep -vF -f <(for sample; do echo "${sample% * *} "; done)
		[ $# = 0 ] || printf '%s\n' "$@"
	} >"$work/samples-I"
	selftests/bench/run --gates --from "$work" --reasons "$work/reasons" >"$work/out" 2>&1 || got=$?
	if [ "$got" = "$status" ] && grep -qxF -e "$line" "$work/out"; then
		ktap_test_pass "$name"
	else
		sed 's/^/# /' "$work/out"
		ktap_test_fail "$name: status $got"
	fi
}

ktap_print_header
ktap_set_plan 8
: >"$work/reasons"
judge "goals that are reached pass" 0 "totals: 32 passed, 0 failed, 0 skipped"
judge "a figure that is too large fails" 1 \
	"bench: FAIL: warm/kthreads_made: 1, at most 0" 'warm kthreads_made 1 1'
judge "one bad round is enough where the worst counts" 1 \
	"bench: FAIL: warm/kthreads_made: 1, at most 0" \
	'warm kthreads_made 0 1' 'warm kthreads_made 1 1' 'warm kthreads_made 0 1'
judge "a ratio to a rival that is too large fails" 1 \
	"bench: FAIL: net_empty/kt_version:bare_reply: 2, at most 1.1" 'net_empty kt_version 2000 10'
judge "what was not measured fails" 1 \
	"bench: FAIL: net_empty/kt_version:bare_reply: was not measured" 'net_empty bare_reply 0 1'
judge "what does not stay flat fails" 1 \
	"bench: FAIL: growth.net_empty/kt_version: 9, at most 1.2" \
	'@ 1000' 'net_empty kt_version 100 1' '@ 100000' 'net_empty kt_version 900 1'
echo 'net_empty/kt_version:bare_reply 1.5 it says more' >"$work/reasons"
judge "a miss with a reason passes" 0 "totals: 32 passed, 0 failed, 0 skipped" \
	'net_empty kt_version 1400 10'
judge "but not when it gets worse" 1 \
	"bench: FAIL: net_empty/kt_version:bare_reply: 1.6, at most 1.5" 'net_empty kt_version 1600 10'
ktap_finished
