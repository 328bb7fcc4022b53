# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What every script of the rig shares: where things live, how failures and
# progress are told, how two runs at once keep out of each other's way.
# Sourced, never run.

VM_DIR=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
# shellcheck disable=SC2034 # used by the scripts that source this file
TOP=$(cd "$VM_DIR/../.." && pwd)
CACHE=${KTHREADING_CACHE:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/kthreading}
PROGRAM=$(basename "$0")

# Everything the rig has to say goes to stderr: stdout belongs to the command.
say() {
	printf '%s: %s\n' "$PROGRAM" "$*" >&2
}

# die STATUS TEXT...
die() {
	local status=$1

	shift
	say "$@"
	exit "$status"
}

# locked NAME COMMAND...: one holder of NAME at a time per cache.
locked() {
	local lock=$CACHE/.$1.lock

	shift
	mkdir -p "$CACHE"
	(
		flock 9
		"$@" 9>&-
	) 9>"$lock"
}

# Build in the folder this prints, then publish(); a reader sees all or nothing.
scratch() {
	mkdir -p "$CACHE"
	mktemp -d "$CACHE/.new-XXXXXX"
}

# publish SCRATCH FOLDER: the rename is atomic; the loser of a race gives way.
publish() {
	chmod 755 "$1"
	mv -T "$1" "$2" 2>/dev/null || { [ -d "$2" ] && rm -rf "$1"; }
}
