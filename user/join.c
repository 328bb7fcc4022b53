// SPDX-License-Identifier: GPL-2.0

#include "join.h"

#include "names.h"
#include "put.h"
#include "thread.h"
#include "views.h"

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
	if (!o->n_refs)
		kt_put_flag(req, KTHREADING_A_JOIN_ALL);
	if (o->any)
		kt_put_u32(req, KTHREADING_A_JOIN_MODE, KTHREADING_JOIN_ANY);
	if (o->timeout.given)
		kt_put_s64(req, KTHREADING_A_JOIN_TIMEOUT_NS, o->timeout.value);
	return req;
}

int join_begin(struct cli *cli, struct options *o)
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
	int status = thread_begin(cli, table, o);

	if (!status && !o->n_refs && !o->all)
		status = cli_usage(cli, "say which threads to join, or \"all\"",
				   NULL);
	if (!status && o->n_refs && o->all)
		status = cli_usage(
			cli, "threads and \"all\" exclude each other", NULL);
	return status;
}

int join_none(void)
{
	struct text t = { 0 };

	json_object_begin(NULL);
	json_string("status",
		    show_name(name_join_status, KTHREADING_JOINED_DONE));
	json_unsigned("joined", 0);
	json_unsigned("pending", 0);
	json_unsigned("raised", 0);
	json_object_end();
	if (show_options.json)
		return CLI_OK;
	text_add(&t, "joined 0");
	show_line(&t, false);
	return CLI_OK;
}

int join_threads(struct cli *cli, const struct options *o)
{
	struct joined joined = { .cli = cli };
	int status;

	joined.single = o->n_refs == 1 && !o->all;
	status = cli_refused(cli, kt_call(join_request(cli, o), take_joined,
					  &joined));
	return status ? status : joined.status;
}
