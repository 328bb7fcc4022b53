// SPDX-License-Identifier: GPL-2.0

#include "thread.h"

#include "list.h"
#include "names.h"
#include "put.h"
#include "views.h"

/* Those that come first, and make a thread a Timer. */
#define TIMER_OPTIONS 5

const struct option timer_add_table[] = {
	OPTION("interval", TAKE_SPAN, interval),
	OPTION("at", TAKE_SPAN, at),
	OPTION("every", TAKE_SPAN, every),
	OPTION("clock", TAKE_CHOICE, clock, name_clock),
	OPTION("slack", TAKE_SPAN, slack),
	OPTION("start", TAKE_NOTHING, start),
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
	{ 0 },
};

const struct option *const thread_add_table = timer_add_table + TIMER_OPTIONS;

const struct option thread_del_table[] = {
	OPTION("all", TAKE_NOTHING, all),
	OPTION("process", TAKE_WORD, process),
	OPTION("", TAKE_REFS, refs),
	{ 0 },
};

const struct option thread_act_table[] = {
	OPTION("all", TAKE_NOTHING, all),
	OPTION("as", TAKE_REF, as),
	OPTION("process", TAKE_WORD, process),
	OPTION("", TAKE_REFS, refs),
	{ 0 },
};

int thread_begin(struct cli *cli, const struct option *table, struct options *o)
{
	int status = parse_options(cli, table, o);

	if (!status)
		status = options_process(cli, o);
	return status ? status : cli_open(cli);
}

struct kt_req *thread_request(struct cli *cli, enum kthreading_cmd cmd,
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

int thread_begin_ref(struct cli *cli, const struct option *table,
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

static void added_line(struct text *t, const struct kt_attrs *attrs)
{
	__u32 id = kt_attr_u32(attrs, KTHREADING_A_THREAD_ID);
	__u32 count = kt_attr_u32(attrs, KTHREADING_A_THREAD_COUNT);
	bool timer = kt_attr_has(attrs, KTHREADING_A_THREAD_TIMER);
	const char *name = kt_attr_str(attrs, KTHREADING_A_THREAD_NAME);

	if (count > 1) {
		text_addf(t, "#%u to #%u, %u %s", id, id + count - 1, count,
			  timer ? "Timers" : "threads");
		return;
	}
	text_addf(t, "#%u ", id);
	text_add_safe(t, name ? name : "");
}

int thread_add(struct cli *cli, const struct options *o)
{
	struct kt_req *req;

	if (cli->list)
		return list_put(cli->list, cli, o) ? CLI_OK : CLI_USAGE;
	req = thread_request(cli, KTHREADING_CMD_THREAD_ADD, o);
	return cli_show(cli, req, thread_fields, added_line);
}

/* A thread that the caller does not want to see. */
static int unwanted(struct cli *cli, const struct thread_view *view,
		    const struct kt_attrs *attrs)
{
	const char *name = kt_attr_str(attrs, KTHREADING_A_THREAD_NAME);

	return cli_failure(cli, CLI_REFUSED, "%s: %s", name ? name : "",
			   view->refusal);
}

struct shown {
	struct cli *cli;
	const struct thread_view *view;
	bool single;
	int status;
};

static int show_thread(const struct kt_attrs *attrs, void *arg)
{
	struct shown *shown = arg;

	if (!shown->view->wants || shown->view->wants(attrs))
		show_row(attrs);
	else if (shown->single)
		shown->status = unwanted(shown->cli, shown->view, attrs);
	return 0;
}

/* Without a thread: all of the process; without that either: all of all. */
static int show_threads(struct cli *cli, const struct options *o,
			const struct thread_view *view)
{
	struct shown shown = { cli, view, o->n_refs, CLI_OK };
	struct kt_req *req;
	int status;

	if (cli_open(cli))
		return CLI_REFUSED;
	req = thread_request(cli, KTHREADING_CMD_THREAD_GET, o);
	if (o->n_refs)
		status = cli_refused(cli, kt_call(req, show_thread, &shown));
	else
		status = cli_dumped(cli, kt_dump(req, show_thread, &shown));
	return status ? status : shown.status;
}

int thread_show(struct cli *cli, const struct thread_view *view)
{
	static const struct option table[] = {
		OPTION("process", TAKE_WORD, process),
		OPTION("", TAKE_REFS, refs),
		{ 0 },
	};
	const struct show_field *columns;
	struct options o;
	int status = parse_options(cli, table, &o);

	if (!status && o.n_refs > 1)
		status = cli_usage(cli, "only one thread at a time here", NULL);
	if (!status && o.n_refs)
		status = options_process(cli, &o);
	if (!o.process)
		o.process = default_process();
	if (!status) {
		columns = show_options.details ? thread_fields : view->columns;
		show_table_begin(thread_fields, columns + !!o.process);
		status = show_threads(cli, &o, view);
		show_table_end(!status);
	}
	options_free(&o);
	return status;
}
