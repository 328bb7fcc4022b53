#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# kthreadctl's commands on locals: each of them, in each way to call it.
# shellcheck disable=SC2317 # run_tests calls the tests

. "$(dirname "$0")/lib.sh"

# Of a name, and of a value's bytes.
NAME_MAX=31
VALUE_MAX=1023

# zeros COUNT
zeros() {
	printf "%0$1d" 0
}

sleeper() {
	kthreadctl thread add name "$1" target sleep args 60m start >/dev/null
	await thread_is "$1" .blocked_on sleep
}

table() {
	prints "$1" local show
}

test_help() {
	local command

	for command in show add set get unset del; do
		like "$command" "usage: kthreadctl local $command .*" "$(kthreadctl local "$command" help)"
	done
	wrong 'local has no command "list": see "kthreadctl local help"' local list
}

test_add_and_del() {
	table ''
	prints '' local add ctx
	prints '' local add other
	table $'ctx\nother'
	refused 'there is a local ctx already (EEXIST: attribute name)' local add ctx
	prints '' local del ctx
	table other
	refused 'there is no local ctx (ENOENT: attribute name)' local del ctx
	prints '' local add ctx
	same json '[{"name":"ctx","threads":[]},{"name":"other","threads":[]}]' "$(kthreadctl -j local show)"
}

test_set_and_get() {
	kthreadctl local add ctx
	prints '' local set ctx x 123
	prints 123 local get ctx x
	prints '' local set ctx x -9223372036854775808
	prints -9223372036854775808 local get ctx x
	prints '' local set ctx x 'two words'
	prints 'two words' local get ctx x
	prints '' local set ctx y ''
	prints '' local get ctx y
	prints '' local set ctx z 9223372036854775808
	table "ctx
  #1 MainThread  x='two words' y='' z='9223372036854775808'"
}

test_unset() {
	kthreadctl local add ctx
	kthreadctl local set ctx x 1
	kthreadctl local set ctx y 2
	prints '' local unset ctx x
	refused "local ctx has no attribute 'x' (ENODATA: attribute value)" local get ctx x
	refused "local ctx has no attribute 'x' (ENODATA: attribute value)" local unset ctx x
	prints 2 local get ctx y
	prints '' local set ctx x 3
	prints 3 local get ctx x
}

# What CPython says by an AttributeError, whatever it is that is missing.
test_what_is_missing() {
	kthreadctl local add ctx
	kthreadctl local set ctx x 1
	sleeper s
	refused "local ctx has no attribute 'y' (ENODATA: attribute value)" local get ctx y
	refused "local ctx has no attribute 'x' (ENODATA: attribute value)" local get ctx x as s
	refused "local ctx has no attribute 'x' (ENODATA: attribute value)" local unset ctx x as s
	refused "local ctx has no attribute '%s\\x1b' (ENODATA: attribute value)" local get ctx $'%s\e'
	refused 'there is no local nope (ENOENT: attribute name)' local get nope x
	refused 'there is no local nope (ENOENT: attribute name)' local set nope x 1
	refused 'there is no local nope (ENOENT)' local show nope
	refused 'there is no thread t (ENOENT: attribute as)' local get ctx x as t
	refused 'there is no process q (ENOENT: attribute process)' local get ctx x process q
	refused 'there is no process q (ENOENT)' local show process q
	refused "local ctx has no attribute 'y' (ENODATA: attribute value)" -j local get ctx y
	prints 1 local get ctx x
}

test_each_thread_has_its_own() {
	kthreadctl local add ctx
	sleeper a
	sleeper b
	prints '' local set ctx x 1
	prints '' local set ctx x 2 as a
	prints '' local set ctx y 'of b' as id 3
	prints 1 local get ctx x
	prints 2 local get ctx x as '#2'
	prints 'of b' local get ctx y as b
	table "ctx
  #1 MainThread  x=1
  #2 a           x=2
  #3 b           y='of b'"
	prints '' local unset ctx x as a
	prints 1 local get ctx x
}

# The attributes of a thread end with it, those of a local with the local.
test_the_table_shows_who_is_left() {
	kthreadctl local add ctx
	kthreadctl local add more
	kthreadctl local set ctx x 1
	kthreadctl local set more x 3
	kthreadctl timer add name w interval 60m start >/dev/null
	kthreadctl local set ctx x 2 as w
	kthreadctl local set more y 4 as w
	table 'ctx
  #1 MainThread  x=1
  #2 w           x=2
more
  #1 MainThread  x=3
  #2 w           y=4'
	prints 'cancelled 1' timer cancel w
	table 'ctx
  #1 MainThread  x=1
more
  #1 MainThread  x=3'
	prints '' local del ctx
	prints 'more
  #1 MainThread  x=3' local show more
	refused 'the acting thread is not alive (EINVAL: attribute as)' local get more y as w
	refused 'there is no local ctx (ENOENT)' local show ctx
}

test_json() {
	kthreadctl local add ctx
	sleeper s
	kthreadctl local set ctx n -5
	kthreadctl local set ctx words $'q"\t'
	kthreadctl local set ctx raw bytes ff00 as s
	same table '[{"name":"ctx","threads":[{"id":1,"name":"MainThread","attributes":{"n":-5,"words":"q\"\u0009"}},{"id":2,"name":"s","attributes":{"raw":{"bytes":"ff00"}}}]}]' \
		"$(kthreadctl -j local show ctx)"
	same get '["ctx","n",-5]' "$(kthreadctl -j local get ctx n | jq -c '[.name, .attr, .value]')"
	same get '{"bytes":"ff00"}' "$(kthreadctl -j local get ctx raw as s | jq -c .value)"
}

test_words_and_bytes() {
	kthreadctl local add ctx
	prints '' local set ctx digits text 123
	prints '' local set ctx keyword text as
	prints '' local set ctx hex bytes 00C3bC0a
	prints '' local set ctx none bytes ''
	prints '' local set ctx quoted text "it's a \\"
	prints 123 local get ctx digits
	prints as local get ctx keyword
	prints '\x00ü\n' local get ctx hex
	prints '' local get ctx none
	prints "it's a \\" local get ctx quoted
	table "ctx
  #1 MainThread  digits='123' keyword='as' hex='\\x00ü\\n' none='' quoted='it\\'s a \\\\'"
	same string '"123"' "$(kthreadctl -j local get ctx digits | jq -c .value)"
}

test_usage() {
	wrong 'say which local' local add
	wrong 'say which local' local get
	wrong 'say which attribute' local get ctx
	wrong 'say which attribute' local set ctx
	wrong 'say which value: VALUE, text WORDS, or bytes HEX' local set ctx x
	wrong 'this makes no sense here: "2"' local set ctx x 1 2
	wrong 'this makes no sense here: "1"' local set ctx x 1 text 2
	wrong 'this makes no sense here: "y"' local get ctx x y
	wrong 'this makes no sense here: "more"' local del ctx more
	wrong 'this makes no sense here: "more"' local show ctx more
	wrong 'text and bytes exclude each other' local set ctx x text 1 bytes 00
	wrong 'not pairs of hexadecimal digits: "0"' local set ctx x bytes 0
	wrong 'not pairs of hexadecimal digits: "0g"' local set ctx x bytes 0g
	wrong 'not ATTR=VALUE: "x"' local add ctx x
	wrong 'a value is missing after: "as"' local get ctx x as
	same none '[]' "$(kthreadctl -j local show)"
	unset KTHREADCTL_PROCESS
	wrong 'no process given: say "process NAME" or set KTHREADCTL_PROCESS' local show
}

# As __init__ of a subclass is called in each thread, at its first touch.
test_initial_attributes() {
	prints '' local add ctx who=nobody n=7 'text=a=b' none=
	table ctx
	prints nobody local get ctx who
	sleeper s
	prints '' local set ctx x 1 as s
	prints '' local set ctx n 8
	table "ctx
  #1 MainThread  who='nobody' n=8 text='a=b' none=''
  #2 s           who='nobody' n=7 text='a=b' none='' x=1"
	prints '' local unset ctx who as s
	refused "local ctx has no attribute 'who' (ENODATA: attribute value)" local get ctx who as s
	prints nobody local get ctx who
}

test_initial_attributes_that_do_not_fit() {
	refused 'attribute x is given twice (EEXIST: attribute initial)' local add ctx x=1 y=2 x=3
	refused 'a name has 1 to 31 bytes (EINVAL: attribute initial)' local add ctx =1
	table ''
	prints '' local add ctx x=1
}

test_limits() {
	prints '' local add "$(zeros "$NAME_MAX")"
	refused 'a name has 1 to 31 bytes (EINVAL: attribute name)' local add "$(zeros $((NAME_MAX + 1)))"
	refused 'a name has 1 to 31 bytes (EINVAL: attribute name)' local add ''
	kthreadctl local add ctx
	prints '' local set ctx "$(zeros "$NAME_MAX")" 1
	refused 'a name has 1 to 31 bytes (EINVAL: attribute value)' local set ctx "$(zeros $((NAME_MAX + 1)))" 1
	refused 'a name has 1 to 31 bytes (EINVAL: attribute value)' local set ctx '' 1
	prints '' local set ctx long text "$(zeros "$VALUE_MAX")"
	prints "$(zeros "$VALUE_MAX")" local get ctx long
	refused 'a value has at most 1023 bytes (EINVAL: attribute value)' local set ctx long text "$(zeros $((VALUE_MAX + 1)))"
	prints "$(zeros "$VALUE_MAX")" local get ctx long
}

test_names_and_values_are_no_formats() {
	kthreadctl local add '%s%n'
	prints '' local set '%s%n' '%p' '%999999d'
	prints '%999999d' local get '%s%n' '%p'
	table "%s%n
  #1 MainThread  %p='%999999d'"
	kthreadctl local add $'e\e'
	kthreadctl local set $'e\e' $'\n' $'\e[1m'
	prints "e\\x1b
  #1 MainThread  \\n='\\x1b[1m'" local show $'e\e'
}

test_processes_do_not_mix() {
	kthreadctl process add q
	kthreadctl local add ctx
	prints '' local add ctx process q x=1
	kthreadctl local set ctx x 2
	prints 1 local get ctx x process q
	prints 2 local get ctx x
	prints '' local del ctx process q
	prints 2 local get ctx x
}

# A target that runs in main finds what is main's, and one of its own nothing.
test_a_target_finds_what_the_shell_set() {
	modprobe kt_test_local
	kthreadctl local add ctx
	kthreadctl local set ctx x 123
	kthreadctl thread add name main target local_get args ctx,x >/dev/null
	prints 123 thread run main
	kthreadctl thread add name own target local_get args ctx,x start >/dev/null
	expect 3 '' 'Exception in thread own: ENODATA' kthreadctl thread join own
	kthreadctl thread del all
	rmmod kt_test_local
}

run_tests
