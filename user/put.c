// SPDX-License-Identifier: GPL-2.0

#include "put.h"

void put_ref(struct kt_req *req, int type, const struct ref *ref)
{
	if (!ref->type)
		return;
	kt_nest_begin(req, type);
	if (ref->type == KTHREADING_A_REF_NAME)
		kt_put_str(req, ref->type, ref->name);
	else if (ref->type == KTHREADING_A_REF_ID)
		kt_put_u32(req, ref->type, ref->number);
	else
		kt_put_u64(req, ref->type, ref->number);
	kt_nest_end(req);
}

static void put_number(struct kt_req *req, int type,
		       const struct number *number)
{
	if (number->given)
		kt_put_u32(req, type, number->value);
}

static void put_string(struct kt_req *req, int type, const char *value)
{
	if (value)
		kt_put_str(req, type, value);
}

static void put_sched(struct kt_req *req, const struct options *o)
{
	if (!o->policy.given && !o->priority.given && !o->nice.given &&
	    !o->cpus && !o->node.given)
		return;
	kt_nest_begin(req, KTHREADING_A_THREAD_SCHED);
	put_number(req, KTHREADING_A_SCHED_POLICY, &o->policy);
	put_number(req, KTHREADING_A_SCHED_PRIORITY, &o->priority);
	put_number(req, KTHREADING_A_SCHED_NICE, &o->nice);
	put_string(req, KTHREADING_A_SCHED_CPUS, o->cpus);
	put_number(req, KTHREADING_A_SCHED_NODE, &o->node);
	kt_nest_end(req);
}

static void put_span(struct kt_req *req, int type, const struct number *number)
{
	if (number->given)
		kt_put_s64(req, type, number->value);
}

static void put_timer(struct kt_req *req, const struct options *o)
{
	if (!o->interval.given && !o->at.given)
		return;
	kt_nest_begin(req, KTHREADING_A_THREAD_TIMER);
	put_span(req, KTHREADING_A_TIMER_INTERVAL_NS, &o->interval);
	put_span(req, KTHREADING_A_TIMER_INTERVAL_NS, &o->at);
	if (o->at.given)
		kt_put_flag(req, KTHREADING_A_TIMER_ABSOLUTE);
	put_number(req, KTHREADING_A_TIMER_CLOCK, &o->clock);
	put_span(req, KTHREADING_A_TIMER_EVERY_NS, &o->every);
	put_span(req, KTHREADING_A_TIMER_SLACK_NS, &o->slack);
	kt_nest_end(req);
}

void put_entry(struct kt_req *req, const struct options *o)
{
	unsigned int i;

	put_string(req, KTHREADING_A_THREAD_NAME, o->name);
	put_string(req, KTHREADING_A_THREAD_TARGET, o->target);
	for (i = 0; i < o->n_args; i++)
		kt_put_str(req, KTHREADING_A_THREAD_ARG, o->args[i]);
	if (o->daemon.given)
		kt_put_u8(req, KTHREADING_A_THREAD_DAEMON, o->daemon.value);
	put_sched(req, o);
	put_timer(req, o);
	if (o->start)
		kt_put_flag(req, KTHREADING_A_THREAD_START);
}

void put_thread(struct kt_req *req, const struct options *o)
{
	put_string(req, KTHREADING_A_THREAD_PROCESS, o->process);
	put_ref(req, KTHREADING_A_THREAD_AS, &o->as);
	put_entry(req, o);
	put_number(req, KTHREADING_A_THREAD_COUNT, &o->count);
}
