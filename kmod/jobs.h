/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Jobs in a line: first come, first served. Singly linked, as none leaves from the middle,
 * and a Timer that waits carries the link.
 */
#ifndef _KT_JOBS_H
#define _KT_JOBS_H

#include <linux/compiler.h>
#include <linux/types.h>

/**
 * struct kt_job - something for a kthread to run
 * @next: behind it; protected by whatever protects the line
 */
struct kt_job {
	struct kt_job *next;
};

/**
 * struct kt_jobs - a line of jobs
 * @first: NULL if it is empty
 * @last: the link that the next one goes to; valid if it is not
 */
struct kt_jobs {
	struct kt_job *first;
	struct kt_job **last;
};

/* May be asked without the lock. */
static inline bool kt_jobs_empty(const struct kt_jobs *jobs)
{
	return !READ_ONCE(jobs->first);
}

static inline void kt_jobs_add(struct kt_jobs *jobs, struct kt_job *job)
{
	job->next = NULL;
	if (jobs->first)
		*jobs->last = job;
	else
		WRITE_ONCE(jobs->first, job);
	jobs->last = &job->next;
}

/* The first one, or NULL. */
static inline struct kt_job *kt_jobs_take(struct kt_jobs *jobs)
{
	struct kt_job *job = jobs->first;

	if (job)
		WRITE_ONCE(jobs->first, job->next);
	return job;
}

/* Puts those of @from, which is empty afterwards, behind those of @to. */
static inline void kt_jobs_move(struct kt_jobs *from, struct kt_jobs *to)
{
	if (!from->first)
		return;
	if (to->first)
		*to->last = from->first;
	else
		WRITE_ONCE(to->first, from->first);
	to->last = from->last;
	WRITE_ONCE(from->first, NULL);
}

#endif /* _KT_JOBS_H */
