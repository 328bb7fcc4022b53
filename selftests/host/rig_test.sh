#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# shellcheck disable=SC2016 # what is in single quotes is for the VM's shell
#
# The rig must be able to fail, and say how: every way in which a VM can end.

set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=/dev/null
. "$(selftests/vm/source)/tools/testing/selftests/kselftest/ktap_helpers.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

late_to_boot() {
	[ "$(cat "$work/status")" = 244 ] && grep -q 'before the VM was up' "$work/all"
}

# That it takes a while until it begins, on a busy host, is no complaint, and one that was
# too busy to boot it in time gets two more chances.
in_vm() {
	local try

	for try in 1 2 3; do
		selftests/vm/run --timeout 180 "$@" >"$work/out" 2>"$work/all"
		echo $? >"$work/status"
		late_to_boot || break
		ktap_print_msg "no VM within the time of try $try"
	done
	grep -vx 'run: building for kernel .*' "$work/all" >"$work/err"
}

# expect NAME STATUS WORDS: what the rig itself has to say; nothing, if WORDS is empty.
expect() {
	if [ "$(cat "$work/status")" != "$2" ]; then
		ktap_print_msg "status $(cat "$work/status") instead of $2"
	elif [ -n "$3" ] && ! grep -q "^[a-z]*: .*$3" "$work/err"; then
		ktap_print_msg "no word of \"$3\""
	elif [ -z "$3" ] && [ -s "$work/err" ]; then
		ktap_print_msg "unexpected words on stderr"
	else
		ktap_test_pass "$1"
		return
	fi
	sed 's/^/# /' "$work/err"
	ktap_test_fail "$1"
}

statuses() {
	in_vm --no-load -- true
	expect "success is 0" 0 ''
	in_vm --no-load -- false
	expect "false is 1" 1 ''
	in_vm -- exit 7
	expect "exit 7 is 7, with the module loaded" 7 ''
	in_vm --no-load -- 'kill -9 $$'
	expect "a killed command is 137" 137 ''
}

failures() {
	in_vm --no-load -- 'echo c >/proc/sysrq-trigger'
	expect "a panic says panic" 243 panic
	in_vm --no-load --timeout 10 -- 'while :; do :; done'
	expect "a hang says timeout" 244 timeout
	in_vm --no-load -- 'poweroff -f'
	expect "power off says power loss" 245 'power loss'
	in_vm --no-load -- 'reboot -f'
	expect "reboot says power loss" 245 'power loss'
	in_vm --no-load -- 'echo N >/sys/class/tty/ttyS0/console'
	expect "a console that went silent says lost console" 246 'lost console'
	in_vm --no-load -- 'echo "WARNING: CPU: 0 PID: 1 at test" >/dev/kmsg'
	expect "a splat fails a command that succeeded" 247 splat
	in_vm --no-load --mem 48M -- true
	expect "a VM that cannot start says so" 242 'did not boot'
	in_vm --no-load --kernel nonsense -- true
	expect "an unknown kernel is refused" 241 'no kernel is called nonsense'
}

all_bytes() {
	/usr/bin/python3 -c 'import sys; sys.stdout.buffer.write(bytes(range(256)) * 4096)'
}

binary_output() {
	in_vm --no-load -- 'for i in {0..255}; do printf -v octal %03o $i; printf "\\$octal"; done >/tmp/1
		for i in {1..12}; do cat /tmp/1 /tmp/1 >/tmp/2; mv /tmp/2 /tmp/1; done
		cat /tmp/1'
	if all_bytes | cmp - "$work/out"; then
		ktap_test_pass "1 MiB of all byte values comes back exactly"
	else
		ktap_test_fail "1 MiB of all byte values comes back exactly"
	fi
}

words() {
	in_vm --no-load -- echo 'two  words;' 'echo "$HOSTNAME"' '>&2'
	if [ "$(cat "$work/out")" = "two words
kthreading" ]; then
		ktap_test_pass "the command goes to the shell as it is"
	else
		ktap_test_fail "the command goes to the shell as it is"
	fi
}

# QEMU's arguments hold the folder that the run made below $TMPDIR.
interrupted() {
	local run tries=0

	TMPDIR=$work selftests/vm/run --no-load -- sleep 1000 >/dev/null 2>&1 &
	run=$!
	until pgrep -f "qemu.*$work/tmp" >/dev/null || [ $((tries += 1)) -gt 300 ]; do
		sleep 0.1
	done
	kill "$run"
	wait "$run"
	sleep 1
	if [ "$tries" -le 300 ] && ! pgrep -f "qemu.*$work/tmp" >/dev/null; then
		ktap_test_pass "an interrupted run leaves no QEMU behind"
	else
		ktap_test_fail "an interrupted run leaves no QEMU behind"
	fi
}

# A guest that measures it while the host is busy has a clock that runs too fast.
clock() {
	in_vm --no-load -- 'cat /sys/devices/system/clocksource/clocksource0/available_clocksource
		sed "s/.*tsc_early_khz=\([0-9]*\).*/\1/" /proc/cmdline
		dmesg | sed -n "s/.*tsc: Detected \([0-9.]*\) MHz.*/\1/p" | tr -d .'
	if grep -q kvm-clock "$work/out" || [ "$(sed -n 2p "$work/out")" = "$(tail -n 1 "$work/out")" ]; then
		ktap_test_pass "a VM is told how fast its clock is"
	else
		sed 's/^/# /' "$work/out"
		ktap_test_fail "a VM is told how fast its clock is"
	fi
}

# A clock that counts instructions goes straight on to the next timer of an idle guest. It has some
# of those, and boots at half the speed: what is proof is that it takes less than it slept.
icount() {
	in_vm --timeout 600 --no-load --icount -- 'sleep 1000 && [ "$(nproc)" = 1 ]'
	expect "with --icount a sleep takes no time of the host" 0 ''
}

# One holds the output open, the other is not of its session either.
remains() {
	in_vm --no-load -- 'cd /selftests
		printf "#!/bin/sh\nsleep 1000 &\n(setsid sleep 1000) &\necho 1..1\necho ok 1\n" >leaves_test.sh
		chmod +x leaves_test.sh
		./run_tests.sh leaves_test.sh && ! pgrep -x sleep'
	expect "what a test program leaves behind is ended" 0 ''
}

ktap_print_header
ktap_set_plan 18
statuses
failures
binary_output
words
interrupted
clock
icount
remains
ktap_finished
