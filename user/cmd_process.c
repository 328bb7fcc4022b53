// SPDX-License-Identifier: GPL-2.0

#include "cli.h"
#include "names.h"
#include "parse.h"
#include "views.h"

#include <errno.h>
#include <linux/netlink.h>
#include <stdlib.h>

static const struct option name_table[] = {
	OPTION("", TAKE_WORD, process),
	{ 0 },
};

static struct kt_req *process_request(struct cli *cli, enum kthreading_cmd cmd,
				      const struct options *o)
{
	struct kt_req *req = kt_req_new(cli->sock, cmd);

	if (o->process)
		kt_put_str(req, KTHREADING_A_PROCESS_NAME, o->process);
	return req;
}

/* Parse, find the default, open: what every command here begins with. */
static int process_begin(struct cli *cli, const struct option *table,
			 struct options *o)
{
	int status = parse_options(cli, table, o);

	if (!status)
		status = options_process(cli, o);
	return status ? status : cli_open(cli);
}

static void put_choice(struct kt_req *req, int type,
		       const struct number *choice)
{
	if (choice->given)
		kt_put_u32(req, type, choice->value);
}

static int add_refusal(struct cli *cli, const struct options *o)
{
	static const char hint[] =
		"owner stop|join lives as long as the socket: use it in a batch (-b), or \"run\"";

	if (!o->process)
		return cli_usage(cli, "say which name the process shall have",
				 NULL);
	if (o->owner.value == KTHREADING_OWNER_PERSIST || cli->file)
		return CLI_OK;
	return cli_usage(cli, hint, NULL);
}

static int process_add(struct cli *cli)
{
	static const char *const owners[] = { "persist", "stop", "join", NULL };
	static const struct option table[] = {
		OPTION("owner", TAKE_CHOICE, owner, owners),
		OPTION("hook", TAKE_CHOICE, hook, name_hook),
		OPTION("", TAKE_WORD, process),
		{ 0 },
	};
	struct options o;
	struct kt_req *req;
	int status = parse_options(cli, table, &o);

	if (!status)
		status = add_refusal(cli, &o);
	if (!status)
		status = cli_open(cli);
	if (!status) {
		req = process_request(cli, KTHREADING_CMD_PROCESS_ADD, &o);
		put_choice(req, KTHREADING_A_PROCESS_OWNER, &o.owner);
		put_choice(req, KTHREADING_A_PROCESS_HOOK, &o.hook);
		status = cli_show(cli, req, process_fields, no_line);
	}
	options_free(&o);
	return status;
}

static int process_set(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("hook", TAKE_CHOICE, hook, name_hook),
		OPTION("", TAKE_WORD, process),
		{ 0 },
	};
	struct options o;
	struct kt_req *req;
	int status = process_begin(cli, table, &o);

	if (!status && !o.hook.given)
		status = cli_usage(cli, "say what to set: hook log|stop", NULL);
	if (!status) {
		req = process_request(cli, KTHREADING_CMD_PROCESS_SET, &o);
		put_choice(req, KTHREADING_A_PROCESS_HOOK, &o.hook);
		status = cli_refused(cli, kt_call(req, NULL, NULL));
	}
	options_free(&o);
	return status;
}

static int show_process(const struct kt_attrs *attrs, void *arg)
{
	(void)arg;
	show_row(attrs);
	return 0;
}

static int process_show(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = parse_options(cli, name_table, &o);

	if (!status)
		status = cli_open(cli);
	if (!status) {
		req = process_request(cli, KTHREADING_CMD_PROCESS_GET, &o);
		show_table_begin(process_fields, process_fields);
		if (o.process)
			status = cli_refused(cli,
					     kt_call(req, show_process, NULL));
		else
			status = cli_dumped(cli,
					    kt_dump(req, show_process, NULL));
		show_table_end(!status);
	}
	options_free(&o);
	return status;
}

struct wait {
	__u32 status;
	__u32 state;
	bool quiet;
};

static int take_wait(const struct kt_attrs *attrs, void *arg)
{
	struct wait *wait = arg;

	wait->status = kt_attr_u32(attrs, KTHREADING_A_PROCESS_STATUS);
	wait->state = kt_attr_u32(attrs, KTHREADING_A_PROCESS_STATE);
	if (!wait->quiet)
		show_entry(process_fields, attrs, no_line);
	return 0;
}

static int process_wait_for(struct cli *cli, const struct options *o,
			    struct wait *wait)
{
	struct kt_req *req =
		process_request(cli, KTHREADING_CMD_PROCESS_WAIT, o);

	if (o->timeout.given)
		kt_put_s64(req, KTHREADING_A_PROCESS_TIMEOUT_NS,
			   o->timeout.value);
	return kt_call(req, take_wait, wait);
}

static int process_wait(struct cli *cli)
{
	static const struct option table[] = {
		OPTION("timeout", TAKE_SPAN, timeout),
		OPTION("", TAKE_WORD, process),
		{ 0 },
	};
	struct wait wait = { 0 };
	struct options o;
	int status = process_begin(cli, table, &o);

	if (!status)
		status = cli_refused(cli, process_wait_for(cli, &o, &wait));
	if (!status && wait.status == KTHREADING_JOINED_TIMEOUT)
		status = cli_failure(cli, CLI_TIMEOUT,
				     "timed out: process %s is %s", o.process,
				     show_name(name_process_state, wait.state));
	options_free(&o);
	return status;
}

/* Somebody may delete it between its end and our question for that: it has ended. */
static int end_and_wait(struct cli *cli, const struct options *o,
			enum kthreading_cmd cmd)
{
	struct wait wait = { .quiet = true };
	int err = kt_call(process_request(cli, cmd, o), NULL, NULL);

	if (err || o->nowait)
		return cli_refused(cli, err);
	err = process_wait_for(cli, o, &wait);
	return cli_refused(cli, err == -ENOENT ? 0 : err);
}

static int process_end(struct cli *cli, enum kthreading_cmd cmd)
{
	static const struct option table[] = {
		OPTION("nowait", TAKE_NOTHING, nowait),
		OPTION("", TAKE_WORD, process),
		{ 0 },
	};
	struct options o;
	int status = process_begin(cli, table, &o);

	if (!status)
		status = end_and_wait(cli, &o, cmd);
	options_free(&o);
	return status;
}

static int process_exit(struct cli *cli)
{
	return process_end(cli, KTHREADING_CMD_PROCESS_EXIT);
}

static int process_kill(struct cli *cli)
{
	return process_end(cli, KTHREADING_CMD_PROCESS_KILL);
}

static int process_del(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = process_begin(cli, name_table, &o);

	if (!status) {
		req = process_request(cli, KTHREADING_CMD_PROCESS_DEL, &o);
		status = cli_refused(cli, kt_call(req, NULL, NULL));
	}
	options_free(&o);
	return status;
}

int cmd_process(struct cli *cli)
{
	static const struct command commands[] = {
		{ "show", "[ NAME ]", process_show },
		{ "add", "NAME [ owner persist|stop|join ] [ hook log|stop ]",
		  process_add },
		{ "set", "[ NAME ] hook log|stop", process_set },
		{ "exit", "[ NAME ] [ nowait ]", process_exit },
		{ "kill", "[ NAME ] [ nowait ]", process_kill },
		{ "del", "[ NAME ]", process_del },
		{ "wait", "[ NAME ] [ timeout DURATION ]", process_wait },
		{ 0 },
	};

	return cli_command(cli, "process", commands);
}
