# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Start QEMU, and tell from what it left behind how the run ended.
# Sourced by run and shell, which set kernel (a folder), words (for it), cpus, mem and limit.
# shellcheck disable=SC2154

# A failure of the rig has its own status, as the command's own passes unchanged.
# shellcheck disable=SC2034 # used by the scripts that source this file
readonly E_USAGE=240 E_BUILD=241 E_BOOT=242 E_PANIC=243 E_TIMEOUT=244 E_POWER=245 E_CONSOLE=246 E_SPLAT=247

# KVM may open and then hang a guest for ever, so believe only a trial: a kernel without a
# root file system panics and reboots, which ends QEMU. Once per boot of the host.
kvm_works() {
	local answer

	grep -qwE 'svm|vmx' /proc/cpuinfo && [ -w /dev/kvm ] || return 1
	answer=$CACHE/kvm-$(cat /proc/sys/kernel/random/boot_id)
	if [ ! -e "$answer" ]; then
		rm -f "$CACHE"/kvm-*
		if timeout -s KILL 20 "${emulator[@]}" -nodefaults -display none -no-reboot -accel kvm \
			-cpu host -m 256M -kernel "$kernel/vmlinuz" -append panic=-1 >/dev/null 2>&1; then
			echo yes >"$answer"
		else
			say "KVM does not answer, using emulation"
			echo no >"$answer"
		fi
	fi
	[ "$(cat "$answer")" = yes ]
}

# Emulated, the guest reads the host's TSC. How fast it is the guest would find out by a timer
# chip that a busy host emulates too late, and then its clock was seen to run 20 times too fast. So it
# is told; measured once per boot of the host.
tsc_frequency() {
	local answer

	answer=$CACHE/tsc-$(cat /proc/sys/kernel/random/boot_id)
	if [ ! -e "$answer" ]; then
		rm -f "$CACHE"/tsc-*
		gcc -O2 -o "$dir/tsc" "$VM_DIR/tsc.c" && "$dir/tsc" >"$dir/khz" && mv "$dir/khz" "$answer"
	fi
	echo "tsc_early_khz=$(cat "$answer")"
}

# Not with page tables of five levels: while a kernel finds out what its CPU can, KASAN does for
# some microseconds not know of the fifth, and an interrupt then was a report. Nor with XSAVE, whose
# emulation is a good part of a switch between tasks; what is counted keeps it.
accelerator() {
	if [ -z "${icount:-}" ] && kvm_works; then
		echo -accel kvm -cpu host
	elif [ -n "${icount:-}" ]; then
		echo -accel tcg,thread=single -icount shift=0,sleep=off -cpu "$(cat "$kernel/cpu"),la57=off"
	else
		gcc -O2 -Wall -shared -fPIC -o "$dir/stale.so" "$VM_DIR/stale.c"
		echo -accel tcg,thread=multi -plugin "$dir/stale.so" -cpu "$(cat "$kernel/cpu"),la57=off,xsave=off"
	fi
}

# quoted NAME=VALUE...: assignments that the guest's shell reads.
quoted() {
	local pair

	for pair in "$@"; do
		printf "%s='%s'\n" "${pair%%=*}" "$(printf '%s' "${pair#*=}" | sed "s/'/'\\\\''/g")"
	done
}

# Set emulator, a command; build what is stale for this kernel, and make DIR/initramfs of it. One
# build of a checkout at a time; quiet, but for a word when it takes longer than one likes to wait.
prepare() {
	local dir=$1 build=$TOP/.build/$kernel_name${GCOV:+-gcov} waiting status=0

	mapfile -t emulator < <("$VM_DIR/emulator")
	[ ${#emulator[@]} -gt 0 ] || die $E_BUILD "there is no emulator"
	mkdir -p "$build"
	touch "$dir"/{console,verdict,output,log,qemu.log}
	(sleep 4 >/dev/null 2>&1 && say "building for kernel $kernel_name") &
	waiting=$!
	flock "$TOP/.build/.lock" make -s -j"$(nproc)" -C "$TOP" vm-image KERNEL="$kernel_name" >"$dir/build.log" 2>&1 </dev/null &&
		cp "$build/initramfs${KT_CLIENTS:+-clients}" "$dir/initramfs" ||
		status=$?
	kill "$waiting" 2>/dev/null || :
	[ "$status" = 0 ] || { cat "$dir/build.log" >&2; die $E_BUILD "the build failed"; }
}

# How many times longer than on a kernel without checks everything may take.
slow() {
	cat "$kernel/slow" 2>/dev/null || echo 1
}

# add_request DIR COMMAND NAME=VALUE...: what this one run shall do, as a last archive.
add_request() {
	local dir=$1 command=$2

	shift 2
	mkdir -p "$dir/request/etc/kthreading"
	printf '%s' "$command" >"$dir/request/etc/kthreading/command"
	quoted KT_SLOW="$(slow)" "$@" >"$dir/request/etc/kthreading/settings"
	(cd "$dir/request" && find . | cpio -o -H newc -R 0:0 --quiet) >>"$dir/initramfs"
}

# Whatever fails the run ends it at once, too: a CPU that is stuck would take all the time there is.
readonly splats_panic="panic_on_warn=1 softlockup_panic=1 hung_task_panic=1 sysctl.kernel.panic_on_rcu_stall=1"

# boot DIR CONSOLE SERIAL...: SERIAL are QEMU's options for the serial lines, CONSOLE names
# the line that is the console. The channels are files: a guest writes to a port with interrupts
# off until the host has taken the data, and a file always takes it. The kernel does not test the
# timer chip, which a busy host emulates too late: it panicked. Replaces the subshell that
# it is called in, so that a signal to that one reaches QEMU.
boot() {
	local dir=$1 console=$2 clock=

	shift 2
	[ -n "${icount:-}" ] || kvm_works || clock=$(tsc_frequency)
	# An interactive run has no limit, and no timeout(1) between it and the terminal.
	# shellcheck disable=SC2046 # words are meant
	exec ${limit:+timeout -k 5 "$limit"} "${emulator[@]}" \
		-machine q35 -nodefaults -no-user-config -display none -no-reboot \
		$(accelerator) -smp "$cpus" -m "$mem" \
		-kernel "$kernel/vmlinuz" -initrd "$dir/initramfs" \
		-append "console=$console loglevel=5 $splats_panic panic=-1 tsc=reliable clocksource=tsc no_timer_check $clock log_buf_len=8M printk.devkmsg=on random.trust_cpu=on $words" \
		-device virtio-serial-pci \
		-chardev file,id=verdict,path="$dir/verdict" -device virtserialport,chardev=verdict,name=verdict \
		-chardev file,id=output,path="$dir/output" -device virtserialport,chardev=output,name=output \
		-chardev file,id=log,path="$dir/log" -device virtserialport,chardev=log,name=log \
		"$@"
}

told() {
	grep -qx "$1" "$dir/verdict"
}

# fail STATUS TEXT: with the tail of the console, and all files kept for a closer look.
fail() {
	local kept=$TOP/.build/vm-failure

	{
		echo "---- console, last lines ----"
		tail -n "${KTHREADING_TAIL:-40}" "$dir/console" | tr -d '\r'
		echo "----"
	} >&2
	rm -rf "$kept"
	mkdir -p "$kept"
	cp "$dir"/{console,verdict,output,log,qemu.log} "$kept/" 2>/dev/null || :
	die "$1" "FAIL: $2 (files in .build/vm-failure)"
}

when() {
	if told 'status .*'; then echo "after the command, at unload"
	elif told loaded; then echo "while the command ran"
	elif told up; then echo "while the module was loading"
	else echo "before the VM was up"
	fi
}

# A line of the console or the log that no healthy kernel writes. A stack that the module
# shows when somebody ignores a stop is no splat, whatever else comes between; nor is
# that of who made the OOM killer come, which is one only where no cgroup is out of memory.
splats() {
	cat "$dir/log" "$dir/console" | tr -d '\r' |
		awk '/kthreading: stack of pid/ { shown = 1 }
			/kthreading: end of stack/ { shown = 0 }
			/ invoked oom-killer: / { shown = 1 }
			/ oom-kill:constraint=/ { shown = 0 }
			!(shown && /Call Trace:$/)' |
		grep -aE -f <(grep -v '^#' "$VM_DIR/splats") | awk '!seen[$0]++'
}

# judge STATUS-OF-QEMU: prints nothing and returns the command's status when all went well.
judge() {
	local status

	status=$(sed -n 's/^status //p' "$dir/verdict")
	if grep -qa 'Kernel panic' "$dir/console"; then
		fail $E_PANIC "panic $(when): $(grep -am1 -o 'Kernel panic.*' "$dir/console" | tr -d '\r')"
	elif [ "$1" = 124 ] || [ "$1" = 137 ]; then
		fail $E_TIMEOUT "timeout: no end after $limit s, $(when)"
	elif ! told up; then
		cat "$dir/qemu.log" >&2
		fail $E_BOOT "the VM did not boot (QEMU's status $1)"
	elif told load-failed; then
		fail $E_BOOT "the module did not load"
	elif ! told end; then
		fail $E_POWER "power loss: the VM went away $(when)"
	elif ! grep -qa 'kthreading-vm: end of run' "$dir/console"; then
		fail $E_CONSOLE "lost console: it does not show the end of the run"
	elif splats >"$dir/splats"; then
		cat "$dir/splats" >&2
		fail $E_SPLAT "splat in the kernel log (lines above); the command's own status was $status"
	fi
	return "$status"
}
