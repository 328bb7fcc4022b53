/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The torture of kthreading: what its files share. An arena is a process with its
 * subjects, which are threads with all that is known about them. Facts are only ever
 * added, and before the call that makes them true or after the one that told: so each
 * rule can be checked while all others go on.
 */
#ifndef _TORTURE_H
#define _TORTURE_H

#include <linux/atomic.h>
#include <linux/kthreading.h>
#include <linux/prandom.h>
#include <linux/rwsem.h>

#define SUBJECTS_MAX 256
#define NAME_LEN (KTHREADING_THREAD_NAME_MAX + 1)

/**
 * enum torture_rule - what must hold; busted=N breaks the N-th
 * @RULE_NONE: none
 * @RULE_ONCE: a target runs once
 * @RULE_LOST: what was started runs
 * @RULE_JOIN: a join returns after the target
 * @RULE_RESULT: the result is what the target gave, and stays
 * @RULE_CANCEL: what was cancelled does not run
 * @RULE_EARLY: no time is over early
 * @RULE_SELF: the current thread is one's own
 * @RULE_LOCAL: attributes are those of the own thread
 * @RULE_COUNT: the active count is right
 * @RULE_END: nothing runs after its process
 * @RULE_EXIT: an exit waits for those that are no daemons
 * @RULE_ANSWER: a call answers what its contract allows
 * @NR_RULES: how many, with none
 */
enum torture_rule {
	RULE_NONE,
	RULE_ONCE,
	RULE_LOST,
	RULE_JOIN,
	RULE_RESULT,
	RULE_CANCEL,
	RULE_EARLY,
	RULE_SELF,
	RULE_LOCAL,
	RULE_COUNT,
	RULE_END,
	RULE_EXIT,
	RULE_ANSWER,
	NR_RULES,
};

/* What is counted for the verdict. */
enum torture_count {
	COUNT_OPERATIONS,
	COUNT_ARENAS,
	COUNT_EXITS,
	COUNT_KILLS,
	COUNT_CREATES,
	COUNT_STARTS,
	COUNT_BODIES,
	COUNT_RUNS,
	COUNT_JOINS,
	COUNT_TIMEOUTS,
	COUNT_CYCLES,
	COUNT_CANCELS,
	COUNT_DELS,
	COUNT_LOOKS,
	COUNT_RENAMES,
	COUNT_SCHEDS,
	COUNT_LOCALS,
	COUNT_SCRIPTS,
	NR_COUNTS,
};

/**
 * struct torture_arena - a process, and what is done to it
 * @sem: read by who uses subjects and is none of its threads; written to replace them
 * @process: a reference is owned; replaced under @sem
 * @local: of its threads' attributes; a reference is owned
 * @mark: an attribute that each thread sets to the id of its subject
 * @first: an attribute that each thread has from the beginning
 * @subjects: by id; set once, and freed when the process is gone
 * @nr: ids given
 * @stopping: set before whatever may make it end
 * @killed: set before it is killed
 * @over: set when it has ended
 * @inside: bodies that run
 * @registered: functions for its end
 * @called: of those
 */
struct torture_arena {
	struct rw_semaphore sem;
	struct kt_process *process;
	struct kt_local *local;
	struct kt_attr *mark;
	struct kt_attr *first;
	struct torture_subject *subjects[SUBJECTS_MAX];
	atomic_t nr;
	bool stopping;
	bool killed;
	bool over;
	atomic_t inside;
	atomic_t registered;
	atomic_t called;
};

/**
 * struct torture_subject - a thread, and what is known about it
 * @arena: where it belongs
 * @thread: a reference is owned
 * @id: in @arena
 * @handle: its id in the process
 * @interval: of a Timer, ns
 * @every: of a Timer, ns
 * @clock: of a Timer
 * @is_timer: it is one
 * @placed: it has scheduling of its own, which may fail
 * @steps: what its body does
 * @seed: for that
 * @give: the value that its body returns
 * @error: what its body raises instead; 0 for nothing
 * @begin: time of its clock before the first call that could make it run; 0 before
 * @starting: calls of start that have begun
 * @started: those that returned 0
 * @running: calls of run that have begun
 * @claimed: those that used the target
 * @deleting: calls of del that have begun
 * @deleted: those that returned 0
 * @cancelling: calls of cancel that have begun
 * @cancelled: those that returned 1
 * @bodies: how often its body began
 * @inside: its body runs
 * @gave: its body has told its result
 * @stopped: its body was told to stop
 * @ident: first one seen
 * @result: first one seen after its end; 1 before
 */
struct torture_subject {
	struct torture_arena *arena;
	struct kt_thread *thread;
	unsigned int id;
	u32 handle;
	s64 interval;
	s64 every;
	enum kthreading_clock clock;
	bool is_timer;
	bool placed;
	unsigned int steps;
	u32 seed;
	s64 give;
	int error;
	atomic64_t begin;
	atomic_t starting;
	atomic_t started;
	atomic_t running;
	atomic_t claimed;
	atomic_t deleting;
	atomic_t deleted;
	atomic_t cancelling;
	atomic_t cancelled;
	atomic_t bodies;
	atomic_t inside;
	bool gave;
	bool stopped;
	atomic64_t ident;
	atomic_t result;
};

/**
 * struct torture_actor - who does something
 * @rnd: its own
 * @self: the subject whose body does it; NULL for a task that is none of the threads
 * @arena: that of @self
 * @nested: the body was called by run()
 */
struct torture_actor {
	struct rnd_state rnd;
	struct torture_subject *self;
	struct torture_arena *arena;
	bool nested;
};

/* torture_model.c */
extern unsigned int torture_busted;
bool torture_breaks(enum torture_rule rule);
__printf(3, 4) bool torture_hold(bool holds, enum torture_rule rule,
				 const char *fmt, ...);
void torture_count(enum torture_count count);
u64 torture_violations(void);
void torture_verdict(void);
u32 torture_random(struct torture_actor *actor, u32 below);
s64 torture_now(const struct torture_subject *subject);
void torture_see_ident(struct torture_subject *subject);
void torture_see_result(struct torture_subject *subject);
void torture_audit(struct torture_subject *subject);

/* torture_ops.c */
void torture_op(struct torture_actor *actor);

/* torture_look.c */
void torture_look(struct torture_actor *actor, struct torture_subject *subject);
void torture_look_process(struct torture_actor *actor,
			  struct torture_arena *arena);
void torture_look_main(struct torture_actor *actor,
		       struct torture_arena *arena);
void torture_locals(struct torture_actor *actor, struct torture_arena *arena);
void torture_own_locals(struct torture_subject *subject, bool fresh);

/* torture_create.c */
void torture_create(struct torture_actor *actor, struct torture_arena *arena);
void torture_sched(struct torture_actor *actor, struct kt_sched *sched);

/* torture_thread.c */
void torture_start(struct torture_actor *actor,
		   struct torture_subject *subject);
void torture_join(struct torture_actor *actor, struct torture_subject *subject);
void torture_run(struct torture_actor *actor, struct torture_subject *subject);
void torture_cancel(struct torture_actor *actor,
		    struct torture_subject *subject);
void torture_del(struct torture_actor *actor, struct torture_subject *subject);
void torture_change(struct torture_actor *actor,
		    struct torture_subject *subject);

/* torture_body.c */
int torture_body(const struct kt_args *args);

/* torture_arena.c */
extern unsigned int torture_nr_arenas;
int torture_arenas_init(void);
void torture_arenas_exit(void);
struct torture_arena *torture_arena(unsigned int index);
unsigned int torture_arena_index(const struct torture_arena *arena);
void torture_arena_live(struct torture_actor *actor,
			struct torture_arena *arena);

/* torture_script.c */
void torture_script(struct torture_actor *actor);
int torture_gate(const struct kt_args *args);

/* torture_main.c */
extern struct kt_target torture_targets[];
bool torture_over(void);

#endif /* _TORTURE_H */
