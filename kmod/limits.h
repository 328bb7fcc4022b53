/* SPDX-License-Identifier: GPL-2.0 */
/*
 * All limits that are not part of the wire (those are in the UAPI header), but for the age of idle
 * workers (pool-size.c).
 */
#ifndef _KT_LIMITS_H
#define _KT_LIMITS_H

#include <linux/types.h>

/* Module parameters; may change at any time, so read each once. */
extern unsigned int kt_max_processes;
extern unsigned int kt_max_threads;
extern unsigned int kt_max_workers;
extern unsigned int kt_log_records;
extern unsigned int kt_timeline_records;
extern unsigned int kt_stop_seconds;
extern bool kt_log_to_dmesg;

/* Idents of ended threads kept for their next use, per process. */
#define KT_IDENT_SPARES 8

/* Objects handled under one hold of a lock when there may be a million. */
#define KT_BATCH 64

/* Threads of one process that are observed, at about 1 KB each. */
#define KT_TRACKS_MAX 65536

/* A client that does not read its socket is tried again after this. */
#define KT_ANSWER_RETRY_MS 10

/* Kthread creation that failed is tried again after this. */
#define KT_GROW_RETRY_MS 100

/* Idle workers that are looked at, besides the first, for one that ran on this CPU last. */
#define KT_NEAR_LOOKS 8

/* A worker that leaves its CPU to another one looks again after this. */
#define KT_ASIDE_US 1000

/* The mirror of the logs in dmesg: lines per interval of 5 seconds. */
#define KT_DMESG_BURST 2000

#endif /* _KT_LIMITS_H */
