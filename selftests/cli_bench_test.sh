#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kthreadctl bench: what it tells, and that nothing is left of it. How long things take is
# nobody's business here.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

SERIES='start_join ready create create_list dump timer_lateness'

benches() {
	pick '[.[] | select(.name | startswith("bench-"))] | length' process show
}

test_json() {
	local bench

	bench=$(kthreadctl -j bench rounds 20 count 100)
	same series "$SERIES" "$(jq -r '[.[].name] | join(" ")' <<<"$bench")"
	same counts '20 20 20 1 5 20' "$(jq -r '[.[].count] | join(" ")' <<<"$bench")"
	same keys count,max_ns,median_ns,min_ns,name,p99_ns,per_second \
		"$(jq -r '[.[] | keys | join(",")] | unique | join(" ")' <<<"$bench")"
	same order true "$(jq 'all(.min_ns <= .median_ns and .median_ns <= .p99_ns and .p99_ns <= .max_ns)' <<<"$bench")"
	same rates true "$(jq 'all(.median_ns == 0 or .per_second == (1000000000 / .median_ns | floor))' <<<"$bench")"
	same left 0 "$(benches)"
}

test_table() {
	local line lines

	mapfile -t lines < <(kthreadctl bench rounds 2 count 2)
	same lines 7 "${#lines[@]}"
	like head ' +COUNT +MIN +MEDIAN +P99 +MAX +PER S' "${lines[0]}"
	like starts 'start and join by two requests +2 .* [0-9]+' "${lines[1]}"
	like timers 'lateness of a Timer of 1 ms +2 .* [0-9]+' "${lines[6]}"
	for line in "${lines[@]}"; do
		[ ${#line} -le 100 ] || fail "too wide: $line"
	done
}

test_one_of_each() {
	same counts '1 1 1 1 5 1' "$(kthreadctl -j bench rounds 1 count 1 | jq -r '[.[].count] | join(" ")')"
}

test_refusals() {
	wrong 'this makes no sense here: "fast"' bench fast
	wrong 'out of range: "0"' bench rounds 0
	wrong 'out of range: "0"' bench count 0
	wrong 'not a whole number: "many"' bench rounds many
	wrong 'a value is missing after: "count"' bench count
	capture kthreadctl bench rounds 1 count 1000001
	same status 2 "$status"
	same stderr 'kthreadctl: one request makes at most 1000000 threads (EINVAL: attribute count)' "$err"
}

bench_is_over() {
	[ "$(benches)" = 0 ]
}

bench_runs() {
	[ "$(benches)" = 1 ]
}

test_the_kernel_ends_what_is_interrupted() {
	start_job kthreadctl bench rounds 1000000
	await bench_runs
	kill -TERM "$job"
	await bench_is_over
}

test_help() {
	prints 'usage: kthreadctl bench [ rounds N ] [ count N ]' bench help
}

run_tests
