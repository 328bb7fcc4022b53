#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kthreading_torture.ko tortures kthreading for KT_TORTURE_SECONDS (30), and meanwhile this
# plugs CPU 1 out and in, freezes clients, suspends the machine where something can wake it,
# and keeps the CPUs and netlink busy. Then the same with each rule broken in turn: a
# torture that cannot fail proves nothing.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

TORTURE_SECONDS=${KT_TORTURE_SECONDS:-30}
# Beyond the time that the torture takes.
PATIENCE=$((TORTURE_SECONDS + 150))

TORTURE=/sys/module/kthreading_torture/parameters
ALARM=/sys/class/rtc/rtc0/wakealarm
CGROUP=/sys/fs/cgroup/torture

begin_test() {
	[ -e /sys/module/kthreading ] || modprobe kthreading
	# The threads that fail are meant to, and there are thousands of them.
	set_parameter dmesg N
}

# said REGEX: the lines of the module about the last test.
said() {
	dmesg | sed -nE 's/^[^]]*\] kthreading_torture: //p' |
		awk '/^--- Start of test/ { text = "" } { text = text $0 "\n" } END { printf "%s", text }' |
		sed -nE "/^$1$/p"
}

torture() {
	modprobe kthreading_torture "$@"
}

over() {
	[ "$(<"$TORTURE/ended")" = 1 ]
}

# verdict SUCCESS|FAILURE: the module gives one, once.
verdict() {
	local said

	rmmod kthreading_torture
	said=$(said '--- End of test: .*')
	said '.*' | sed 's/^/# /'
	like verdict "--- End of test: $1: [0-9]+ violations, .*" "$said"
}

# Each of the kinds of operation was tried, and their number is worth the name.
all_was_tried() {
	local counts

	counts=$(said '--- End of test: .*')
	like counts '[^,]*(, [1-9][0-9]* [a-z]+){18}' "$counts"
}

plug() {
	echo 0 >"$CPU1"
	same 'CPUs online' 0 "$(</sys/devices/system/cpu/online)"
	echo 1 >"$CPU1"
	same 'CPUs online' 0-1 "$(</sys/devices/system/cpu/online)"
}

# After a sleep, virtio_console of 7.3 asks whether the host has its ports open before there is room for the
# answer, and writes nothing any more: neither would we be heard, nor the verdict of the rig.
can_suspend() {
	[ -w "$ALARM" ] && grep -qw mem /sys/power/state && [[ $(uname -r) != 7.* ]]
}

# An alarm that comes before the sleep is a wake-up event, and keeps the machine from
# sleeping for ever.
suspend() {
	local events

	echo 0 >"$ALARM"
	events=$(</sys/power/wakeup_count)
	echo +5 >"$ALARM"
	echo "$events" >/sys/power/wakeup_count
	echo mem >/sys/power/state || return 0
	echo suspended >>"$work/suspends"
}

frozen_is() {
	grep -q "^frozen $1$" "$CGROUP/cgroup.events"
}

# What is done to the clients must not matter to the threads.
freeze() {
	echo "$1" >"$CGROUP/cgroup.freeze"
	await frozen_is "$1"
}

plug_and_freeze() {
	local i=0

	until over; do
		plug
		echo plugged >>"$work/plugs"
		freeze 1
		freeze 0
		[ $((i++ % 50)) != 5 ] || ! can_suspend || suspend
	done
}

# Clients of netlink, of the very processes that come and go there; so what they are told
# does not matter.
client() {
	local name

	echo "$BASHPID" >"$CGROUP/cgroup.procs"
	until over; do
		kthreadctl run add 5 4 || :
		for name in $(pick '.[].name' process show); do
			timeout 1 kthreadctl -j thread show process "$name" || :
			timeout 1 kthreadctl thread join all timeout 1ms process "$name" || :
		done
	done >/dev/null 2>&1
}

spinner() {
	until over; do
		:
	done
}

times() {
	wc -l 2>/dev/null <"$work/$1" || echo 0
}

test_torture() {
	local jobs job

	mkdir "$CGROUP"
	torture duration="$TORTURE_SECONDS"
	client & jobs=$!
	client & jobs+=" $!"
	spinner & jobs+=" $!"
	plug_and_freeze
	for job in $jobs; do
		reap "$job" 0
	done
	rmdir "$CGROUP"
	verdict SUCCESS
	echo "# CPU 1 plugged $(times plugs) times, suspended $(times suspends) times"
	[ "$(times plugs)" -gt 0 ] || fail 'CPU 1 was never plugged'
	can_suspend || echo '# not suspended: no clock can wake this machine, or it would not be heard again'
	all_was_tried
	await unused
}

test_the_seed_is_told_and_taken() {
	torture duration=1 seed=4711 tasks=3 arenas=2
	await over
	same start '--- Start of test: duration=1 tasks=3 arenas=2 seed=4711 busted=0' \
		"$(said '--- Start of test: .*')"
	verdict SUCCESS
}

has_process() {
	[ -n "$(pick '.[].name | select(startswith("torture-"))' process show)" ]
}

# Its processes belong to it: they end with it, whatever they are at.
test_removed_in_the_middle() {
	torture duration=0
	await has_process
	verdict SUCCESS
	await no_processes
	await unused
}

busted() {
	torture busted="$1" failures=1 duration=100
	await over
	verdict FAILURE >"$work/said"
	grep -q "^# rule $1 is violated, " "$work/said" ||
		fail "rule $1 was broken, and nobody saw it:" "$(<"$work/said")"
}

# How many there are says the module: it refuses the next one.
test_each_broken_rule_is_seen() {
	local rule

	for ((rule = 1; rule <= 12; rule++)); do
		busted "$rule"
	done
	expect 1 '' "modprobe: ERROR: could not insert 'kthreading_torture': Invalid argument" \
		modprobe kthreading_torture busted=13
}

run_tests
