# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The oldest series, watched for data races. What the kernel does on its own is not ours to
# mend, and any report ends the VM: only what is built against it later is watched.

# shellcheck disable=SC2034 # used by debug-kernel.sh
SOURCE=linux-source-6.1 FRAGMENTS="debug kcsan" MAKE_WITH=(KCSAN_SANITIZE=n) CPU=max SLOW=5
# shellcheck source=/dev/null
. "$VM_DIR/debug-kernel.sh"
