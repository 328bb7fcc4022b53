# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# The newest series that Debian has for its stable releases, with everything on that watches a module.

# shellcheck disable=SC2034 # used by debug-kernel.sh
SUITE=trixie-backports SOURCE=linux-source-7 FRAGMENTS="debug newer kasan" MAKE_WITH=() CPU=max SLOW=5
# shellcheck source=/dev/null
. "$VM_DIR/debug-kernel.sh"
