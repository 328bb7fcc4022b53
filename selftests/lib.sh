# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# What the shell tests share. A test is a function test_NAME of the program: it runs in a
# subshell with a process "p" as the default one, its first failure ends it, and after it
# nothing of it may be left. Nothing depends on how fast the machine is: what must happen is
# awaited. Sourced, never run.
# shellcheck disable=SC2034 # the tests use it

set -uo pipefail
. "$(dirname "${BASH_SOURCE[0]}")/ktap_helpers.sh"

# The rig says by KT_SLOW how many times longer all may take on this kernel. What is done for
# the sake of the number is done less often there.
SLOW=${KT_SLOW:-1}
# Seconds after which what is awaited will not happen any more.
PATIENCE=$((50 * SLOW))

MODULES=/lib/modules/$(uname -r)/extra
PARAMETERS=/sys/module/kthreading/parameters
DETOUR=/sys/module/kt_detour/parameters
LEVEL=/sys/module/kt_test/parameters/level
CPU1=/sys/devices/system/cpu/cpu1/online
# References of the module that the program has all the time.
KEPT=0
export KTHREADCTL_PROCESS=p

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Nothing ever comes from there.
exec {never}<> <(:)

fail() {
	printf '%s\n' "$*" | sed 's/^/# /' >&2
	exit 1
}

# A process for each pause is what takes most of the time on a debug kernel.
pause() {
	read -rt 0.02 -u "$never" || :
}

# await COMMAND...: until it succeeds.
await() {
	local deadline=$((SECONDS + PATIENCE))

	until "$@"; do
		[ "$SECONDS" -lt "$deadline" ] || fail "awaited in vain: $*"
		pause
	done
}

# same WHAT WANTED SEEN
same() {
	[ "$2" = "$3" ] || fail "$1: wanted"$'\n'"$2"$'\n'"but saw"$'\n'"$3"
}

# like WHAT REGEX SEEN: the whole of it.
like() {
	[[ $3 =~ ^$2$ ]] || fail "$1: wanted a match of"$'\n'"$2"$'\n'"but saw"$'\n'"$3"
}

# slurp FILE: sets REPLY as REPLY=$(<FILE) does, without a process of its own.
slurp() {
	IFS= read -rd '' REPLY <"$1" || :
	while [ "${REPLY: -1}" = $'\n' ]; do
		REPLY=${REPLY%?}
	done
}

# capture COMMAND...: sets status, out and err.
capture() {
	local file=$work/$BASHPID

	status=0
	"$@" >"$file.out" 2>"$file.err" || status=$?
	slurp "$file.out"
	out=$REPLY
	slurp "$file.err"
	err=$REPLY
}

# expect STATUS STDOUT STDERR COMMAND...: all three exactly.
expect() {
	capture "${@:4}"
	same "stderr of ${*:4}" "$3" "$err"
	same "stdout of ${*:4}" "$2" "$out"
	same "status of ${*:4}" "$1" "$status"
}

# prints STDOUT WORD...: kthreadctl succeeds, says that and nothing on stderr.
prints() {
	expect 0 "$1" '' kthreadctl "${@:2}"
}

# wrong SENTENCE WORD...: kthreadctl finds the usage wrong.
wrong() {
	expect 1 '' "kthreadctl: $1" kthreadctl "${@:2}"
}

# refused SENTENCE WORD...: the kernel says no.
refused() {
	expect 2 '' "kthreadctl: $1" kthreadctl "${@:2}"
}

# plain_value FILTER JSON: sets value to what jq -r makes of it, where that is easily told: a
# path of keys into one object. Most of what tests ask is that, and under emulation jq takes a
# second to begin. A quote inside of a string is escaped, so what looks like a key is one.
plain_value() {
	local rest=$2 key

	[[ $2 && $2 != *[\\$'\n']* && $2 != *'},{'* && $1 =~ ^(\.\[0\])?((\.[a-z_]+)+)$ ]] || return
	for key in ${BASH_REMATCH[2]//./ }; do
		value=null
		[[ $rest =~ [{,]\"$key\":(.*) ]] || return 0
		rest=${BASH_REMATCH[1]}
		case $rest in
		'{'* | '['*) value= ;;
		\"*) value=${rest#?} && value=${value%%\"*} ;;
		*) value=${rest%%[],\}]*} ;;
		esac
	done
	[ -n "$value" ]
}

# ask FILTER WORD...: sets value to what jq's FILTER makes of the JSON. Without exec, bash would
# fork once more, as it has traps to look after.
ask() {
	local json told=0

	json=$(exec kthreadctl -j "${@:2}") || told=$?
	plain_value "$1" "$json" || value=$(jq -r "$1" <<<"$json") || return
	return "$told"
}

# pick FILTER WORD...: prints it.
pick() {
	local value told=0

	ask "$@" || told=$?
	printf '%s\n' "$value"
	return "$told"
}

# thread_is REF FILTER VALUE: of one thread's JSON.
thread_is() {
	local value

	ask ".[0]$2" thread show "$1" && [ "$value" = "$3" ]
}

process_is() {
	local value

	ask '.[0].state' process show "$1" 2>/dev/null && [ "$value" = "$2" ]
}

# A job of its own process group, with default signals, as a shell with a prompt starts it.
# Sets job.
start_job() {
	set -m
	"$@" &
	job=$!
	set +m
}

# ended PID: and this shell knows, and keeps the status for wait.
ended() {
	! kill -0 "$1" 2>/dev/null
}

# held PID: in the kernel, for what no signal ends.
held() {
	grep -q '^State:.D' "/proc/$1/status"
}

# polling PID: a kthreadctl whose request was taken, and who waits for the answer.
polling() {
	grep -q poll "/proc/$1/wchan"
}

# tell_where PID: what it and its children wait for, in the kernel.
tell_where() {
	local child children

	printf '# %s %s, %s\n' "$1" "$(tr '\0' ' ' <"/proc/$1/cmdline")" "$(sed -n 's/^State:\t//p' "/proc/$1/status")"
	sed 's/^/#   /' "/proc/$1/stack"
	read -ra children <"/proc/$1/task/$1/children" || :
	for child in "${children[@]}"; do
		tell_where "$child"
	done
} >&2

# reap PID STATUS: await the end of a child of this shell.
reap() {
	local status=0

	(await ended "$1") || {
		tell_where "$1"
		exit 1
	}
	wait "$1" || status=$?
	same "status of job $1" "$2" "$status"
}

has_line() {
	grep -qFx -- "$2" "$1"
}

no_processes() {
	[ "$(exec kthreadctl -j process show)" = '[]' ]
}

# set_parameter NAME VALUE: of the module, for the rest of the test.
set_parameter() {
	printf '%s %s\n' "$1" "$(<"$PARAMETERS/$1")" >>"$work/parameters"
	echo "$2" >"$PARAMETERS/$1"
}

restore_parameters() {
	local name value

	[ -e "$work/parameters" ] || return 0
	while read -r name value; do
		echo "$value" >"$PARAMETERS/$name"
	done < <(tac "$work/parameters")
	rm -f "$work/parameters"
}

# mask PID
mask() {
	awk '/^Cpus_allowed_list:/ { print $2 }' "/proc/$1/status"
}

# name_of PID: the name that the scheduler, the tracers and dmesg know, which a thread lends
# to its kthread: from 6.12 on /proc/PID/comm keeps the one that the kthread was made with.
name_of() {
	awk 'FNR == 1 && sub(/ \([0-9]+, #threads: [0-9]+\)$/, "")' "/proc/$1/sched" 2>/dev/null
}

# tasks NAME: how many kthreads and programs bear a name.
tasks() {
	(cd /proc && cat [0-9]*/sched 2>/dev/null) |
		awk -v name="$1" 'sub(/ \([0-9]+, #threads: [0-9]+\)$/, "") && $0 == name { n++ } END { print n + 0 }'
}

no_task() {
	[ "$(tasks "$1")" = 0 ]
}

# Whoever drops the last process drops its reference of the module a moment later.
unused() {
	slurp /sys/module/kthreading/refcnt
	[ "$REPLY" = "$KEPT" ]
}

module_gone() {
	! grep -q "^$1 " /proc/modules
}

remove_process() {
	kthreadctl process kill "$1" || :
	kthreadctl process del "$1"
}

# What most tests leave, by one kthreadctl for all.
default_process_removed() {
	[ "$(exec kthreadctl -j -b - <<<$'process kill p\nprocess del p\nprocess show')" = '[]' ]
} 2>/dev/null

# What is bound to a socket goes by itself, so that who could not remove all of them looks again.
remove_processes() {
	local json name value left=0

	json=$(exec kthreadctl -j process show) || return
	[ "$json" != '[]' ] || return 0
	if plain_value '.[0].name' "$json"; then
		remove_process "$value"
		return
	fi
	while IFS= read -r -d '' name; do
		remove_process "$name" || left=1
	done < <(jq -j '.[].name + "\u0000"' <<<"$json")
	return "$left"
} 2>/dev/null

end_jobs() {
	local pid

	set +e
	trap - ERR
	for pid in $(jobs -p); do
		kill -CONT "$pid" 2>/dev/null
		kill -KILL "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
}

# detour FUNCTION [PARAMETER...]: the first one who enters it waits there, or what else is said.
# However the test ends, it goes on: what end_jobs waits for may wait for it.
detour() {
	modprobe kt_detour function="$1" "${@:2}"
	trap 'go_on; end_jobs' EXIT
}

detoured() {
	[ "$(<"$DETOUR/pid")" != 0 ]
}

go_on() {
	echo 1 >"$DETOUR/open"
}

no_detour() {
	[ ! -e "$DETOUR" ] || rmmod kt_detour
}

# Without a process that could be spared: it is done after each test.
clean_up() (
	[ -e /sys/module/kthreading/refcnt ] || modprobe kthreading || exit 1
	restore_parameters
	default_process_removed || await remove_processes
	await unused
)

begin_test() {
	kthreadctl process add p
}

run_test() {
	(
		set -eE
		trap 'echo "# line $LINENO: status $?: $BASH_COMMAND" >&2' ERR
		trap end_jobs EXIT
		begin_test
		"$1"
	)
	local status=$?

	clean_up || status=1
	if [ "$status" = 0 ]; then
		ktap_test_pass "$1"
	else
		ktap_test_fail "$1"
	fi
}

# In the order of the file.
run_tests() {
	local names

	mapfile -t names < <(sed -nE 's/^(test_[a-z0-9_]+)\(\).*/\1/p' "$0")
	ktap_print_header
	ktap_set_plan "${#names[@]}"
	modprobe kthreading
	for name in "${names[@]}"; do
		run_test "$name"
	done
	ktap_finished
}
