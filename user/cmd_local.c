// SPDX-License-Identifier: GPL-2.0

#include "cli.h"
#include "locals.h"
#include "put.h"
#include "value.h"
#include "views.h"

#include <limits.h>
#include <string.h>

static const struct option name_table[] = {
	OPTION("process", TAKE_WORD, process),
	OPTION("", TAKE_WORDS, words),
	{ 0 },
};

static const struct option attr_table[] = {
	OPTION("as", TAKE_REF, as),
	OPTION("process", TAKE_WORD, process),
	OPTION("", TAKE_WORDS, words),
	{ 0 },
};

static const struct option set_table[] = {
	OPTION("text", TAKE_WORD, text), OPTION("bytes", TAKE_WORD, bytes),
	OPTION("as", TAKE_REF, as),	 OPTION("process", TAKE_WORD, process),
	OPTION("", TAKE_WORDS, words),	 { 0 },
};

/* Parse, and open; the words are a local, an attribute and a value, so many of them. */
static int local_begin(struct cli *cli, const struct option *table,
		       struct options *o, unsigned int least, unsigned int most)
{
	static const char *const missing[] = {
		"say which local",
		"say which attribute",
		"say which value: VALUE, text WORDS, or bytes HEX",
	};
	int status = parse_options(cli, table, o);

	most -= o->text || o->bytes;
	if (least > most)
		least = most;
	if (!status && o->n_words < least)
		status = cli_usage(cli, missing[o->n_words], NULL);
	if (!status && o->n_words > most)
		status = cli_usage(cli, "this makes no sense here",
				   o->words[most]);
	if (!status)
		status = options_process(cli, o);
	return status ? status : cli_open(cli);
}

static struct kt_req *local_request(struct cli *cli, enum kthreading_cmd cmd,
				    const struct options *o)
{
	struct kt_req *req = kt_req_new(cli->sock, cmd);

	kt_put_str(req, KTHREADING_A_LOCAL_PROCESS, o->process);
	put_ref(req, KTHREADING_A_LOCAL_AS, &o->as);
	if (o->n_words)
		kt_put_str(req, KTHREADING_A_LOCAL_NAME, o->words[0]);
	return req;
}

/* Returns false if the word has no = in it. */
static bool put_initial(struct kt_req *req, const char *word)
{
	const char *equals = strchr(word, '=');
	struct value value;

	if (!equals)
		return false;
	value = value_parse(equals + 1);
	value_put(req, KTHREADING_A_LOCAL_INITIAL, word, equals - word, &value);
	return true;
}

static int send_add(struct cli *cli, const struct options *o)
{
	struct kt_req *req = local_request(cli, KTHREADING_CMD_LOCAL_ADD, o);
	unsigned int i;

	for (i = 1; i < o->n_words; i++) {
		if (!put_initial(req, o->words[i])) {
			kt_req_free(req);
			return cli_usage(cli, "not ATTR=VALUE", o->words[i]);
		}
	}
	return cli_refused(cli, kt_call(req, NULL, NULL));
}

static int local_add(struct cli *cli)
{
	struct options o;
	int status = local_begin(cli, name_table, &o, 1, UINT_MAX);

	if (!status)
		status = send_add(cli, &o);
	options_free(&o);
	return status;
}

static int local_del(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = local_begin(cli, name_table, &o, 1, 1);

	if (!status) {
		req = local_request(cli, KTHREADING_CMD_LOCAL_DEL, &o);
		status = cli_refused(cli, kt_call(req, NULL, NULL));
	}
	options_free(&o);
	return status;
}

static int parse_value(struct cli *cli, const struct options *o,
		       struct value *value)
{
	if (o->text && o->bytes)
		return cli_usage(cli, "text and bytes exclude each other",
				 NULL);
	if (o->bytes)
		return value_parse_hex(cli, o->bytes, value);
	*value = o->text ? value_parse_text(o->text) : value_parse(o->words[2]);
	return CLI_OK;
}

static void put_attr(struct kt_req *req, const struct options *o,
		     const struct value *value)
{
	value_put(req, KTHREADING_A_LOCAL_VALUE, o->words[1],
		  strlen(o->words[1]), value);
}

static int local_set(struct cli *cli)
{
	struct value value = { 0 };
	struct options o;
	struct kt_req *req;
	int status = local_begin(cli, set_table, &o, 3, 3);

	if (!status)
		status = parse_value(cli, &o, &value);
	if (!status) {
		req = local_request(cli, KTHREADING_CMD_LOCAL_SET, &o);
		put_attr(req, &o, &value);
		status = cli_refused(cli, kt_call(req, NULL, NULL));
	}
	value_free(&value);
	options_free(&o);
	return status;
}

static int local_unset(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = local_begin(cli, attr_table, &o, 2, 2);

	if (!status) {
		req = local_request(cli, KTHREADING_CMD_LOCAL_UNSET, &o);
		put_attr(req, &o, NULL);
		status = cli_refused(cli, kt_call(req, NULL, NULL));
	}
	options_free(&o);
	return status;
}

static int show_value(const struct kt_attrs *attrs, void *arg)
{
	struct kt_attrs value = kt_attr_nest(attrs, KTHREADING_A_LOCAL_VALUE);
	const char *attr = kt_attr_str(&value, KTHREADING_A_VALUE_ATTR);
	struct text t = { 0 };

	(void)arg;
	json_object_begin(NULL);
	show_fields(local_fields, attrs);
	json_string("attr", attr ? attr : "");
	value_json("value", &value);
	json_object_end();
	value_text(&t, &value);
	if (!show_options.json)
		show_line(&t, false);
	text_free(&t);
	return 0;
}

static int local_get(struct cli *cli)
{
	struct options o;
	struct kt_req *req;
	int status = local_begin(cli, attr_table, &o, 2, 2);

	if (!status) {
		req = local_request(cli, KTHREADING_CMD_LOCAL_GET, &o);
		put_attr(req, &o, NULL);
		status = cli_refused(cli, kt_call(req, show_value, NULL));
	}
	options_free(&o);
	return status;
}

static int local_show(struct cli *cli)
{
	struct locals locals = { 0 };
	struct options o;
	struct kt_req *req;
	int status = local_begin(cli, name_table, &o, 0, 1);

	if (!status) {
		req = local_request(cli, KTHREADING_CMD_LOCAL_GET, &o);
		status = cli_dumped(cli, kt_dump(req, locals_take, &locals));
	}
	/* The kernel tells of a local even if no thread has anything in it. */
	if (!status && o.n_words && !locals.count)
		status = cli_failure(cli, CLI_REFUSED, "there is no local %s",
				     o.words[0]);
	if (!status)
		locals_show(&locals);
	locals_free(&locals);
	options_free(&o);
	return status;
}

int cmd_local(struct cli *cli)
{
	static const struct command commands[] = {
		{ "show", "[ NAME ] [ process NAME ]", local_show },
		{ "add", "NAME [ ATTR=VALUE ]... [ process NAME ]", local_add },
		{ "set",
		  "NAME ATTR { VALUE | text WORDS | bytes HEX } [ as REF ] [ process NAME ]",
		  local_set },
		{ "get", "NAME ATTR [ as REF ] [ process NAME ]", local_get },
		{ "unset", "NAME ATTR [ as REF ] [ process NAME ]",
		  local_unset },
		{ "del", "NAME [ process NAME ]", local_del },
		{ 0 },
	};

	return cli_command(cli, "local", commands);
}
