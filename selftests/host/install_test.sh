#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# What "make install" puts in place is all that another module needs: the example is
# copied away and built against that, and nothing of this checkout.

set -u
cd "$(dirname "$0")/../.." || exit 1
# shellcheck source=/dev/null
. "$(selftests/vm/source)/tools/testing/selftests/kselftest/ktap_helpers.sh"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
root=$work/root
kdir=$(selftests/vm/kernel debian)/kdir

# expect NAME COMMAND...
expect() {
	local name=$1

	shift
	if "$@" >"$work/out" 2>&1; then
		ktap_test_pass "$name"
	else
		sed 's/^/# /' "$work/out"
		ktap_test_fail "$name"
	fi
}

installs() {
	make -s install DESTDIR="$root" PREFIX=/usr KDIR="$kdir" STAGE="$work/stage"
}

in_place() {
	local file

	for file in sbin/kthreadctl share/man/man8/kthreadctl.8 share/kthreading/Module.symvers \
		share/bash-completion/completions/kthreadctl \
		include/linux/kthreading.h include/uapi/linux/kthreading.h; do
		[ -s "$root/usr/$file" ] || { echo "no $file"; return 1; }
	done
	[ -n "$(find "$root/lib/modules" -name kthreading.ko)" ]
}

example_builds() {
	mkdir "$work/example"
	cp selftests/kmod/kt_example.c "$work/example/"
	printf 'obj-m := kt_example.o\nccflags-y := -I%s/usr/include\n' "$root" >"$work/example/Kbuild"
	make -s -C "$kdir" M="$work/example" \
		KBUILD_EXTRA_SYMBOLS="$root/usr/share/kthreading/Module.symvers" modules &&
		modinfo -F depends "$work/example/kt_example.ko" | grep -qx kthreading
}

ktap_print_header
ktap_set_plan 3
expect installs installs
expect in_place in_place
expect example_builds example_builds
ktap_finished
