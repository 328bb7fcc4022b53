// SPDX-License-Identifier: GPL-2.0

#include "cli.h"
#include "join.h"
#include "names.h"
#include "put.h"
#include "thread.h"
#include "views.h"

#include <stdlib.h>

static const struct option process_table[] = {
	OPTION("process", TAKE_WORD, process),
	{ 0 },
};

int cmd_thread_add(struct cli *cli)
{
	struct options o;
	int status = thread_begin(cli, thread_add_table, &o);

	if (!status)
		status = thread_add(cli, &o);
	options_free(&o);
	return status;
}

static int show_thread(struct cli *cli)
{
	static const struct thread_view view = { .columns = thread_fields };

	return thread_show(cli, &view);
}

/* The whole of a command that changes a thread, and has no reply. */
static int act_on_thread(struct cli *cli, const struct option *table,
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

static int start_thread(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = thread_begin_ref(cli, thread_act_table, &o);

	if (!status) {
		req = thread_request(cli, KTHREADING_CMD_THREAD_START, &o);
		status = cli_show(cli, req, thread_fields, no_line);
	}
	options_free(&o);
	return status;
}

static int del_thread(struct cli *cli)
{
	return act_on_thread(cli, thread_del_table, KTHREADING_CMD_THREAD_DEL);
}

static int join_thread(struct cli *cli)
{
	struct options o;
	int status = join_begin(cli, &o);

	if (!status)
		status = join_threads(cli, &o);
	options_free(&o);
	return status;
}

static int set_thread(struct cli *cli)
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

	return act_on_thread(cli, table, KTHREADING_CMD_THREAD_SET);
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

static int run_thread(struct cli *cli)
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

static int show_alive(const struct kt_attrs *attrs, void *arg)
{
	__u32 state = kt_attr_u32(attrs, KTHREADING_A_THREAD_STATE);

	(void)arg;
	if (state != KTHREADING_THREAD_INITIAL &&
	    state != KTHREADING_THREAD_TERMINATED)
		show_entry(thread_fields, attrs, thread_repr);
	return 0;
}

static int enumerate_threads(struct cli *cli)
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

static int count_threads(struct cli *cli)
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

static int current_thread(struct cli *cli)
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

static int main_thread(struct cli *cli)
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
		{ "show", "[ REF ] [ process NAME ]", show_thread },
		{ "add",
		  "[ name NAME ] [ target TARGET ] [ args A,B,... ] [ arg A ]...\n"
		  "           [ daemon on|off ] [ count N ] [ as REF ] [ policy other|fifo|rr|batch|idle ]\n"
		  "           [ priority N ] [ nice N ] [ cpus LIST ] [ node N ] [ process NAME ] [ start ]",
		  cmd_thread_add },
		{ "set",
		  "REF [ name NAME ] [ daemon on|off ] [ policy other|fifo|rr|batch|idle ]\n"
		  "           [ priority N ] [ nice N ] [ cpus LIST ] [ node N ] [ process NAME ]",
		  set_thread },
		{ "start", "REF|all [ as REF ] [ process NAME ]",
		  start_thread },
		{ "run", "REF [ as REF ] [ process NAME ]", run_thread },
		{ "join",
		  "REF...|all [ any ] [ timeout DURATION ] [ as REF ] [ process NAME ]",
		  join_thread },
		{ "del", "REF|all [ process NAME ]", del_thread },
		{ "enumerate", "[ process NAME ]", enumerate_threads },
		{ "count", "[ process NAME ]", count_threads },
		{ "current", "[ as REF ] [ process NAME ]", current_thread },
		{ "main", "[ process NAME ]", main_thread },
		{ 0 },
	};

	return cli_command(cli, "thread", commands);
}
