#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# 200,000 messages that nobody in his right mind would send (on a debug kernel fewer), and
# that the fuzzer notices when an answer is not what it must be. What the kernel has to say
# of it is for the rig.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

FUZZ=$(dirname "$0")/fuzz
SENDERS=4
# A new one for each run would find more; one that is known makes a failure stay.
SEED=${FUZZ_SEED:-1}
# A kernel that checks everything takes more than ten times as long.
MESSAGES=${FUZZ_MESSAGES:-$((200000 / (SLOW * SLOW)))}

# The fuzzer ends all processes that there are.
begin_test() {
	:
}

hash_of() {
	sed -n 's/^fuzz: hash //p' <<<"$1"
}

fuzz() {
	capture "$FUZZ" "$@"
	# A time that is too long stops all tracing.
	echo 1 >/sys/kernel/tracing/tracing_on
	printf '%s\n' "$out" | sed 's/^/# /'
	same stderr '' "$err"
}

test_messages() {
	local limits

	limits=$(cat "$PARAMETERS"/*)
	fuzz --seed "$SEED" --messages "$MESSAGES" --senders "$SENDERS"
	same 'limits afterwards' "$limits" "$(cat "$PARAMETERS"/*)"
	same 'last line' 'fuzz: OK' "$(tail -n 1 <<<"$out")"
	same status 0 "$status"
	same 'what was sent' "$MESSAGES" "$(sed -n 's/^fuzz: \([0-9]*\) messages.*/\1/p' <<<"$out")"
	# What never succeeds is not tried in earnest. Of a tenth of the messages the rarest four do.
	[ "$MESSAGES" -lt 200000 ] ||
		same 'commands never done' '' "$(sed -nE 's/^fuzz: ([a-z-]+) +0 done.*/\1/p' <<<"$out")"
	same commands 27 "$(grep -cE '^fuzz: [a-z-]+ +[0-9]+ done' <<<"$out")"
}

test_afterwards_the_module_works() {
	prints 9 run add 5 4
	kthreadctl process add p
	kthreadctl thread add name s target sleep args 1000 start >/dev/null
	await thread_is s .blocked_on sleep
	kthreadctl process kill
	kthreadctl process del
	prints '[]' -j process show
}

test_afterwards_the_module_unloads() {
	"$FUZZ" --messages 2000 --senders 2 >/dev/null
	await unused
	modprobe -r kthreading
	module_gone kthreading
	modprobe kthreading
}

# With one sender the very same bytes are sent, on each kernel, whatever is answered.
test_a_seed_is_replayed() {
	local first

	fuzz --seed 77 --messages 1000
	first=$(hash_of "$out")
	like hash '[0-9a-f]{16}' "$first"
	fuzz --seed 77 --messages 1000
	same 'hash of the replay' "$first" "$(hash_of "$out")"
	fuzz --seed 77 --messages 1000 --dry-run
	same 'hash of what would be sent' "$first" "$(hash_of "$out")"
	fuzz --seed 78 --messages 1000 --dry-run
	[ "$first" != "$(hash_of "$out")" ] || fail 'another seed has the same hash'
}

# notices WHAT REGEX: something is broken inside, and the fuzzer says so.
notices() {
	fuzz --messages 500 --busted "$1"
	same "status with $1" 1 "$status"
	like "last line with $1" 'fuzz: FAILED, [0-9]+ times' "$(tail -n 1 <<<"$out")"
	grep -qE "^fuzz: $2\$" <<<"$out" || fail "with $1 no line says: $2"
}

test_the_fuzzer_notices_what_is_wrong() {
	notices lose-answer '[a-z-]+: not answered'
	notices answer-twice '[a-z-]+: answered 2 times'
	notices lose-sentence '[a-z-]+: refused with errno [0-9]+ and without a sentence'
	notices lose-reply '[a-z-]+: 0 replies instead of 1'
	notices forget-attr '[a-z-]+: attribute 1 of [a-z]+ in the reply'
	notices leave-process 'process fuzz-after is left'
}

run_tests
