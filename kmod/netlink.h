/* SPDX-License-Identifier: GPL-2.0 */
/* Generic netlink: the only files that know attributes. */
#ifndef _KT_NETLINK_H
#define _KT_NETLINK_H

#include <net/genetlink.h>

#include "netlink-gen.h"
#include "why.h"

/* Version of the module, and of the wire. */
#define KT_RELEASE "0.1"

struct kt_process;
struct kt_record;
struct kt_sched;
struct kt_table;
struct kt_target_entry;
struct kt_thread;
struct kt_thread_info;
struct kt_timer_spec;

/**
 * struct kt_nl_dump - a dump on its way through a list that calls back
 * @skb: message to fill
 * @cb: of the dump
 * @process: name of the process, for records
 */
struct kt_nl_dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	const char *process;
};

/**
 * struct kt_nl_reply - the reply to a request that changes something
 * @skb: the message
 * @header: of the message
 * @scratch: for what is told of a thread; it is large
 *
 * All that it needs is there before anything is changed: a request that is refused for
 * want of memory has done nothing.
 */
struct kt_nl_reply {
	struct sk_buff *skb;
	void *header;
	struct kt_thread_info *scratch;
};

extern struct genl_family kt_family;

/* netlink.c */
int kt_netlink_init(void);
void kt_netlink_exit(void);

/* netlink-refuse.c: why not */
int kt_nl_refuse(struct genl_info *info, const struct kt_why *why, int error);
int kt_nl_refuse_in(struct genl_info *info, struct nlattr *nest,
		    const struct kt_why *why, int error);
int kt_nl_dump_refuse(struct netlink_callback *cb, struct nlattr *attr,
		      const struct kt_why *why, int error);
int kt_nl_missing(struct genl_info *info, int attr, const char *text);
int kt_nl_result(struct genl_info *info, const struct kt_why *why, int error);

/* netlink-attr.c: what comes in */
int kt_nl_dump_allowed(struct netlink_callback *cb);
struct kt_process *kt_nl_process(struct nlattr *name, struct kt_why *why);
struct kt_thread *kt_nl_ref(struct kt_process *process, struct nlattr *ref,
			    struct kt_why *why);
struct kt_thread *kt_nl_acting(struct kt_process *process, struct nlattr *as,
			       struct kt_why *why);
int kt_nl_timer(struct nlattr *nest, struct kt_timer_spec *spec,
		struct kt_why *why);
int kt_nl_sched(struct nlattr *nest, struct kt_sched **sched,
		struct kt_why *why);
unsigned int kt_nl_count(struct genl_info *info, int type);
int kt_nl_words(struct nlattr *first, int len, const char **words,
		struct kt_why *why);

struct kt_process *kt_nl_thread_process(struct genl_info *info,
					struct kt_why *why);
int kt_nl_thread(struct genl_info *info, struct kt_process **process,
		 struct kt_thread **thread, struct kt_why *why);

/* netlink-put.c: what goes out */
struct sk_buff *kt_nl_reply_new(struct genl_info *info, size_t size,
				void **header);
int kt_nl_reply_send(struct genl_info *info, struct sk_buff *skb, void *header,
		     int ret);
int kt_nl_put_ref(struct sk_buff *skb, int attr, struct kt_thread *thread);
int kt_nl_put_sched(struct sk_buff *skb, const struct kt_sched *sched);
int kt_nl_thread_reply_new(struct genl_info *info,
			   const struct kt_thread *thread,
			   struct kt_nl_reply *reply);
int kt_nl_thread_reply_send(struct genl_info *info, struct kt_nl_reply *reply,
			    struct kt_thread *thread, u32 count);
int kt_nl_made_reply_new(struct genl_info *info,
			 struct kt_thread *const *threads, u32 count,
			 struct kt_nl_reply *reply);
int kt_nl_made_reply_send(struct genl_info *info, struct kt_nl_reply *reply);
void kt_nl_thread_reply_free(struct kt_nl_reply *reply);
int kt_nl_thread_reply(struct genl_info *info, struct kt_thread *thread);
size_t kt_nl_thread_size(const struct kt_thread *thread);
int kt_nl_put_thread(struct sk_buff *skb, struct kt_thread *thread,
		     struct kt_thread_info *info);

struct kt_process *kt_nl_dump_process(struct netlink_callback *cb,
				      struct nlattr *name);
void *kt_nl_dump_header(struct kt_nl_dump *dump, u8 cmd);
int kt_nl_dump_end(struct kt_nl_dump *dump, void *header, int ret);
int kt_nl_dump_result(struct sk_buff *skb, int ret);

/* netlink-log.c */
void kt_nl_record_notify(const char *process, const struct kt_record *record);

/* netlink-stat.c */
int kt_nl_put_observed(struct sk_buff *skb, int attr, u32 id, const char *name);
int kt_nl_observed_reply(struct genl_info *info, struct kt_process *process,
			 size_t size,
			 int (*put)(struct sk_buff *skb,
				    struct kt_table *table),
			 struct kt_why *why);

/* netlink-event.c */
void kt_nl_event_init(void);

#endif /* _KT_NETLINK_H */
