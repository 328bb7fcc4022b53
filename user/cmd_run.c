// SPDX-License-Identifier: GPL-2.0
/*
 * The whole life of one thread in a word. The process that it lives in is bound to
 * our socket: however we end, the kernel stops it.
 */

#include "cli.h"
#include "names.h"
#include "put.h"
#include "signals.h"
#include "stream.h"
#include "views.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define USAGE                                                                       \
	"run [ name NAME ] [ daemon on|off ] [ policy other|fifo|rr|batch|idle ]\n" \
	"           [ priority N ] [ nice N ] [ cpus LIST ] [ node N ] TARGET [ ARG... ]"

/* A leftover of our pid's former bearer has the name; try others. */
#define NAME_TRIES 100

struct run {
	struct cli *cli;
	struct options options;
	struct stream stream;
	char process[KTHREADING_PROCESS_NAME_MAX + 1];
	struct signals signals;
	__u32 id;
	__u64 ident;
	/* The report of our own thread's error is the last word, not one of the log. */
	bool reported;
	/* How the thread ended, kept beyond the answer that told it. */
	struct kt_attrs end;
};

static struct kt_req *run_request(struct run *run, enum kthreading_cmd cmd)
{
	struct kt_req *req = kt_req_new(run->cli->sock, cmd);

	kt_put_str(req, KTHREADING_A_PROCESS_NAME, run->process);
	return req;
}

static int ignore(const struct kt_attrs *attrs, void *arg)
{
	(void)attrs;
	(void)arg;
	return 0;
}

static int run_add_process(struct run *run)
{
	struct kt_req *req;
	int i, err = -EEXIST;

	snprintf(run->process, sizeof(run->process), "run-%d", getpid());
	for (i = 2; err == -EEXIST && i < NAME_TRIES; i++) {
		req = run_request(run, KTHREADING_CMD_PROCESS_ADD);
		kt_put_u32(req, KTHREADING_A_PROCESS_OWNER,
			   KTHREADING_OWNER_STOP);
		err = kt_call(req, ignore, NULL);
		if (err == -EEXIST)
			snprintf(run->process, sizeof(run->process),
				 "run-%d-%d", getpid(), i);
	}
	return cli_refused(run->cli, err);
}

static void run_record(const struct kt_attrs *record, void *arg)
{
	bool error = kt_attr_has(record, KTHREADING_A_RECORD_ERROR);
	struct run *run = arg;
	struct text t = { 0 };

	if (error && !show_options.json) {
		if (!run->reported &&
		    kt_attr_u64(record, KTHREADING_A_RECORD_IDENT) ==
			    run->ident) {
			run->reported = true;
			return;
		}
		record_text(&t, record);
		text_add(&t, "\n");
		fflush(stdout);
		fputs(text_str(&t), stderr);
		text_free(&t);
		return;
	}
	show_entry(record_fields, record,
		   show_options.timed ? record_line : record_text);
}

static int take_started(const struct kt_attrs *attrs, void *arg)
{
	struct run *run = arg;

	run->id = kt_attr_u32(attrs, KTHREADING_A_THREAD_ID);
	run->ident = kt_attr_u64(attrs, KTHREADING_A_THREAD_IDENT);
	return 0;
}

static int run_start(struct run *run)
{
	struct kt_req *req =
		kt_req_new(run->cli->sock, KTHREADING_CMD_THREAD_ADD);

	run->options.process = run->process;
	run->options.start = true;
	put_thread(req, &run->options);
	return kt_call(req, take_started, run);
}

static int run_join(struct run *run)
{
	struct ref ref = { .type = KTHREADING_A_REF_ID, .number = run->id };
	struct kt_req *req =
		kt_req_new(run->cli->sock, KTHREADING_CMD_THREAD_JOIN);
	struct kt_answer answer;
	struct kt_attrs end;
	__u32 seq;
	int err;

	kt_put_str(req, KTHREADING_A_JOIN_PROCESS, run->process);
	put_ref(req, KTHREADING_A_JOIN_REF, &ref);
	err = kt_send(req, 0, &seq);
	if (!err)
		err = stream_wait(&run->stream, seq, run->signals.fd, &answer);
	if (err)
		return err;
	end = kt_attr_nest(&answer.attrs, KTHREADING_A_JOIN_END);
	run->end.first = malloc(end.len + 1);
	if (!run->end.first)
		abort();
	memcpy((void *)run->end.first, end.first, end.len);
	run->end.len = end.len;
	return 0;
}

/* Let the process end, by itself or by force, and take its log to the last record. */
static int run_end(struct run *run, enum kthreading_cmd how)
{
	struct kt_answer answer;
	__u32 seq;
	int err;

	/* Somebody else may have told it to end. */
	err = kt_call(run_request(run, how), NULL, NULL);
	if (!err || err == -EALREADY)
		err = kt_send(run_request(run, KTHREADING_CMD_PROCESS_WAIT), 0,
			      &seq);
	if (!err)
		err = stream_wait(&run->stream, seq, run->signals.fd, &answer);
	if (!err)
		err = stream_finish(&run->stream);
	if (!err)
		err = kt_call(run_request(run, KTHREADING_CMD_PROCESS_DEL),
			      NULL, NULL);
	return err;
}

/* The second signal in here leaves at once: the socket's end is the process's end. */
static int run_interrupted(struct run *run)
{
	run_end(run, KTHREADING_CMD_PROCESS_KILL);
	return CLI_INTERRUPTED;
}

static void result_line(struct text *t, const struct kt_attrs *end)
{
	if (kt_attr_has(end, KTHREADING_A_END_RESULT))
		text_addf(t, "%lld", kt_attr_s64(end, KTHREADING_A_END_RESULT));
}

static int run_result(struct run *run)
{
	const struct kt_attrs *end = &run->end;
	__u32 outcome = kt_attr_u32(end, KTHREADING_A_END_OUTCOME);
	__u32 error = kt_attr_u32(end, KTHREADING_A_END_ERROR);

	if (outcome == KTHREADING_OUTCOME_RAISED)
		return cli_raised(run->cli,
				  kt_attr_str(end, KTHREADING_A_END_NAME),
				  error,
				  kt_attr_str(end, KTHREADING_A_END_ERROR_TEXT),
				  0);
	return cli_not_returned(run->cli, outcome);
}

/* All that happens while the thread may write to its log. */
static int run_stream(struct run *run)
{
	int err;

	json_object_begin(NULL);
	json_string("process", run->process);
	json_array_begin("log");
	err = run_join(run);
	if (!err)
		err = run_end(run, KTHREADING_CMD_PROCESS_EXIT);
	if (err == -EINTR)
		run_interrupted(run);
	json_array_end();
	show_fields(end_fields, &run->end);
	json_object_end();
	return err;
}

static int run_thread(struct run *run)
{
	int err = run_start(run);
	int status;

	if (err) {
		status = cli_refused(run->cli, err);
		run_end(run, KTHREADING_CMD_PROCESS_KILL);
		return status;
	}
	err = run_stream(run);
	if (err == -EINTR)
		return CLI_INTERRUPTED;
	if (err)
		return cli_refused(run->cli, err);
	if (!show_options.json)
		show_entry(end_fields, &run->end, result_line);
	return run_result(run);
}

static int run_parse(struct run *run)
{
	static const char hint[] =
		"say which target to run: see \"kthreadctl target show\"";
	static const struct option table[] = {
		OPTION("name", TAKE_WORD, name),
		OPTION("daemon", TAKE_SWITCH, daemon),
		OPTION("policy", TAKE_CHOICE, policy, name_policy),
		OPTION("priority", TAKE_NUMBER, priority),
		OPTION("nice", TAKE_SIGNED, nice),
		OPTION("cpus", TAKE_WORD, cpus),
		OPTION("node", TAKE_NUMBER, node),
		OPTION("", TAKE_CALL, target),
		{ 0 },
	};
	int status = parse_options(run->cli, table, &run->options);

	if (!status && !run->options.target)
		return cli_usage(run->cli, hint, NULL);
	return status;
}

static int run_open(struct run *run)
{
	int status = cli_open(run->cli);

	if (!status)
		status = run_add_process(run);
	if (status)
		return status;
	status = stream_open(&run->stream);
	if (status)
		kt_call(run_request(run, KTHREADING_CMD_PROCESS_KILL), NULL,
			NULL);
	return status;
}

int cmd_run(struct cli *cli)
{
	struct run run = { .cli = cli };
	int status;

	if (cli_is_help(cli))
		return cli_help(USAGE);
	run.stream =
		(struct stream){ cli, NULL, run.process, 0, run_record, &run };
	status = run_parse(&run);
	if (!status) {
		signals_take(&run.signals);
		status = run_open(&run);
		if (!status)
			status = run_thread(&run);
		stream_close(&run.stream);
		status = signals_give_back(&run.signals, status);
	}
	free((void *)run.end.first);
	options_free(&run.options);
	return status;
}
