# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The middle series, with everything on that watches a module.

# shellcheck disable=SC2034 # used by debug-kernel.sh
SOURCE=linux-source-6.12 FRAGMENTS="debug newer kasan" MAKE_WITH=() CPU=max SLOW=5
# shellcheck source=/dev/null
. "$VM_DIR/debug-kernel.sh"
