// SPDX-License-Identifier: GPL-2.0

#include "cli.h"
#include "parse.h"
#include "views.h"

static int show_target(const struct kt_attrs *attrs, void *arg)
{
	(void)arg;
	show_row(attrs);
	return 0;
}

static int target_request(struct cli *cli, const struct options *o)
{
	struct kt_req *req;

	if (cli_open(cli))
		return CLI_REFUSED;
	req = kt_req_new(cli->sock, KTHREADING_CMD_TARGET_GET);
	if (!o->name)
		return cli_dumped(cli, kt_dump(req, show_target, NULL));
	kt_put_str(req, KTHREADING_A_TARGET_NAME, o->name);
	return cli_refused(cli, kt_call(req, show_target, NULL));
}

/* A single target is shown with all that its parameters take. */
static int target_show(struct cli *cli)
{
	static const struct option table[] = { OPTION("", TAKE_WORD, name),
					       { 0 } };
	bool details = show_options.details;
	struct options o;
	int status = parse_options(cli, table, &o);

	if (!status) {
		show_options.details |= !!o.name;
		show_table_begin(target_fields, target_fields);
		status = target_request(cli, &o);
		show_table_end(!status);
		show_options.details = details;
	}
	options_free(&o);
	return status;
}

int cmd_target(struct cli *cli)
{
	static const struct command commands[] = {
		{ "show", "[ NAME ]", target_show },
		{ 0 },
	};

	return cli_command(cli, "target", commands);
}
