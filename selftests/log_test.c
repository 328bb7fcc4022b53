// SPDX-License-Identifier: GPL-2.0
/* The log: a bounded ring, whole records and pieces, its mirror and its group. */

#include <sys/klog.h>

#include "kt_join.h"
#include "kt_log.h"
#include "kt_module.h"

#define READ_ALL 3
#define RING 4

FIXTURE(log)
{
	struct kt_lab lab;
	char log_records[16];
};

FIXTURE_SETUP(log)
{
	ASSERT_EQ(0, kt_param_read(KT_PARAM("log_records"), self->log_records,
				   sizeof(self->log_records)));
	ASSERT_EQ(0, kt_param_write(KT_PARAM("log_records"), "4"));
	ASSERT_EQ(0, kt_lab_open(&self->lab));
}

FIXTURE_TEARDOWN(log)
{
	EXPECT_EQ(0,
		  kt_param_write(KT_PARAM("log_records"), self->log_records));
	EXPECT_EQ(0, kt_lab_close(&self->lab));
}

/* A thread that writes one record, and has ended when this returns. */
static int write_log(struct kt_lab *lab, const char *name, const char *target,
		     const char *text)
{
	struct kt_join_spec join = { 0 };
	struct kt_joined joined;
	struct kt_spec add = {
		.name = name,
		.target = target,
		.args = { text },
		.start = true,
	};
	struct kt_seen t;
	int err = kt_thread(lab, KTHREADING_CMD_THREAD_ADD, &t, &add);

	if (err)
		return err;
	join.ids[0] = t.id;
	return kt_call(kt_join_req(lab, &join), kt_read_joined, &joined);
}

TEST_F(log, bounded_ring_counts_what_it_drops)
{
	struct kt_record records[RING + 1], record;
	struct kt_process_seen process;
	char text[16];
	int i;

	for (i = 1; i <= 10; i++) {
		snprintf(text, sizeof(text), "record %d", i);
		ASSERT_EQ(0, write_log(&self->lab, "writer", "log", text));
	}
	ASSERT_EQ(0, process_call(GET, &process));
	EXPECT_EQ(RING, process.records);
	EXPECT_EQ(10 - RING, process.dropped);
	ASSERT_EQ(RING, kt_log_read(&self->lab, 0, records, RING + 1));
	for (i = 0; i < RING; i++) {
		snprintf(text, sizeof(text), "record %d", 10 - RING + 1 + i);
		EXPECT_EQ(10 - RING + 1 + i, records[i].seq);
		EXPECT_STREQ(text, records[i].text);
		EXPECT_STREQ(self->lab.process, records[i].process);
		EXPECT_FALSE(records[i].error);
	}
	ASSERT_EQ(0, kt_log_one(&self->lab, 7, &record));
	EXPECT_STREQ("record 7", record.text);
	EXPECT_EQ(-ENODATA, kt_log_one(&self->lab, 6, &record));
	EXPECT_STREQ("there is no record 6", said());
	EXPECT_EQ(-ENODATA, kt_log_one(&self->lab, 11, &record));
	EXPECT_STREQ("there is no record 11", said());
	ASSERT_EQ(2, kt_log_read(&self->lab, 9, records, RING));
	EXPECT_EQ(9, records[0].seq);
	ASSERT_EQ(0, kt_log_read(&self->lab, 11, records, RING));
}

TEST_F(log, at_least_one_record)
{
	struct kt_lab other = self->lab;
	struct kt_record records[2];

	snprintf(other.process, sizeof(other.process), "tiny");
	ASSERT_EQ(0, kt_param_write(KT_PARAM("log_records"), "0"));
	ASSERT_EQ(0, process_call(ADD, NULL, .name = other.process));
	EXPECT_EQ(0, write_log(&other, "writer", "log", "one"));
	EXPECT_EQ(0, write_log(&other, "writer", "log", "two"));
	EXPECT_EQ(1, kt_log_read(&other, 0, records, 2));
	EXPECT_STREQ("two", records[0].text);
	ASSERT_EQ(0, kt_process_finish(&self->lab, other.process));
}

TEST_F(log, time_of_a_record)
{
	struct kt_record record;
	struct timespec now;
	__u64 before, after;

	clock_gettime(CLOCK_REALTIME, &now);
	before = now.tv_sec * KT_SECOND + now.tv_nsec;
	ASSERT_EQ(0, write_log(&self->lab, "writer", "log", "now"));
	clock_gettime(CLOCK_REALTIME, &now);
	after = now.tv_sec * KT_SECOND + now.tv_nsec;
	ASSERT_EQ(0, kt_log_one(&self->lab, 1, &record));
	EXPECT_LE(before, record.time);
	EXPECT_GE(after, record.time);
}

TEST_F(log, control_characters)
{
	struct kt_record record;

	ASSERT_EQ(0, write_log(&self->lab, "writer", "log",
			       "red \x1b[31m bell \x07 tab \t line\nend \x7f"));
	ASSERT_EQ(0, kt_log_one(&self->lab, 1, &record));
	EXPECT_STREQ("red ?[31m bell ? tab \t line\nend ?", record.text);
}

static bool in_dmesg(const char *line)
{
	int size = 1 << 21;
	char *text = malloc(size);
	bool found;
	int len;

	len = klogctl(READ_ALL, text, size - 1);
	text[len < 0 ? 0 : len] = '\0';
	found = strstr(text, line);
	free(text);
	return found;
}

/* Nothing that a user says is ever a format. */
TEST_F(log, no_format_strings)
{
	static const char evil[] = "%s%n%p%d";
	struct kt_record record;
	char line[128];

	ASSERT_EQ(0, write_log(&self->lab, evil, "log", evil));
	ASSERT_EQ(0, kt_log_one(&self->lab, 1, &record));
	EXPECT_STREQ(evil, record.text);
	EXPECT_STREQ(evil, record.thread);
	ASSERT_EQ(0, write_log(&self->lab, evil, "print", evil));
	ASSERT_EQ(0, kt_log_one(&self->lab, 2, &record));
	EXPECT_STREQ(evil, record.text);
	snprintf(line, sizeof(line), "%s %s: %s\n", self->lab.process, evil,
		 evil);
	EXPECT_TRUE(in_dmesg(line));
}

TEST_F(log, mirror_can_be_switched_off)
{
	char was[8], line[128];

	ASSERT_EQ(0, kt_param_read(KT_PARAM("dmesg"), was, sizeof(was)));
	ASSERT_EQ(0, kt_param_write(KT_PARAM("dmesg"), "N"));
	EXPECT_EQ(0, write_log(&self->lab, "quiet", "log", "unseen"));
	ASSERT_EQ(0, kt_param_write(KT_PARAM("dmesg"), "Y"));
	EXPECT_EQ(0, write_log(&self->lab, "loud", "log", "one\ntwo"));
	ASSERT_EQ(0, kt_param_write(KT_PARAM("dmesg"), was));
	snprintf(line, sizeof(line), "%s quiet:", self->lab.process);
	EXPECT_FALSE(in_dmesg(line));
	snprintf(line, sizeof(line), "%s loud: one\n", self->lab.process);
	EXPECT_TRUE(in_dmesg(line));
	snprintf(line, sizeof(line), "%s loud: two\n", self->lab.process);
	EXPECT_TRUE(in_dmesg(line));
}

/* Pieces share the line: it is cut where it is full, whoever wrote what. */
TEST_F(log, long_line_of_pieces)
{
	char x[200], y[101], whole[256];
	struct kt_record record;
	struct kt_seen t;

	memset(x, 'x', sizeof(x) - 1);
	memcpy(x + sizeof(x) - 3, " .", 3);
	memset(y, 'y', sizeof(y) - 1);
	y[sizeof(y) - 1] = '\0';
	ASSERT_EQ(0, thread_add(&t, .target = "print", .args = { x, "60m" },
				.start = true));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	ASSERT_EQ(0, write_log(&self->lab, "other", "print", y));
	snprintf(whole, sizeof(whole), "%.198s%.57s", x, y);
	ASSERT_EQ(0, kt_log_one(&self->lab, 1, &record));
	EXPECT_STREQ(whole, record.text);
	ASSERT_EQ(0, kt_log_one(&self->lab, 2, &record));
	EXPECT_STREQ(y + 57, record.text);
}

/* What was begun and never ended is not lost with its writer. */
TEST_F(log, begun_line_at_the_end)
{
	struct kt_record record;
	struct kt_seen t;

	ASSERT_EQ(0, thread_add(&t, .target = "print",
				.args = { "begun never", "60m" },
				.daemon = DAEMON, .start = true));
	ASSERT_EQ(0, await_blocked(t.id, "sleep", &t));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, kt_log_one(&self->lab, 1, &record));
	EXPECT_STREQ("begun ", record.text);
}

/* The next record of our process that the group tells. */
static int next_note(struct kt_lab *lab, struct kt_sock *sock,
		     struct kt_record *record)
{
	struct kt_answer answer;
	int err;

	do {
		err = kt_sock_next(sock, &answer, KT_PATIENCE_MS);
		if (err)
			return err;
		if (answer.kind != KT_NOTE ||
		    answer.cmd != KTHREADING_CMD_LOG_NTF)
			return -EPROTO;
		kt_read_record(&answer.attrs, record);
	} while (strcmp(record->process, lab->process));
	return 0;
}

TEST_F(log, multicast_in_order)
{
	struct kt_record record;
	struct kt_sock *listener;
	char text[16];
	int i;

	ASSERT_EQ(0, kt_sock_open(&listener));
	ASSERT_EQ(-ENOENT, kt_sock_subscribe(listener, "nothing"));
	ASSERT_EQ(0, kt_sock_subscribe(listener, KTHREADING_MCGRP_LOG));
	for (i = 0; i < 9; i++) {
		snprintf(text, sizeof(text), "note %d", i);
		ASSERT_EQ(0, write_log(&self->lab, "writer", "log", text));
	}
	ASSERT_EQ(0, thread_add(NULL, .name = "bad", .target = "fail",
				.args = { "EIO", "boom" }, .start = true));
	for (i = 0; i < 9; i++) {
		snprintf(text, sizeof(text), "note %d", i);
		ASSERT_EQ(0, next_note(&self->lab, listener, &record));
		EXPECT_EQ(i + 1, record.seq);
		EXPECT_STREQ(text, record.text);
		EXPECT_STREQ("writer", record.thread);
	}
	ASSERT_EQ(0, next_note(&self->lab, listener, &record));
	EXPECT_TRUE(record.error);
	EXPECT_STREQ("Exception in thread bad: EIO: boom", record.text);
	kt_sock_close(listener);
}

TEST_F(log, stays_until_the_process_is_deleted)
{
	struct kt_record record;

	ASSERT_EQ(0, write_log(&self->lab, "writer", "log", "still here"));
	ASSERT_EQ(0, process_call(EXIT, NULL));
	ASSERT_EQ(0, kt_process_end(&self->lab, self->lab.process));
	ASSERT_EQ(0, kt_log_one(&self->lab, 1, &record));
	EXPECT_STREQ("still here", record.text);
}

TEST_HARNESS_MAIN
