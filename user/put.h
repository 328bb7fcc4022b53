/* SPDX-License-Identifier: GPL-2.0 */
/* What the options of a command become in a request. */

#ifndef KT_PUT_H
#define KT_PUT_H

#include "parse.h"

/**
 * put_ref() - put a reference to a thread into a request
 * @req: the request
 * @type: KTHREADING_A_*
 * @ref: nothing is put if none was given
 */
void put_ref(struct kt_req *req, int type, const struct ref *ref);

/**
 * put_entry() - put what one thread of several is made of into a request
 * @req: the request
 * @o: the options
 */
void put_entry(struct kt_req *req, const struct options *o);

/**
 * put_thread() - put all that thread-add and thread-set know into a request
 * @req: the request
 * @o: the options
 */
void put_thread(struct kt_req *req, const struct options *o);

#endif
