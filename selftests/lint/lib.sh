# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the checks share: which files they look at. A check says nothing when all
# is well; else it prints what it found and fails. Sourced, never run.

LINT_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
TOP=$(cd "$LINT_DIR/../.." && pwd)
cd "$TOP" || exit 1

# files PATTERN...: those of the checkout, committed or not yet, one per line.
files() {
	git ls-files --cached --others --exclude-standard -- "$@" | sort -u |
		while read -r file; do [ ! -e "$file" ] || printf '%s\n' "$file"; done
}

# What a generator wrote is right if the generator is; see the check "generated".
GENERATED='^(include/uapi/linux/kthreading\.h|kmod/netlink-gen\.[ch])$'

handwritten() {
	files "$@" | grep -vE "$GENERATED"
}

# One kernel of each series that we build for.
# shellcheck disable=SC2034 # used by the checks
SERIES=(debian 6.12 7-debug)

kernel_source() {
	selftests/vm/source
}

# none_found: fail if there is anything on stdin, and show it.
none_found() {
	! grep .
}
