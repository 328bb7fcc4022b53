// SPDX-License-Identifier: GPL-2.0
/*
 * What the kernel tells its groups, as it happens. When it could not tell all, the objects
 * are asked for their state, and the logs, which number their records, for what was missed.
 */

#include "cli.h"
#include "event.h"
#include "marks.h"
#include "parse.h"
#include "signals.h"

#include <errno.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>

#define USAGE \
	"monitor [ thread|timer|process|log ]... [ process NAME ] [ count N ]"

/* One who follows the groups. */
struct monitor {
	struct cli *cli;
	/* The socket that is told; the command line's asks. */
	struct kt_sock *notes;
	bool wants[EVENT_CLASSES];
	/* Of whom alone, or NULL. */
	const char *process;
	struct number count;
	/* Since the kernel could not tell all, and until all was told that there was. */
	bool lost;
	struct marks marks;
};

static bool is_keyword(const char *word)
{
	int i;

	for (i = 0; i < EVENT_CLASSES; i++) {
		if (!strcmp(word, event_class_name[i]))
			return true;
	}
	return !strcmp(word, "count");
}

/* "process" is a class, but where a name follows it says whose events are wanted. */
static bool names_process(struct cli *cli, const char *word)
{
	return !strcmp(word, "process") && cli->count &&
	       !is_keyword(cli->words[0]);
}

static int take_count(struct cli *cli, struct number *count)
{
	const char *word = cli_next(cli);

	count->given = true;
	if (!word)
		return cli_usage(cli, "a value is missing after", "count");
	if (!parse_s64(word, &count->value) || count->value < 1)
		return cli_usage(cli, "not a number of events", word);
	return CLI_OK;
}

static int take_class(struct monitor *m, const char *word)
{
	int i;

	for (i = 0; i < EVENT_CLASSES; i++) {
		if (cli_matches(word, event_class_name[i])) {
			m->wants[i] = true;
			return CLI_OK;
		}
	}
	return cli_usage(m->cli, "this makes no sense here", word);
}

static int parse(struct monitor *m)
{
	static const bool none[EVENT_CLASSES];
	const char *word;
	int status = CLI_OK;

	while (!status && (word = cli_next(m->cli))) {
		if (names_process(m->cli, word))
			m->process = cli_next(m->cli);
		else if (cli_matches(word, "count"))
			status = take_count(m->cli, &m->count);
		else
			status = take_class(m, word);
	}
	if (!memcmp(m->wants, none, sizeof(none)))
		memset(m->wants, true, sizeof(m->wants));
	return status;
}

static bool is_over(const struct monitor *m)
{
	return m->count.given && m->count.value <= 0;
}

static bool is_wanted(const struct monitor *m, const char *process)
{
	return process && (!m->process || !strcmp(process, m->process));
}

static void show_record(struct monitor *m, const struct kt_attrs *record)
{
	if (is_over(m))
		return;
	m->count.value--;
	event_show_record(record);
}

/* Records of one log that are asked for. */
struct missed {
	struct monitor *m;
	__u64 last;
	__u64 lost;
};

static int take_missed(const struct kt_attrs *record, void *arg)
{
	__u64 seq = kt_attr_u64(record, KTHREADING_A_RECORD_SEQ);
	struct missed *missed = arg;

	if (seq <= missed->last)
		return 0;
	missed->lost += seq - missed->last - 1;
	missed->last = seq;
	show_record(missed->m, record);
	return 0;
}

/* Ask the log for what follows the mark, up to number @until at least. */
static int catch_up(struct monitor *m, const char *process, __u64 until)
{
	struct kt_req *req = kt_req_new(m->cli->sock, KTHREADING_CMD_LOG_GET);
	struct mark *mark = marks_find(&m->marks, process);
	struct missed missed = { .m = m, .last = mark->last };
	int err;

	kt_put_str(req, KTHREADING_A_RECORD_PROCESS, process);
	kt_put_u64(req, KTHREADING_A_RECORD_SEQ, mark->last + 1);
	err = kt_dump(req, take_missed, &missed);
	if (missed.last < until) {
		missed.lost += until - missed.last;
		missed.last = until;
	}
	mark->last = missed.last;
	if (missed.lost)
		cli_failure(m->cli, CLI_OK, "%llu lost from the log of %s",
			    missed.lost, process);
	return err == -ENOENT || err > 0 ? 0 : err;
}

/*
 * Two threads that log at once may be told in the wrong order, and some may be lost on the
 * way: where the number is not the next one, the log itself is asked.
 */
static int take_record(struct monitor *m, const struct kt_attrs *record)
{
	const char *process = kt_attr_str(record, KTHREADING_A_RECORD_PROCESS);
	__u64 seq = kt_attr_u64(record, KTHREADING_A_RECORD_SEQ);
	struct mark *mark;
	int err;

	if (!m->wants[EVENT_LOG] || !is_wanted(m, process))
		return 0;
	mark = marks_find(&m->marks, process);
	if (!mark)
		mark = marks_add(&m->marks, process);
	if (seq > mark->last + 1) {
		err = catch_up(m, process, seq - 1);
		if (err)
			return err;
	}
	if (seq <= mark->last)
		return 0;
	mark->last = seq;
	show_record(m, record);
	return 0;
}

static void take_event(struct monitor *m, const struct kt_attrs *event)
{
	const char *process = kt_attr_str(event, KTHREADING_A_EVENT_PROCESS);
	enum event_class class = event_class(event);

	if (!is_wanted(m, process) || class == EVENT_CLASSES)
		return;
	if (kt_attr_u32(event, KTHREADING_A_EVENT_KIND) ==
	    KTHREADING_EVENT_PROCESS_DEL)
		marks_forget(&m->marks, process);
	if (!m->wants[class])
		return;
	m->count.value--;
	event_show(event);
}

/* What is known of the logs before and after processes are asked for. */
struct sync {
	struct monitor *m;
	struct marks before;
	/* Tell their states, and what was missed; else only see how far their logs are. */
	bool tell;
};

static int sync_process(const struct kt_attrs *attrs, void *arg)
{
	const char *process = kt_attr_str(attrs, KTHREADING_A_PROCESS_NAME);
	__u32 id = kt_attr_u32(attrs, KTHREADING_A_PROCESS_ID);
	__u64 last = kt_attr_u32(attrs, KTHREADING_A_PROCESS_LOG_RECORDS) +
		     kt_attr_u64(attrs, KTHREADING_A_PROCESS_LOG_DROPPED);
	struct sync *sync = arg;
	struct mark *mark, *before;

	if (!is_wanted(sync->m, process))
		return 0;
	mark = marks_add(&sync->m->marks, process);
	mark->id = id;
	mark->last = sync->tell ? 0 : last;
	before = marks_find(&sync->before, process);
	if (before && (!before->id || before->id == id) && before->last <= last)
		mark->last = before->last;
	if (sync->tell && sync->m->wants[EVENT_PROCESS])
		event_show_process(attrs);
	if (sync->tell && sync->m->wants[EVENT_LOG] && mark->last < last)
		return catch_up(sync->m, process, last);
	return 0;
}

static int sync_processes(struct monitor *m, bool tell)
{
	struct sync sync = { .m = m, .before = m->marks, .tell = tell };
	struct kt_req *req =
		kt_req_new(m->cli->sock, KTHREADING_CMD_PROCESS_GET);
	int err;

	m->marks = (struct marks){ 0 };
	err = kt_dump(req, sync_process, &sync);
	marks_free(&sync.before);
	return err < 0 ? err : 0;
}

static int sync_thread(const struct kt_attrs *attrs, void *arg)
{
	enum event_class class = kt_attr_has(attrs, KTHREADING_A_THREAD_TIMER) ?
					 EVENT_TIMER :
					 EVENT_THREAD;
	struct monitor *m = arg;

	if (m->wants[class])
		event_show_thread(attrs, class);
	return 0;
}

static int sync_threads(struct monitor *m)
{
	struct kt_req *req;
	int err;

	if (!m->wants[EVENT_THREAD] && !m->wants[EVENT_TIMER])
		return 0;
	req = kt_req_new(m->cli->sock, KTHREADING_CMD_THREAD_GET);
	if (m->process)
		kt_put_str(req, KTHREADING_A_THREAD_PROCESS, m->process);
	err = kt_dump(req, sync_thread, m);
	return err == -ENOENT || err > 0 ? 0 : err;
}

static int synchronise(struct monitor *m)
{
	int err;

	m->lost = false;
	cli_failure(m->cli, CLI_OK, "events were lost, resynchronising");
	err = sync_processes(m, true);
	return err ? err : sync_threads(m);
}

static int take_note(struct monitor *m, const struct kt_answer *answer)
{
	if (answer->cmd == KTHREADING_CMD_LOG_NTF)
		return take_record(m, &answer->attrs);
	if (answer->cmd == KTHREADING_CMD_EVENT_NTF)
		take_event(m, &answer->attrs);
	return 0;
}

/*
 * Nothing is there: what was told before a loss comes after the news of it, and now all of
 * that is through. Ask for the present state, or wait for more.
 */
static int idle(struct monitor *m, int signals)
{
	struct pollfd fds[] = {
		{ .fd = kt_sock_fd(m->notes), .events = POLLIN },
		{ .fd = signals, .events = POLLIN },
	};

	if (m->lost)
		return synchronise(m);
	fflush(stdout);
	return poll(fds, ARRAY_SIZE(fds), -1) < 0 ? -errno : 0;
}

static bool is_interrupted(int signals)
{
	struct pollfd fd = { .fd = signals, .events = POLLIN };

	return poll(&fd, 1, 0) > 0;
}

static int follow(struct monitor *m, int signals)
{
	struct kt_answer answer;
	int err = 0;

	while (!err && !is_over(m)) {
		if (is_interrupted(signals))
			return -EINTR;
		err = kt_sock_next(m->notes, &answer, 0);
		if (err == -ENOBUFS) {
			m->lost = true;
			err = 0;
		} else if (err == -ETIMEDOUT) {
			err = idle(m, signals);
		} else if (!err) {
			err = take_note(m, &answer);
		}
	}
	return err;
}

static int subscribe(struct monitor *m)
{
	int err = kt_sock_open(&m->notes);

	if (err)
		return cli_open_error(m->cli, err);
	err = kt_sock_subscribe(m->notes, KTHREADING_MCGRP_EVENT);
	if (!err && m->wants[EVENT_LOG])
		err = kt_sock_subscribe(m->notes, KTHREADING_MCGRP_LOG);
	if (err)
		return cli_failure(m->cli, CLI_REFUSED,
				   "cannot follow what happens: %s",
				   strerror(-err));
	return CLI_OK;
}

/* How far the logs are comes first: what is written from then on is new. */
static int run(struct monitor *m)
{
	struct signals signals;
	int err, status = cli_refused(m->cli, sync_processes(m, false));

	if (!status)
		status = subscribe(m);
	if (status)
		return status;
	signals_take(&signals);
	err = follow(m, signals.fd);
	if (err == -EINTR)
		status = CLI_INTERRUPTED;
	else
		status = cli_refused(m->cli, err);
	return signals_give_back(&signals, status);
}

int cmd_monitor(struct cli *cli)
{
	struct monitor m = { .cli = cli };
	int status;

	if (cli_is_help(cli))
		return cli_help(USAGE);
	status = parse(&m);
	if (!status)
		status = cli_open(cli);
	if (!status)
		status = run(&m);
	kt_sock_close(m.notes);
	marks_free(&m.marks);
	return status;
}
