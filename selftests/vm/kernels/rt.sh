# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Debian's PREEMPT_RT kernel of the middle series: spinlocks sleep, and timers expire in threads.

# shellcheck disable=SC2034 # used by prebuilt-kernel.sh
HEADERS=linux-headers-6.12-rt-amd64 CPU=max
# shellcheck source=/dev/null
. "$VM_DIR/prebuilt-kernel.sh"
