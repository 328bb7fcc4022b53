/* SPDX-License-Identifier: GPL-2.0 */
/* What the checks of kt_test share. */
#ifndef _KT_TEST_H
#define _KT_TEST_H

#include <linux/kthreading.h>

/* Each check is the body of a target, and one more row of the table in main. */
int kt_test_self(const struct kt_args *args);
int kt_test_child(const struct kt_args *args);
int kt_test_timeouts(const struct kt_args *args);
int kt_test_daemon(const struct kt_args *args);
int kt_test_run(const struct kt_args *args);
int kt_test_results(const struct kt_args *args);
int kt_test_names(const struct kt_args *args);
int kt_test_sched(const struct kt_args *args);
int kt_test_foreign(const struct kt_args *args);
int kt_test_process(const struct kt_args *args);
int kt_test_other(const struct kt_args *args);
int kt_test_stop(const struct kt_args *args);
int kt_test_args(const struct kt_args *args);
int kt_test_misfits(const struct kt_args *args);
int kt_test_register(const struct kt_args *args);
int kt_test_gone(const struct kt_args *args);
int kt_test_wait(const struct kt_args *args);
int kt_test_waiting(const struct kt_args *args);
int kt_test_pong(const struct kt_args *args);

/* The gates up to this level are open; tests write it too. */
extern int kt_test_level;

void kt_test_expect(const char *what, long long got, long long want);
void kt_test_same(const char *what, const char *got, const char *want);
int kt_test_failed(const char *what, int error);
int kt_test_verdict(void);
struct kt_thread *kt_test_make(const char *target, const char *arg);
void kt_test_end(struct kt_thread *thread);

/* Who ran last of the targets that tell. */
extern struct kt_thread *kt_test_witness;

#endif /* _KT_TEST_H */
