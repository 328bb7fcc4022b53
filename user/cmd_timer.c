// SPDX-License-Identifier: GPL-2.0
/* A Timer is a thread: what is said here is said to the Timers among the threads. */

#include "cli.h"
#include "join.h"
#include "put.h"
#include "thread.h"
#include "views.h"

#include <errno.h>

static int add_refusal(struct cli *cli, struct options *o)
{
	/* The first time is one period after the start, as all others follow each other. */
	if (!o->interval.given && !o->at.given)
		o->interval = o->every;
	if (!o->interval.given && !o->at.given)
		return cli_usage(
			cli, "say when: interval, at, or every DURATION", NULL);
	if (o->interval.given && o->at.given)
		return cli_usage(cli, "interval and at exclude each other",
				 NULL);
	if (o->slack.value < 0)
		return cli_usage(cli, "slack cannot be negative", NULL);
	return CLI_OK;
}

int cmd_timer_add(struct cli *cli)
{
	struct options o;
	int status = parse_options(cli, timer_add_table, &o);

	if (!status)
		status = add_refusal(cli, &o);
	if (!status)
		status = options_process(cli, &o);
	if (!status)
		status = cli_open(cli);
	if (!status)
		status = thread_add(cli, &o);
	options_free(&o);
	return status;
}

static bool is_timer(const struct kt_attrs *thread)
{
	return kt_attr_has(thread, KTHREADING_A_THREAD_TIMER);
}

static int show_timer(struct cli *cli)
{
	static const struct thread_view view = {
		.columns = timer_columns,
		.wants = is_timer,
		.refusal = "this thread is not a Timer",
	};

	return thread_show(cli, &view);
}

/* The Timers that "all" means to a command. */
struct wanted {
	struct options *o;
	bool (*wants)(__u32 state);
};

static bool is_initial(__u32 state)
{
	return state == KTHREADING_THREAD_INITIAL;
}

static bool is_dead(__u32 state)
{
	return is_initial(state) || state == KTHREADING_THREAD_TERMINATED;
}

static bool is_alive(__u32 state)
{
	return !is_dead(state);
}

static int take_wanted(const struct kt_attrs *attrs, void *arg)
{
	struct ref ref = {
		.type = KTHREADING_A_REF_ID,
		.number = kt_attr_u32(attrs, KTHREADING_A_THREAD_ID),
	};
	struct wanted *wanted = arg;

	if (is_timer(attrs) &&
	    wanted->wants(kt_attr_u32(attrs, KTHREADING_A_THREAD_STATE)))
		options_add_ref(wanted->o, &ref);
	return 0;
}

/* To the kernel all are all threads: ask for them, and take the Timers. */
static int find_timers(struct cli *cli, struct options *o,
		       bool (*wants)(__u32 state))
{
	struct wanted wanted = { o, wants };
	struct kt_req *req;

	if (!o->all)
		return CLI_OK;
	o->all = false;
	req = thread_request(cli, KTHREADING_CMD_THREAD_GET, o);
	o->all = true;
	return cli_dumped(cli, kt_dump(req, take_wanted, &wanted));
}

static int show_started(const struct kt_attrs *attrs, void *arg)
{
	(void)arg;
	show_entry(thread_fields, attrs, no_line);
	return 0;
}

/* Of all, some may be gone, or started by others, before their turn comes. */
static int act_on(struct cli *cli, const struct options *o,
		  enum kthreading_cmd cmd, kt_attrs_fn fn)
{
	struct options one = *o;
	unsigned int i;
	int err = 0;

	one.n_refs = 1;
	one.all = false;
	for (i = 0; i < o->n_refs && !err; i++) {
		one.refs = &o->refs[i];
		err = kt_call(thread_request(cli, cmd, &one), fn, NULL);
		if (o->all &&
		    (err == -ENOENT || err == -EALREADY || err == -EBUSY))
			err = 0;
	}
	return cli_refused(cli, err);
}

static int start_timer(struct cli *cli)
{
	struct options o;
	int status = thread_begin_ref(cli, thread_act_table, &o);

	if (!status)
		status = find_timers(cli, &o, is_initial);
	if (!status) {
		if (o.all)
			show_table_begin(thread_fields, NULL);
		status = act_on(cli, &o, KTHREADING_CMD_THREAD_START,
				show_started);
		if (o.all)
			show_table_end(!status);
	}
	options_free(&o);
	return status;
}

static int del_timer(struct cli *cli)
{
	struct options o;
	int status = thread_begin_ref(cli, thread_del_table, &o);

	if (!status)
		status = find_timers(cli, &o, is_dead);
	if (!status)
		status = act_on(cli, &o, KTHREADING_CMD_THREAD_DEL, NULL);
	options_free(&o);
	return status;
}

static int join_timer(struct cli *cli)
{
	struct options o;
	int status = join_begin(cli, &o);

	if (!status)
		status = find_timers(cli, &o, is_alive);
	if (!status)
		status = o.n_refs ? join_threads(cli, &o) : join_none();
	options_free(&o);
	return status;
}

static const struct show_field cancelled_fields[] = {
	{ "cancelled", NULL, SHOW_UINT, KTHREADING_A_THREAD_COUNT },
	{ 0 },
};

static void cancelled_line(struct text *t, const struct kt_attrs *attrs)
{
	text_addf(t, "cancelled %u",
		  kt_attr_u32(attrs, KTHREADING_A_THREAD_COUNT));
}

/* It was due before: as in Python that is no error. */
static void cancelled_one_line(struct text *t, const struct kt_attrs *attrs)
{
	cancelled_line(t, attrs);
	if (!kt_attr_u32(attrs, KTHREADING_A_THREAD_COUNT))
		text_add(t, " (too late)");
}

static int cancel_timer(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = thread_begin_ref(cli, thread_del_table, &o);

	if (!status) {
		req = thread_request(cli, KTHREADING_CMD_TIMER_CANCEL, &o);
		status = cli_show(cli, req, cancelled_fields,
				  o.all ? cancelled_line : cancelled_one_line);
	}
	options_free(&o);
	return status;
}

int cmd_timer(struct cli *cli)
{
	static const struct command commands[] = {
		{ "show", "[ REF ] [ process NAME ]", show_timer },
		{ "add",
		  "[ interval DURATION|at DURATION ] [ every DURATION ]\n"
		  "           [ clock monotonic|boottime ] [ slack DURATION ] [ name NAME ]\n"
		  "           [ target TARGET ] [ args A,B,... ] [ arg A ]... [ daemon on|off ] [ count N ]\n"
		  "           [ as REF ] [ policy other|fifo|rr|batch|idle ] [ priority N ] [ nice N ]\n"
		  "           [ cpus LIST ] [ node N ] [ process NAME ] [ start ]",
		  cmd_timer_add },
		{ "start", "REF|all [ as REF ] [ process NAME ]", start_timer },
		{ "cancel", "REF|all [ process NAME ]", cancel_timer },
		{ "join",
		  "REF...|all [ any ] [ timeout DURATION ] [ as REF ] [ process NAME ]",
		  join_timer },
		{ "del", "REF|all [ process NAME ]", del_timer },
		{ 0 },
	};

	return cli_command(cli, "timer", commands);
}
