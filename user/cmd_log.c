// SPDX-License-Identifier: GPL-2.0

#include "cli.h"
#include "parse.h"
#include "signals.h"
#include "stream.h"
#include "views.h"

#include <errno.h>

static const struct option table[] = {
	OPTION("process", TAKE_WORD, process),
	{ 0 },
};

static int log_begin(struct cli *cli, struct options *o)
{
	int status = parse_options(cli, table, o);

	if (!status)
		status = options_process(cli, o);
	return status ? status : cli_open(cli);
}

static int show_record(const struct kt_attrs *attrs, void *arg)
{
	(void)arg;
	show_entry(record_fields, attrs, record_line);
	return 0;
}

static int log_show(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = log_begin(cli, &o);

	if (!status) {
		req = kt_req_new(cli->sock, KTHREADING_CMD_LOG_GET);
		kt_put_str(req, KTHREADING_A_RECORD_PROCESS, o.process);
		show_table_begin(record_fields, NULL);
		status = cli_dumped(cli, kt_dump(req, show_record, NULL));
		show_table_end(!status);
	}
	options_free(&o);
	return status;
}

static void show_streamed(const struct kt_attrs *record, void *arg)
{
	show_record(record, arg);
}

/* The end of the process is the end of its log. */
static int follow(struct stream *s, int signals)
{
	struct kt_req *req =
		kt_req_new(s->cli->sock, KTHREADING_CMD_PROCESS_WAIT);
	struct kt_answer answer;
	__u32 seq;
	int err;

	kt_put_str(req, KTHREADING_A_PROCESS_NAME, s->process);
	err = kt_send(req, 0, &seq);
	if (!err)
		err = stream_catch_up(s);
	if (!err)
		err = stream_wait(s, seq, signals, &answer);
	return err ? err : stream_finish(s);
}

static int follow_or_stop(struct stream *s)
{
	struct signals signals;
	int err, status;

	signals_take(&signals);
	err = follow(s, signals.fd);
	status = err == -EINTR ? CLI_INTERRUPTED : cli_refused(s->cli, err);
	return signals_give_back(&signals, status);
}

/* In JSON one object per line, as there is no telling when it ends. */
static int log_follow(struct cli *cli)
{
	struct stream s = { .cli = cli, .fn = show_streamed };
	struct options o;
	int status = log_begin(cli, &o);

	s.process = o.process;
	if (!status)
		status = stream_open(&s);
	if (!status) {
		status = follow_or_stop(&s);
		stream_close(&s);
	}
	options_free(&o);
	return status;
}

int cmd_log(struct cli *cli)
{
	static const struct command commands[] = {
		{ "show", "[ process NAME ]", log_show },
		{ "follow", "[ process NAME ]", log_follow },
		{ 0 },
	};

	return cli_command(cli, "log", commands);
}
