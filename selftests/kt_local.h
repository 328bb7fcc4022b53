/* SPDX-License-Identifier: GPL-2.0 */
/* Locals over netlink: set, got and taken away by one call each. */

#ifndef KT_LOCAL_H
#define KT_LOCAL_H

#include "kt_harness.h"

#define KT_LOCAL_LEVEL "/sys/module/kt_test_local/parameters/level"

struct kt_value {
	const char *attr;
	bool has_number, has_bytes;
	__s64 number;
	const void *bytes;
	size_t len;
};

/* What can be asked of locals; what is zero is left out. */
struct kt_local {
	const char *name;
	__u32 as;
	struct kt_value value;
	struct kt_value initial[4];
};

struct kt_row {
	char local[KTHREADING_LOCAL_NAME_MAX + 1];
	char attr[KTHREADING_LOCAL_NAME_MAX + 1];
	char thread[KTHREADING_THREAD_NAME_MAX + 1];
	__u32 id;
	bool has_value, is_number;
	__s64 number;
	size_t len;
	unsigned char bytes[KTHREADING_VALUE_LEN_MAX + 1];
};

struct kt_rows {
	struct kt_row *rows;
	int count, room;
};

static inline void kt_put_value(struct kt_req *req, int type,
				const struct kt_value *value)
{
	if (!value->attr && !value->has_number && !value->has_bytes)
		return;
	kt_nest_begin(req, type);
	if (value->attr)
		kt_put_str(req, KTHREADING_A_VALUE_ATTR, value->attr);
	if (value->has_number)
		kt_put_s64(req, KTHREADING_A_VALUE_NUMBER, value->number);
	if (value->has_bytes)
		kt_put(req, KTHREADING_A_VALUE_BYTES, value->bytes, value->len);
	kt_nest_end(req);
}

static inline int kt_read_row(const struct kt_attrs *attrs, void *arg)
{
	struct kt_attrs ref = kt_attr_nest(attrs, KTHREADING_A_LOCAL_THREAD);
	struct kt_attrs value = kt_attr_nest(attrs, KTHREADING_A_LOCAL_VALUE);
	const struct nlattr *bytes;
	struct kt_row *row = arg;

	memset(row, 0, sizeof(*row));
	kt_copy(row->local, sizeof(row->local), attrs, KTHREADING_A_LOCAL_NAME);
	kt_copy(row->attr, sizeof(row->attr), &value, KTHREADING_A_VALUE_ATTR);
	kt_copy(row->thread, sizeof(row->thread), &ref, KTHREADING_A_REF_NAME);
	row->id = kt_attr_u32(&ref, KTHREADING_A_REF_ID);
	row->has_value = value.len;
	row->is_number = kt_attr_has(&value, KTHREADING_A_VALUE_NUMBER);
	row->number = kt_attr_s64(&value, KTHREADING_A_VALUE_NUMBER);
	bytes = kt_attr_next(&value, NULL, KTHREADING_A_VALUE_BYTES);
	if (!bytes)
		return 0;
	row->len = bytes->nla_len - NLA_HDRLEN;
	if (row->len > KTHREADING_VALUE_LEN_MAX)
		return -E2BIG;
	memcpy(row->bytes, (const char *)bytes + NLA_HDRLEN, row->len);
	return 0;
}

static inline int kt_local(struct kt_lab *lab, int cmd, struct kt_row *row,
			   const struct kt_local *spec)
{
	struct kt_req *req = kt_req_new(lab->sock, cmd);
	struct kt_row unseen;
	unsigned int i;

	kt_put_str(req, KTHREADING_A_LOCAL_PROCESS, lab->process);
	if (spec->name)
		kt_put_str(req, KTHREADING_A_LOCAL_NAME, spec->name);
	kt_put_ref(req, KTHREADING_A_LOCAL_AS, spec->as, NULL, 0);
	kt_put_value(req, KTHREADING_A_LOCAL_VALUE, &spec->value);
	for (i = 0; i < ARRAY_SIZE(spec->initial); i++)
		kt_put_value(req, KTHREADING_A_LOCAL_INITIAL,
			     &spec->initial[i]);
	return kt_call(req,
		       cmd == KTHREADING_CMD_LOCAL_GET ? kt_read_row : NULL,
		       row ? row : &unseen);
}

#define local_call(cmd, row, _name, ...)                      \
	kt_local(&self->lab, KTHREADING_CMD_LOCAL_##cmd, row, \
		 &(struct kt_local){ .name = _name, ##__VA_ARGS__ })

#define local_add(_name, ...) local_call(ADD, NULL, _name, ##__VA_ARGS__)
#define local_del(_name) local_call(DEL, NULL, _name)
#define local_set(_name, _as, ...) \
	local_call(SET, NULL, _name, .as = _as, .value = { __VA_ARGS__ })
#define local_unset(_name, _as, _attr) \
	local_call(UNSET, NULL, _name, .as = _as, .value = { .attr = _attr })
#define local_get(row, _name, _as, _attr) \
	local_call(GET, row, _name, .as = _as, .value = { .attr = _attr })
#define number_of(_attr, _number) \
	.attr = _attr, .has_number = true, .number = _number
#define bytes_of(_attr, _bytes, _len) \
	.attr = _attr, .has_bytes = true, .bytes = _bytes, .len = _len

static inline int kt_add_row(const struct kt_attrs *attrs, void *arg)
{
	struct kt_rows *all = arg;

	if (all->count == all->room)
		return -E2BIG;
	return kt_read_row(attrs, &all->rows[all->count++]);
}

/* How many rows there are, of one local or of all; or -errno. */
static inline int kt_local_dump(struct kt_lab *lab, const char *name,
				struct kt_row *rows, int room)
{
	struct kt_req *req = kt_req_new(lab->sock, KTHREADING_CMD_LOCAL_GET);
	struct kt_rows all = { .rows = rows, .room = room };
	int err;

	kt_put_str(req, KTHREADING_A_LOCAL_PROCESS, lab->process);
	if (name)
		kt_put_str(req, KTHREADING_A_LOCAL_NAME, name);
	err = kt_dump(req, kt_add_row, &all);
	return err < 0 ? err : all.count;
}

/* Into the fixture's rows. */
#define local_dump(_name) \
	kt_local_dump(&self->lab, _name, self->rows, ARRAY_SIZE(self->rows))

#endif
