# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Debian's cloud kernel of the next series.

# shellcheck disable=SC2034 # used by prebuilt-kernel.sh
HEADERS=linux-headers-6.12-cloud-amd64 CPU=max
# shellcheck source=/dev/null
. "$VM_DIR/prebuilt-kernel.sh"
