// SPDX-License-Identifier: GPL-2.0

#include "cli.h"
#include "names.h"
#include "parse.h"
#include "views.h"

#include <stdlib.h>

static const struct option process_table[] = {
	OPTION("process", TAKE_WORD, process),
	{ 0 },
};

/* Parse, find the default, open: what most commands here begin with. */
static int thread_begin(struct cli *cli, const struct option *table,
			struct options *o)
{
	int status = parse_options(cli, table, o);

	if (!status)
		status = options_process(cli, o);
	return status ? status : cli_open(cli);
}

/* A request about one thread, or about all where that is said. */
static struct kt_req *thread_request(struct cli *cli, enum kthreading_cmd cmd,
				     const struct options *o)
{
	struct kt_req *req = kt_req_new(cli->sock, cmd);
	unsigned int i;

	put_thread(req, o);
	for (i = 0; i < o->n_refs; i++)
		put_ref(req, KTHREADING_A_THREAD_REF, &o->refs[i]);
	if (o->all)
		kt_put_flag(req, KTHREADING_A_THREAD_ALL);
	return req;
}

/* As thread_begin(), for a command that is about a thread. */
static int thread_begin_ref(struct cli *cli, const struct option *table,
			    struct options *o)
{
	static const char hint[] =
		"say which thread: NAME, #ID, id ID or ident IDENT";
	int status = parse_options(cli, table, o);

	if (!status && !o->n_refs && !o->all)
		status = cli_usage(cli, hint, NULL);
	if (!status && o->n_refs + o->all > 1)
		status = cli_usage(cli, "only one thread at a time here", NULL);
	if (!status)
		status = options_process(cli, o);
	return status ? status : cli_open(cli);
}

/* The whole of a command that changes a thread, and has no reply. */
static int thread_act(struct cli *cli, const struct option *table,
		      enum kthreading_cmd cmd)
{
	struct options o;
	int err, status = thread_begin_ref(cli, table, &o);

	if (!status) {
		err = kt_call(thread_request(cli, cmd, &o), NULL, NULL);
		status = cli_refused(cli, err);
	}
	options_free(&o);
	return status;
}

static void added_line(struct text *t, const struct kt_attrs *attrs)
{
	__u32 id = kt_attr_u32(attrs, KTHREADING_A_THREAD_ID);
	__u32 count = kt_attr_u32(attrs, KTHREADING_A_THREAD_COUNT);
	const char *name = kt_attr_str(attrs, KTHREADING_A_THREAD_NAME);

	if (count > 1) {
		text_addf(t, "#%u to #%u, %u threads", id, id + count - 1,
			  count);
		return;
	}
	text_addf(t, "#%u ", id);
	text_add_safe(t, name ? name : "");
}

static int thread_add(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("name", TAKE_WORD, name),
		OPTION("target", TAKE_WORD, target),
		OPTION("args", TAKE_ARGS, args),
		OPTION("arg", TAKE_ARG, args),
		OPTION("daemon", TAKE_SWITCH, daemon),
		OPTION("count", TAKE_NUMBER, count),
		OPTION("as", TAKE_REF, as),
		OPTION("policy", TAKE_CHOICE, policy, name_policy),
		OPTION("priority", TAKE_NUMBER, priority),
		OPTION("nice", TAKE_SIGNED, nice),
		OPTION("cpus", TAKE_WORD, cpus),
		OPTION("node", TAKE_NUMBER, node),
		OPTION("process", TAKE_WORD, process),
		OPTION("start", TAKE_NOTHING, start),
		{ 0 },
	};
	struct options o;
	struct kt_req *req;
	int status = thread_begin(cli, table, &o);

	if (!status) {
		req = thread_request(cli, KTHREADING_CMD_THREAD_ADD, &o);
		status = cli_show(cli, req, thread_fields, added_line);
	}
	options_free(&o);
	return status;
}

static int thread_set(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("name", TAKE_WORD, name),
		OPTION("daemon", TAKE_SWITCH, daemon),
		OPTION("policy", TAKE_CHOICE, policy, name_policy),
		OPTION("priority", TAKE_NUMBER, priority),
		OPTION("nice", TAKE_SIGNED, nice),
		OPTION("cpus", TAKE_WORD, cpus),
		OPTION("node", TAKE_NUMBER, node),
		OPTION("process", TAKE_WORD, process),
		OPTION("", TAKE_REFS, refs),
		{ 0 },
	};

	return thread_act(cli, table, KTHREADING_CMD_THREAD_SET);
}

static const struct option act_table[] = {
	OPTION("all", TAKE_NOTHING, all),
	OPTION("as", TAKE_REF, as),
	OPTION("process", TAKE_WORD, process),
	OPTION("", TAKE_REFS, refs),
	{ 0 },
};

static int thread_start(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = thread_begin_ref(cli, act_table, &o);

	if (!status) {
		req = thread_request(cli, KTHREADING_CMD_THREAD_START, &o);
		status = cli_show(cli, req, thread_fields, no_line);
	}
	options_free(&o);
	return status;
}

struct ran {
	struct cli *cli;
	int status;
};

static int take_ran(const struct kt_attrs *attrs, void *arg)
{
	__u32 outcome = kt_attr_u32(attrs, KTHREADING_A_THREAD_OUTCOME);
	__u32 error = kt_attr_u32(attrs, KTHREADING_A_THREAD_ERROR);
	const char *name = kt_attr_str(attrs, KTHREADING_A_THREAD_NAME);
	const char *text = kt_attr_str(attrs, KTHREADING_A_THREAD_ERROR_TEXT);
	struct ran *ran = arg;

	show_entry(thread_fields, attrs, thread_result);
	if (outcome == KTHREADING_OUTCOME_RAISED)
		ran->status = cli_raised(ran->cli, name, error, text, 0);
	else
		ran->status = cli_not_returned(ran->cli, outcome);
	return 0;
}

static int thread_run(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("as", TAKE_REF, as),
		OPTION("process", TAKE_WORD, process),
		OPTION("", TAKE_REFS, refs),
		{ 0 },
	};
	struct ran ran = { cli, CLI_OK };
	struct options o;
	struct kt_req *req;
	int status = thread_begin_ref(cli, table, &o);

	if (!status) {
		req = thread_request(cli, KTHREADING_CMD_THREAD_RUN, &o);
		status = cli_refused(cli, kt_call(req, take_ran, &ran));
	}
	options_free(&o);
	return status ? status : ran.status;
}

static int thread_del(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("all", TAKE_NOTHING, all),
		OPTION("process", TAKE_WORD, process),
		OPTION("", TAKE_REFS, refs),
		{ 0 },
	};

	return thread_act(cli, table, KTHREADING_CMD_THREAD_DEL);
}

struct joined {
	struct cli *cli;
	bool single;
	int status;
};

static void joined_line(struct text *t, const struct kt_attrs *attrs)
{
	text_addf(t, "joined %u", kt_attr_u32(attrs, KTHREADING_A_JOIN_JOINED));
}

static void joined_single_line(struct text *t, const struct kt_attrs *attrs)
{
	struct kt_attrs end = kt_attr_nest(attrs, KTHREADING_A_JOIN_END);

	if (kt_attr_has(&end, KTHREADING_A_END_RESULT))
		text_addf(t, "%lld",
			  kt_attr_s64(&end, KTHREADING_A_END_RESULT));
	else if (kt_attr_u32(&end, KTHREADING_A_END_OUTCOME) !=
		 KTHREADING_OUTCOME_RAISED)
		joined_line(t, attrs);
}

/* Only one line on stderr: that not all have ended matters more than how some did. */
static int join_status(struct cli *cli, const struct kt_attrs *attrs)
{
	struct kt_attrs end = kt_attr_nest(attrs, KTHREADING_A_JOIN_END);
	__u32 status = kt_attr_u32(attrs, KTHREADING_A_JOIN_STATUS);
	__u32 done = kt_attr_u32(attrs, KTHREADING_A_JOIN_JOINED);
	__u32 pending = kt_attr_u32(attrs, KTHREADING_A_JOIN_PENDING);
	__u32 raised = kt_attr_u32(attrs, KTHREADING_A_JOIN_RAISED);
	__u32 error = kt_attr_u32(&end, KTHREADING_A_END_ERROR);

	if (status == KTHREADING_JOINED_TIMEOUT)
		return cli_failure(cli, CLI_TIMEOUT,
				   "timed out: %u of %u still alive", pending,
				   done + pending);
	if (!raised)
		return CLI_OK;
	return cli_raised(cli, kt_attr_str(&end, KTHREADING_A_END_NAME), error,
			  kt_attr_str(&end, KTHREADING_A_END_ERROR_TEXT),
			  raised - 1);
}

static int take_joined(const struct kt_attrs *attrs, void *arg)
{
	struct joined *joined = arg;
	show_text_fn line = joined->single ? joined_single_line : joined_line;

	if (kt_attr_u32(attrs, KTHREADING_A_JOIN_STATUS) ==
	    KTHREADING_JOINED_TIMEOUT)
		line = no_line;
	show_entry(join_fields, attrs, line);
	joined->status = join_status(joined->cli, attrs);
	return 0;
}

static struct kt_req *join_request(struct cli *cli, const struct options *o)
{
	struct kt_req *req = kt_req_new(cli->sock, KTHREADING_CMD_THREAD_JOIN);
	unsigned int i;

	kt_put_str(req, KTHREADING_A_JOIN_PROCESS, o->process);
	put_ref(req, KTHREADING_A_JOIN_AS, &o->as);
	for (i = 0; i < o->n_refs; i++)
		put_ref(req, KTHREADING_A_JOIN_REF, &o->refs[i]);
	if (o->all)
		kt_put_flag(req, KTHREADING_A_JOIN_ALL);
	if (o->any)
		kt_put_u32(req, KTHREADING_A_JOIN_MODE, KTHREADING_JOIN_ANY);
	if (o->timeout.given)
		kt_put_s64(req, KTHREADING_A_JOIN_TIMEOUT_NS, o->timeout.value);
	return req;
}

static int thread_join(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("all", TAKE_NOTHING, all),
		OPTION("any", TAKE_NOTHING, any),
		OPTION("timeout", TAKE_SPAN, timeout),
		OPTION("as", TAKE_REF, as),
		OPTION("process", TAKE_WORD, process),
		OPTION("", TAKE_REFS, refs),
		{ 0 },
	};
	struct joined joined = { .cli = cli };
	struct options o;
	int status = thread_begin(cli, table, &o);

	joined.single = o.n_refs == 1 && !o.all;
	if (!status && !o.n_refs && !o.all)
		status = cli_usage(cli, "say which threads to join, or \"all\"",
				   NULL);
	if (!status)
		status = cli_refused(cli, kt_call(join_request(cli, &o),
						  take_joined, &joined));
	options_free(&o);
	return status ? status : joined.status;
}

static int show_thread(const struct kt_attrs *attrs, void *arg)
{
	(void)arg;
	show_row(attrs);
	return 0;
}

/* Without a thread: all of the process; without that either: all of all. */
static int show_threads(struct cli *cli, const struct options *o)
{
	struct kt_req *req;

	if (cli_open(cli))
		return CLI_REFUSED;
	req = thread_request(cli, KTHREADING_CMD_THREAD_GET, o);
	if (o->n_refs)
		return cli_refused(cli, kt_call(req, show_thread, NULL));
	return cli_dumped(cli, kt_dump(req, show_thread, NULL));
}

static int thread_show(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("process", TAKE_WORD, process),
		OPTION("", TAKE_REFS, refs),
		{ 0 },
	};
	struct options o;
	int status = parse_options(cli, table, &o);

	if (!status && o.n_refs > 1)
		status = cli_usage(cli, "only one thread at a time here", NULL);
	if (!status && o.n_refs)
		status = options_process(cli, &o);
	if (!o.process)
		o.process = default_process();
	if (!status) {
		show_table_begin(thread_fields, o.process ? own_thread_columns :
							    thread_fields);
		status = show_threads(cli, &o);
		show_table_end(!status);
	}
	options_free(&o);
	return status;
}

static int show_alive(const struct kt_attrs *attrs, void *arg)
{
	__u32 state = kt_attr_u32(attrs, KTHREADING_A_THREAD_STATE);

	(void)arg;
	if (state != KTHREADING_THREAD_INITIAL &&
	    state != KTHREADING_THREAD_TERMINATED)
		show_entry(thread_fields, attrs, thread_repr);
	return 0;
}

static int thread_enumerate(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = thread_begin(cli, process_table, &o);

	if (!status) {
		req = thread_request(cli, KTHREADING_CMD_THREAD_GET, &o);
		show_table_begin(thread_fields, NULL);
		status = cli_dumped(cli, kt_dump(req, show_alive, NULL));
		show_table_end(!status);
	}
	options_free(&o);
	return status;
}

static void count_line(struct text *t, const struct kt_attrs *attrs)
{
	text_addf(t, "%u", kt_attr_u32(attrs, KTHREADING_A_PROCESS_ALIVE));
}

static int thread_count(struct cli *cli)
{
	static const struct show_field fields[] = {
		{ "active_count", NULL, SHOW_UINT, KTHREADING_A_PROCESS_ALIVE },
		{ 0 },
	};
	struct options o;
	struct kt_req *req;
	int status = thread_begin(cli, process_table, &o);

	if (!status) {
		req = kt_req_new(cli->sock, KTHREADING_CMD_PROCESS_GET);
		kt_put_str(req, KTHREADING_A_PROCESS_NAME, o.process);
		status = cli_show(cli, req, fields, count_line);
	}
	options_free(&o);
	return status;
}

static int thread_current(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("as", TAKE_REF, as),
		OPTION("process", TAKE_WORD, process),
		{ 0 },
	};
	struct options o;
	struct kt_req *req;
	int status = thread_begin(cli, table, &o);

	if (!status) {
		req = thread_request(cli, KTHREADING_CMD_THREAD_GET, &o);
		status = cli_show(cli, req, thread_fields, thread_repr);
	}
	options_free(&o);
	return status;
}

static int thread_main(struct cli *cli)
{
	struct ref main = { .type = KTHREADING_A_REF_ID, .number = 1 };
	struct options o;
	struct kt_req *req;
	int status = thread_begin(cli, process_table, &o);

	if (!status) {
		req = thread_request(cli, KTHREADING_CMD_THREAD_GET, &o);
		put_ref(req, KTHREADING_A_THREAD_REF, &main);
		status = cli_show(cli, req, thread_fields, thread_repr);
	}
	options_free(&o);
	return status;
}

int cmd_thread(struct cli *cli)
{
	static const struct command commands[] = {
		{ "show", "[ REF ] [ process NAME ]", thread_show },
		{ "add",
		  "[ name NAME ] [ target TARGET ] [ args A,B,... ] [ arg A ]... [ daemon on|off ]\n"
		  "           [ count N ] [ as REF ] [ policy other|fifo|rr|batch|idle ] [ priority N ]\n"
		  "           [ nice N ] [ cpus LIST ] [ node N ] [ process NAME ] [ start ]",
		  thread_add },
		{ "set",
		  "REF [ name NAME ] [ daemon on|off ] [ policy other|fifo|rr|batch|idle ]\n"
		  "           [ priority N ] [ nice N ] [ cpus LIST ] [ node N ] [ process NAME ]",
		  thread_set },
		{ "start", "REF|all [ as REF ] [ process NAME ]",
		  thread_start },
		{ "run", "REF [ as REF ] [ process NAME ]", thread_run },
		{ "join",
		  "REF...|all [ any ] [ timeout DURATION ] [ as REF ] [ process NAME ]",
		  thread_join },
		{ "del", "REF|all [ process NAME ]", thread_del },
		{ "enumerate", "[ process NAME ]", thread_enumerate },
		{ "count", "[ process NAME ]", thread_count },
		{ "current", "[ as REF ] [ process NAME ]", thread_current },
		{ "main", "[ process NAME ]", thread_main },
		{ 0 },
	};

	return cli_command(cli, "thread", commands);
}
