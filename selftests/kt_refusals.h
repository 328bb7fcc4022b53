/* SPDX-License-Identifier: GPL-2.0 */
/* Requests that are refused, as tables: what is sent, and what has to come back. */

#ifndef KT_REFUSALS_H
#define KT_REFUSALS_H

#include "kt_harness.h"

enum kt_put_kind {
	PUT_END,
	PUT_STR,
	PUT_RAW,
	PUT_U8,
	PUT_U32,
	PUT_S32,
	PUT_U64,
	PUT_FLAG,
	PUT_REF,
	PUT_IN,
	PUT_OUT,
};

/* One attribute; the text "@" is the name of the lab's process. */
struct kt_put {
	enum kt_put_kind kind;
	int type;
	const char *text;
	long long number;
};

#define STR(type, text)                               \
	{                                             \
		PUT_STR, KTHREADING_A_##type, text, 0 \
	}
#define RAW(type, text)                               \
	{                                             \
		PUT_RAW, KTHREADING_A_##type, text, 0 \
	}
#define U8(type, number)                                  \
	{                                                 \
		PUT_U8, KTHREADING_A_##type, NULL, number \
	}
#define U32(type, number)                                  \
	{                                                  \
		PUT_U32, KTHREADING_A_##type, NULL, number \
	}
#define S32(type, number)                                  \
	{                                                  \
		PUT_S32, KTHREADING_A_##type, NULL, number \
	}
#define U64(type, number)                                  \
	{                                                  \
		PUT_U64, KTHREADING_A_##type, NULL, number \
	}
#define FLAG(type)                                     \
	{                                              \
		PUT_FLAG, KTHREADING_A_##type, NULL, 0 \
	}
/* A nest that names a thread by its id. */
#define REF(type, number)                                  \
	{                                                  \
		PUT_REF, KTHREADING_A_##type, NULL, number \
	}
#define IN(type)                                     \
	{                                            \
		PUT_IN, KTHREADING_A_##type, NULL, 0 \
	}
#define OUT                         \
	{                           \
		PUT_OUT, 0, NULL, 0 \
	}

/* No attribute is to blame. */
#define KTHREADING_A_0 0

/**
 * struct kt_refusal - a request and its refusal; a table ends with an empty one
 * @text: the sentence; a %s in it is the name of the lab's process
 * @err: -errno
 * @attr: type of the outermost attribute that is to blame, 0 for none
 * @missing: type of the one that was not given, 0 for none
 * @cmd: the request
 * @dump: it is one for a dump
 * @puts: its attributes
 */
struct kt_refusal {
	const char *text;
	int err;
	unsigned int attr, missing;
	int cmd;
	bool dump;
	struct kt_put puts[22];
};

#define BAD(error, said, blamed, command, ...)                                \
	{                                                                     \
		.text = said, .err = -(error), .attr = KTHREADING_A_##blamed, \
		.cmd = KTHREADING_CMD_##command, .puts = {                    \
			__VA_ARGS__                                           \
		}                                                             \
	}

#define BAD_DUMP(error, said, blamed, command, ...)                           \
	{                                                                     \
		.text = said, .err = -(error), .attr = KTHREADING_A_##blamed, \
		.cmd = KTHREADING_CMD_##command, .dump = true, .puts = {      \
			__VA_ARGS__                                           \
		}                                                             \
	}

#define LACKS(said, lacking, command, ...)                 \
	{                                                  \
		.text = said, .err = -EINVAL,              \
		.missing = KTHREADING_A_##lacking,         \
		.cmd = KTHREADING_CMD_##command, .puts = { \
			__VA_ARGS__                        \
		}                                          \
	}

static inline void kt_put_number(struct kt_req *req, const struct kt_put *put)
{
	switch (put->kind) {
	case PUT_U8:
		kt_put_u8(req, put->type, put->number);
		break;
	case PUT_S32:
		kt_put_s32(req, put->type, put->number);
		break;
	case PUT_U64:
		kt_put_u64(req, put->type, put->number);
		break;
	default:
		kt_put_u32(req, put->type, put->number);
	}
}

static inline void kt_put_one(struct kt_req *req, const struct kt_put *put,
			      const char *process)
{
	switch (put->kind) {
	case PUT_STR:
		kt_put_str(req, put->type,
			   strcmp(put->text, "@") ? put->text : process);
		break;
	case PUT_RAW:
		kt_put(req, put->type, put->text, strlen(put->text));
		break;
	case PUT_FLAG:
		kt_put_flag(req, put->type);
		break;
	case PUT_REF:
		kt_put_ref(req, put->type, put->number, NULL, 0);
		break;
	case PUT_IN:
		kt_nest_begin(req, put->type);
		break;
	case PUT_OUT:
		kt_nest_end(req);
		break;
	default:
		kt_put_number(req, put);
	}
}

static inline int kt_heed_not(const struct kt_attrs *attrs, void *arg)
{
	return 0;
}

/* Sends it; what came back is what the socket tells of its last error. */
static inline int kt_refusal_send(struct kt_lab *lab,
				  const struct kt_refusal *refusal)
{
	struct kt_req *req = kt_req_new(lab->sock, refusal->cmd);
	const struct kt_put *put;

	for (put = refusal->puts; put->kind; put++)
		kt_put_one(req, put, lab->process);
	return refusal->dump ? kt_dump(req, kt_heed_not, NULL) :
			       kt_call(req, kt_heed_not, NULL);
}

#endif
