// SPDX-License-Identifier: GPL-2.0

#include "cli.h"
#include "names.h"
#include "parse.h"
#include "put.h"
#include "stat_view.h"

static const char *const name_by[] = { "thread", "target", NULL };

/* As in enum kthreading_stat_kind. */
static const struct option stop_table[] = {
	OPTION("latency", TAKE_SPAN, latency),
	OPTION("running", TAKE_SPAN, running),
	OPTION("lateness", TAKE_SPAN, lateness),
	OPTION("off", TAKE_NOTHING, off),
	OPTION("process", TAKE_WORD, process),
	{ 0 },
};

static const struct option process_table[] = {
	OPTION("process", TAKE_WORD, process),
	{ 0 },
};

static int stat_begin(struct cli *cli, const struct option *table,
		      struct options *o)
{
	int status = parse_options(cli, table, o);

	if (!status)
		status = options_process(cli, o);
	return status ? status : cli_open(cli);
}

static struct kt_req *stat_request(struct cli *cli, enum kthreading_cmd cmd,
				   const struct options *o)
{
	struct kt_req *req = kt_req_new(cli->sock, cmd);

	kt_put_str(req, KTHREADING_A_STAT_PROCESS, o->process);
	return req;
}

static int show_stat(const struct kt_attrs *attrs, void *arg)
{
	(void)arg;
	show_entry(stat_fields, attrs, stat_text);
	return 0;
}

static int stat_show(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("by", TAKE_CHOICE, by, name_by),
		OPTION("process", TAKE_WORD, process),
		OPTION("", TAKE_REFS, refs),
		{ 0 },
	};
	struct options o;
	struct kt_req *req;
	int status = stat_begin(cli, table, &o);

	if (!status && o.n_refs > 1)
		status = cli_usage(cli, "only one thread at a time here", NULL);
	if (!status) {
		req = stat_request(cli, KTHREADING_CMD_STAT_GET, &o);
		if (o.n_refs)
			put_ref(req, KTHREADING_A_STAT_REF, o.refs);
		if (o.by.value)
			kt_put_flag(req, KTHREADING_A_STAT_BY_TARGET);
		show_table_begin(stat_fields, NULL);
		status = cli_dumped(cli, kt_dump(req, show_stat, NULL));
		show_table_end(!status);
	}
	options_free(&o);
	return status;
}

static int stat_status(struct cli *cli)
{
	struct options o;
	int status = stat_begin(cli, process_table, &o);

	if (!status)
		status = cli_show(
			cli, stat_request(cli, KTHREADING_CMD_STAT_GET, &o),
			stat_status_fields, stat_status_text);
	options_free(&o);
	return status;
}

static int stat_measure(struct cli *cli, bool on)
{
	struct options o;
	struct kt_req *req;
	int status = stat_begin(cli, process_table, &o);

	if (!status) {
		req = stat_request(cli, KTHREADING_CMD_STAT_SET, &o);
		kt_put_u8(req, KTHREADING_A_STAT_MEASURE, on);
		status = cli_refused(cli, kt_call(req, NULL, NULL));
	}
	options_free(&o);
	return status;
}

static int stat_on(struct cli *cli)
{
	return stat_measure(cli, true);
}

static int stat_off(struct cli *cli)
{
	return stat_measure(cli, false);
}

static int stat_reset(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = stat_begin(cli, process_table, &o);

	if (!status) {
		req = stat_request(cli, KTHREADING_CMD_STAT_SET, &o);
		kt_put_flag(req, KTHREADING_A_STAT_RESET);
		status = cli_refused(cli, kt_call(req, NULL, NULL));
	}
	options_free(&o);
	return status;
}

static int stop_refusal(struct cli *cli, const struct options *o)
{
	int given = o->latency.given + o->running.given + o->lateness.given +
		    o->off;

	if (given != 1)
		return cli_usage(
			cli,
			"say what stops it: latency, running or lateness DURATION, or off",
			NULL);
	if (o->latency.value < 0 || o->running.value < 0 ||
	    o->lateness.value < 0)
		return cli_usage(cli, "no time is that short", NULL);
	return CLI_OK;
}

static void put_stop(struct kt_req *req, const struct options *o)
{
	const struct number *limits[] = {
		[KTHREADING_STAT_LATENCY] = &o->latency,
		[KTHREADING_STAT_RUNNING] = &o->running,
		[KTHREADING_STAT_LATENESS] = &o->lateness,
	};
	__s64 ns = 0;
	__u32 i, kind = 0;

	for (i = 0; i < ARRAY_SIZE(limits); i++) {
		if (!limits[i]->given)
			continue;
		kind = i;
		ns = limits[i]->value ? limits[i]->value : 1;
	}
	kt_put_u32(req, KTHREADING_A_STAT_STOP_ON, kind);
	kt_put_u64(req, KTHREADING_A_STAT_STOP_NS, ns);
}

static int stat_stop_on(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = parse_options(cli, stop_table, &o);

	if (!status)
		status = stop_refusal(cli, &o);
	if (!status)
		status = options_process(cli, &o);
	if (!status)
		status = cli_open(cli);
	if (!status) {
		req = stat_request(cli, KTHREADING_CMD_STAT_SET, &o);
		put_stop(req, &o);
		status = cli_refused(cli, kt_call(req, NULL, NULL));
	}
	options_free(&o);
	return status;
}

int cmd_stat(struct cli *cli)
{
	static const struct command commands[] = {
		{ "show", "[ REF ] [ by thread|target ] [ process NAME ]",
		  stat_show },
		{ "on", "[ process NAME ]", stat_on },
		{ "off", "[ process NAME ]", stat_off },
		{ "reset", "[ process NAME ]", stat_reset },
		{ "stop-on",
		  "latency|running|lateness DURATION | off [ process NAME ]",
		  stat_stop_on },
		{ "status", "[ process NAME ]", stat_status },
		{ 0 },
	};

	return cli_command(cli, "stat", commands);
}
