// SPDX-License-Identifier: GPL-2.0

#include "cli.h"
#include "views.h"

static void version_line(struct text *t, const struct kt_attrs *attrs)
{
	const char *module = kt_attr_str(attrs, KTHREADING_A_VERSION_RELEASE);
	const char *kernel = kt_attr_str(attrs, KTHREADING_A_VERSION_KERNEL);

	text_add(t, "kthreadctl " KTHREADCTL_RELEASE ", module ");
	text_add_safe(t, module ? module : "?");
	text_add(t, ", kernel ");
	text_add_safe(t, kernel ? kernel : "?");
}

static int show_version(const struct kt_attrs *attrs, void *arg)
{
	struct text t = { 0 };

	(void)arg;
	json_object_begin(NULL);
	json_string("kthreadctl", KTHREADCTL_RELEASE);
	show_fields(version_fields, attrs);
	json_object_end();
	if (show_options.json)
		return 0;
	version_line(&t, attrs);
	show_line(&t, false);
	return 0;
}

int cmd_version(struct cli *cli)
{
	struct kt_req *req;

	if (cli_is_help(cli))
		return cli_help("version");
	if (cli->count)
		return cli_usage(cli, "this makes no sense here",
				 cli_next(cli));
	if (cli_open(cli))
		return CLI_REFUSED;
	req = kt_req_new(cli->sock, KTHREADING_CMD_VERSION_GET);
	return cli_refused(cli, kt_call(req, show_version, NULL));
}
