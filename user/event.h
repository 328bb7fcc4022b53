/* SPDX-License-Identifier: GPL-2.0 */
/* What monitor tells: each event in a line of text, or an object of JSON. */

#ifndef KT_EVENT_H
#define KT_EVENT_H

#include "nl_attr.h"

#include <linux/types.h>

/**
 * enum event_class - what an event is about
 * @EVENT_THREAD: a thread
 * @EVENT_TIMER: a Timer, as far as it differs from other threads
 * @EVENT_PROCESS: a process
 * @EVENT_LOG: a record of a log
 * @EVENT_CLASSES: how many there are
 */
enum event_class {
	EVENT_THREAD,
	EVENT_TIMER,
	EVENT_PROCESS,
	EVENT_LOG,
	EVENT_CLASSES,
};

extern const char *const event_class_name[];

/**
 * event_class() - what an event is about
 * @event: its attributes
 *
 * Return: the class, EVENT_CLASSES for one newer than we are.
 */
enum event_class event_class(const struct kt_attrs *event);

/**
 * event_show() - show an event
 * @event: its attributes, of a class that is known
 */
void event_show(const struct kt_attrs *event);

/**
 * event_show_record() - show that a record was written
 * @record: its attributes
 */
void event_show_record(const struct kt_attrs *record);

/**
 * event_show_process() - show the state of a process, after events were lost
 * @process: its attributes
 */
void event_show_process(const struct kt_attrs *process);

/**
 * event_show_thread() - show the state of a thread, after events were lost
 * @thread: its attributes
 * @class: EVENT_TIMER if it is a Timer
 */
void event_show_thread(const struct kt_attrs *thread, enum event_class class);

#endif
