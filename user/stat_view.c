// SPDX-License-Identifier: GPL-2.0

#include "stat_view.h"

#include "names.h"
#include "views.h"

#define BAR_WIDTH 40
/* What begins here has no end; the kernel's last bucket. */
#define LAST_FROM 0x8000000000ULL

static const struct show_field bucket_fields[] = {
	{ "from_ns", NULL, SHOW_UINT, KTHREADING_A_BUCKET_FROM_NS },
	{ "count", NULL, SHOW_UINT, KTHREADING_A_BUCKET_COUNT },
	{ 0 },
};

const struct show_field stat_fields[] = {
	{ "process", NULL, SHOW_STR, KTHREADING_A_STAT_PROCESS },
	{ "thread", NULL, SHOW_NEST, KTHREADING_A_STAT_THREAD,
	  .fields = ref_fields },
	{ "target", NULL, SHOW_STR, KTHREADING_A_STAT_TARGET },
	{ "kind", NULL, SHOW_ENUM, KTHREADING_A_STAT_KIND,
	  .names = name_stat_kind },
	{ "count", NULL, SHOW_UINT, KTHREADING_A_STAT_COUNT },
	{ "sum_ns", NULL, SHOW_UINT, KTHREADING_A_STAT_SUM_NS },
	{ "min_ns", NULL, SHOW_UINT, KTHREADING_A_STAT_MIN_NS },
	{ "max_ns", NULL, SHOW_UINT, KTHREADING_A_STAT_MAX_NS },
	{ "buckets", NULL, SHOW_NESTS, KTHREADING_A_STAT_BUCKET,
	  .fields = bucket_fields },
	{ 0 },
};

const struct show_field stat_status_fields[] = {
	{ "process", NULL, SHOW_STR, KTHREADING_A_STAT_PROCESS },
	{ "measuring", NULL, SHOW_SWITCH, KTHREADING_A_STAT_MEASURE },
	{ "recording", NULL, SHOW_SWITCH, KTHREADING_A_STAT_RECORD },
	{ "missed", NULL, SHOW_UINT, KTHREADING_A_STAT_MISSED },
	{ "stop_on", NULL, SHOW_ENUM, KTHREADING_A_STAT_STOP_ON,
	  .names = name_stat_kind },
	{ "stop_ns", NULL, SHOW_UINT, KTHREADING_A_STAT_STOP_NS },
	{ "stopped", NULL, SHOW_NEST, KTHREADING_A_STAT_STOPPED,
	  .fields = ref_fields },
	{ "stopped_ns", NULL, SHOW_UINT, KTHREADING_A_STAT_STOPPED_NS },
	{ 0 },
};

static void add_whose(struct text *t, const struct kt_attrs *attrs)
{
	const char *target = kt_attr_str(attrs, KTHREADING_A_STAT_TARGET);
	struct kt_attrs ref = kt_attr_nest(attrs, KTHREADING_A_STAT_THREAD);

	text_add_ref(t, &ref);
	if (ref.len && target)
		text_add(t, " (");
	if (target)
		text_add_safe(t, target);
	else if (!ref.len)
		text_add(t, "without a target");
	text_add(t, ref.len && target ? "): " : ": ");
}

static void add_head(struct text *t, const struct kt_attrs *attrs)
{
	__u64 count = kt_attr_u64(attrs, KTHREADING_A_STAT_COUNT);
	__u64 sum = kt_attr_u64(attrs, KTHREADING_A_STAT_SUM_NS);

	add_whose(t, attrs);
	text_addf(t, "%s, count %llu, min ",
		  show_name(name_stat_kind,
			    kt_attr_u32(attrs, KTHREADING_A_STAT_KIND)),
		  count);
	text_add_ns(t, kt_attr_u64(attrs, KTHREADING_A_STAT_MIN_NS));
	text_add(t, ", mean ");
	text_add_ns(t, count ? sum / count : 0);
	text_add(t, ", max ");
	text_add_ns(t, kt_attr_u64(attrs, KTHREADING_A_STAT_MAX_NS));
}

static void add_edge(struct text *t, __u64 ns)
{
	struct text edge = { 0 };

	text_add_ns(&edge, ns);
	text_add_cell(t, text_str(&edge), 6, true);
	text_free(&edge);
}

static void add_bucket(struct text *t, __u64 from, __u64 count, __u64 most)
{
	unsigned int i, bar = (count * BAR_WIDTH + most - 1) / most;

	text_add(t, "\n  ");
	add_edge(t, from);
	text_add(t, " .. ");
	if (from < LAST_FROM)
		add_edge(t, from ? 2 * from : 1);
	else
		text_add(t, "      ");
	text_addf(t, " %9llu |", count);
	for (i = 0; i < bar; i++)
		text_add(t, "#");
}

static __u64 most_of(const struct kt_attrs *attrs)
{
	const struct nlattr *attr = NULL;
	__u64 count, most = 1;

	while ((attr = kt_attr_next(attrs, attr, KTHREADING_A_STAT_BUCKET))) {
		struct kt_attrs bucket = kt_attr_inside(attr);

		count = kt_attr_u64(&bucket, KTHREADING_A_BUCKET_COUNT);
		most = count > most ? count : most;
	}
	return most;
}

/* Those in between that are empty are shown, too: a gap in the times is a gap in the picture. */
void stat_text(struct text *t, const struct kt_attrs *attrs)
{
	const struct nlattr *attr = NULL;
	__u64 from, next = 0, most = most_of(attrs);

	add_head(t, attrs);
	while ((attr = kt_attr_next(attrs, attr, KTHREADING_A_STAT_BUCKET))) {
		struct kt_attrs bucket = kt_attr_inside(attr);

		from = kt_attr_u64(&bucket, KTHREADING_A_BUCKET_FROM_NS);
		for (; next && next < from; next *= 2)
			add_bucket(t, next, 0, most);
		add_bucket(t, from,
			   kt_attr_u64(&bucket, KTHREADING_A_BUCKET_COUNT),
			   most);
		next = from ? 2 * from : 1;
	}
}

void stat_status_text(struct text *t, const struct kt_attrs *attrs)
{
	struct kt_attrs ref = kt_attr_nest(attrs, KTHREADING_A_STAT_STOPPED);
	__u32 missed = kt_attr_u32(attrs, KTHREADING_A_STAT_MISSED);

	text_addf(t, "times %s, timeline %s",
		  kt_attr_u32(attrs, KTHREADING_A_STAT_MEASURE) ? "on" : "off",
		  kt_attr_u32(attrs, KTHREADING_A_STAT_RECORD) ? "on" : "off");
	if (missed)
		text_addf(t, ", %u threads missed", missed);
	if (!kt_attr_has(attrs, KTHREADING_A_STAT_STOP_NS))
		return;
	text_addf(t, ", stop on %s ",
		  show_name(name_stat_kind,
			    kt_attr_u32(attrs, KTHREADING_A_STAT_STOP_ON)));
	text_add_ns(t, kt_attr_u64(attrs, KTHREADING_A_STAT_STOP_NS));
	if (!ref.len)
		return;
	text_add(t, ", stopped by ");
	text_add_ref(t, &ref);
	text_add(t, ": ");
	text_add_ns(t, kt_attr_u64(attrs, KTHREADING_A_STAT_STOPPED_NS));
}
