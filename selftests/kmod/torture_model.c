// SPDX-License-Identifier: GPL-2.0
/* The rules: what is held against them, what was counted, and the verdict. */
#define pr_fmt(fmt) "kthreading_torture: " fmt

#include "torture.h"

#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/printk.h>

/* Told in full; the others are counted. */
#define TOLD_MAX 20

static const char *const rules[NR_RULES] = {
	[RULE_NONE] = "none",
	[RULE_ONCE] = "a target runs once",
	[RULE_LOST] = "what was started runs",
	[RULE_JOIN] = "a join returns after the target",
	[RULE_RESULT] = "the result is what the target gave, and stays",
	[RULE_CANCEL] = "what was cancelled does not run",
	[RULE_EARLY] = "no time is over early",
	[RULE_SELF] = "the current thread is one's own",
	[RULE_LOCAL] = "attributes are those of the own thread",
	[RULE_COUNT] = "the active count is right",
	[RULE_END] = "nothing runs after its process",
	[RULE_EXIT] = "an exit waits for those that are no daemons",
	[RULE_ANSWER] = "a call answers what its contract allows",
};

static const char *const count_names[NR_COUNTS] = {
	[COUNT_OPERATIONS] = "operations",
	[COUNT_ARENAS] = "arenas",
	[COUNT_EXITS] = "exits",
	[COUNT_KILLS] = "kills",
	[COUNT_CREATES] = "creates",
	[COUNT_STARTS] = "starts",
	[COUNT_BODIES] = "bodies",
	[COUNT_RUNS] = "runs",
	[COUNT_JOINS] = "joins",
	[COUNT_TIMEOUTS] = "timeouts",
	[COUNT_CYCLES] = "cycles",
	[COUNT_CANCELS] = "cancels",
	[COUNT_DELS] = "dels",
	[COUNT_LOOKS] = "looks",
	[COUNT_RENAMES] = "renames",
	[COUNT_SCHEDS] = "scheds",
	[COUNT_LOCALS] = "locals",
	[COUNT_SCRIPTS] = "scripts",
};

static atomic64_t counts[NR_COUNTS];
static atomic64_t violations;

/**
 * torture_breaks - tell whether this is the moment to break a rule
 * @rule: the rule
 *
 * Return: true for the rule that is to be broken.
 */
bool torture_breaks(enum torture_rule rule)
{
	return torture_busted == rule;
}

/**
 * torture_hold - hold something against a rule
 * @holds: the rule was kept
 * @rule: the rule
 * @fmt: what was seen otherwise
 *
 * Return: @holds.
 */
bool torture_hold(bool holds, enum torture_rule rule, const char *fmt, ...)
{
	struct va_format text;
	va_list args;

	if (likely(holds))
		return true;
	if (atomic64_inc_return(&violations) > TOLD_MAX)
		return false;
	va_start(args, fmt);
	text.fmt = fmt;
	text.va = &args;
	pr_err("rule %u is violated, \"%s\": %pV\n", rule, rules[rule], &text);
	va_end(args);
	return false;
}

void torture_count(enum torture_count count)
{
	atomic64_inc(&counts[count]);
}

u64 torture_violations(void)
{
	return atomic64_read(&violations);
}

/* The one line that matters. */
void torture_verdict(void)
{
	char text[512] = "";
	size_t len = 0;
	unsigned int i;

	for (i = 0; i < NR_COUNTS; i++)
		len += scnprintf(text + len, sizeof(text) - len, ", %lld %s",
				 atomic64_read(&counts[i]), count_names[i]);
	pr_alert("--- End of test: %s: %llu violations%s\n",
		 torture_violations() ? "FAILURE" : "SUCCESS",
		 torture_violations(), text);
}

u32 torture_random(struct torture_actor *actor, u32 below)
{
	return prandom_u32_state(&actor->rnd) % below;
}

s64 torture_now(const struct torture_subject *subject)
{
	if (subject->is_timer && subject->clock == KTHREADING_CLOCK_BOOTTIME)
		return ktime_get_boottime_ns();
	return ktime_get_ns();
}

/**
 * torture_see_ident - look at the ident of a thread that was started
 * @subject: the thread
 */
void torture_see_ident(struct torture_subject *subject)
{
	s64 ident = kt_thread_ident(subject->thread);
	s64 old = atomic64_cmpxchg(&subject->ident, 0, ident);

	torture_hold(ident && (!old || old == ident), RULE_ANSWER,
		     "the ident of #%u was %lld and is %lld", subject->id, old,
		     ident);
}

static void see_failure(struct torture_subject *subject, int result)
{
	bool fits;

	switch (result) {
	case -ECANCELED:
		fits = READ_ONCE(subject->arena->stopping) ||
		       atomic_read(&subject->cancelling);
		break;
	case -ESHUTDOWN:
		fits = READ_ONCE(subject->stopped);
		break;
	case -ENOENT:
		fits = atomic_read(&subject->running);
		break;
	case -EINVAL:
		/* Its CPUs are offline; of earlier times, or by a run(), it may have run. */
		fits = READ_ONCE(subject->placed) &&
		       (subject->every || atomic_read(&subject->running) ||
			!atomic_read(&subject->bodies));
		break;
	default:
		fits = result == subject->error && READ_ONCE(subject->gave);
	}
	torture_hold(fits, RULE_RESULT, "#%u ended by %d", subject->id, result);
}

/**
 * torture_see_result - look at the result of a thread that has ended
 * @subject: it was joined, or its process has ended
 */
void torture_see_result(struct torture_subject *subject)
{
	s64 value, give = subject->give + torture_breaks(RULE_RESULT);
	int result = kt_thread_result(subject->thread, &value);
	int old = atomic_cmpxchg(&subject->result, 1, result);

	torture_hold(old == 1 || old == result, RULE_RESULT,
		     "the result of #%u was %d and is %d", subject->id, old,
		     result);
	torture_hold(!kt_thread_is_alive(subject->thread), RULE_JOIN,
		     "#%u is alive after its end", subject->id);
	/* Its target may run in another thread. */
	if (!atomic_read(&subject->running))
		torture_hold(!atomic_read(&subject->inside), RULE_JOIN,
			     "the body of #%u runs after its end", subject->id);
	if (result)
		see_failure(subject, result);
	else
		torture_hold(READ_ONCE(subject->gave) && value == give,
			     RULE_RESULT, "#%u gave %lld instead of %lld",
			     subject->id, value, give);
}

static void audit_runs(const struct torture_subject *subject, int result)
{
	int bodies = atomic_read(&subject->bodies);
	bool started = atomic_read(&subject->started);
	bool excused = result == -ECANCELED || result == -EINVAL;

	if (!subject->every || atomic_read(&subject->claimed))
		torture_hold(bodies <= 1, RULE_ONCE, "#%u ran %d times",
			     subject->id, bodies);
	/* A start after a run() finds the target used. */
	if (!started || atomic_read(&subject->running))
		return;
	torture_hold((bodies && !torture_breaks(RULE_LOST)) || excused,
		     RULE_LOST, "#%u never ran, and ended by %d", subject->id,
		     result);
	torture_hold(result != -ECANCELED || subject->every || !bodies,
		     RULE_CANCEL, "#%u ran, and says that it was cancelled",
		     subject->id);
}

static void audit_exit(const struct torture_subject *subject, int result)
{
	bool fits = result != -ECANCELED || atomic_read(&subject->cancelled);

	if (!atomic_read(&subject->started) || subject->arena->killed ||
	    atomic_read(&subject->running) ||
	    kt_thread_is_daemon(subject->thread))
		return;
	torture_hold(fits && result != -ESHUTDOWN, RULE_EXIT,
		     "#%u is no daemon, and ended by %d", subject->id, result);
}

static void audit_count(const struct torture_subject *subject, const char *what,
			const atomic_t *count)
{
	torture_hold(atomic_read(count) <= 1, RULE_ANSWER,
		     "#%u was %s %d times", subject->id, what,
		     atomic_read(count));
}

/**
 * torture_audit - look back at a thread whose process is gone
 * @subject: nobody uses it any more
 */
void torture_audit(struct torture_subject *subject)
{
	int result = kt_thread_result(subject->thread, NULL);
	bool lives = kt_thread_is_alive(subject->thread) ||
		     atomic_read(&subject->inside);

	audit_count(subject, "started", &subject->started);
	audit_count(subject, "run", &subject->claimed);
	audit_count(subject, "deleted", &subject->deleted);
	torture_hold(!lives, RULE_END, "#%u lives", subject->id);
	if (atomic_read(&subject->started)) {
		torture_see_ident(subject);
		torture_see_result(subject);
	}
	if (atomic_read(&subject->started) && atomic_read(&subject->claimed))
		torture_hold(result, RULE_RESULT,
			     "#%u returned, but its target was used before",
			     subject->id);
	audit_runs(subject, result);
	audit_exit(subject, result);
}
