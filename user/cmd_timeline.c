// SPDX-License-Identifier: GPL-2.0

#include "cli.h"
#include "parse.h"
#include "timeline.h"

#include <errno.h>
#include <string.h>

static int timeline_begin(struct cli *cli, const struct option *table,
			  struct options *o)
{
	int status = parse_options(cli, table, o);

	if (!status)
		status = options_process(cli, o);
	return status ? status : cli_open(cli);
}

static const struct option process_table[] = {
	OPTION("process", TAKE_WORD, process),
	{ 0 },
};

static int timeline_show(struct cli *cli)
{
	struct timeline timeline = { 0 };
	struct options o;
	int status = timeline_begin(cli, process_table, &o);

	if (!status)
		status = timeline_read(cli, o.process, &timeline);
	if (!status && show_options.json)
		timeline_json(&timeline);
	else if (!status)
		timeline_gantt(&timeline);
	timeline_free(&timeline);
	options_free(&o);
	return status;
}

static int timeline_record(struct cli *cli, bool on)
{
	struct options o;
	struct kt_req *req;
	int status = timeline_begin(cli, process_table, &o);

	if (!status) {
		req = kt_req_new(cli->sock, KTHREADING_CMD_TIMELINE_SET);
		kt_put_str(req, KTHREADING_A_TIMELINE_PROCESS, o.process);
		kt_put_u8(req, KTHREADING_A_TIMELINE_RECORD, on);
		status = cli_refused(cli, kt_call(req, NULL, NULL));
	}
	options_free(&o);
	return status;
}

static int timeline_on(struct cli *cli)
{
	return timeline_record(cli, true);
}

static int timeline_off(struct cli *cli)
{
	return timeline_record(cli, false);
}

static int cannot_write(struct cli *cli, const char *name)
{
	return cli_failure(cli, CLI_USAGE, "cannot write %s: %s", name,
			   strerror(errno));
}

static int write_file(struct cli *cli, const char *name,
		      const struct timeline *timeline,
		      void (*draw)(const struct timeline *timeline, FILE *file))
{
	FILE *file = fopen(name, "w");
	bool failed;

	if (!file)
		return cannot_write(cli, name);
	draw(timeline, file);
	failed = ferror(file);
	if (fclose(file) || failed)
		return cannot_write(cli, name);
	return CLI_OK;
}

static int timeline_draw(struct cli *cli,
			 void (*draw)(const struct timeline *timeline,
				      FILE *file))
{
	static const struct option table[] = {
		OPTION("file", TAKE_WORD, file),
		OPTION("process", TAKE_WORD, process),
		{ 0 },
	};
	struct timeline timeline = { 0 };
	struct options o;
	int status = timeline_begin(cli, table, &o);

	if (!status)
		status = timeline_read(cli, o.process, &timeline);
	if (!status && o.file)
		status = write_file(cli, o.file, &timeline, draw);
	else if (!status)
		draw(&timeline, stdout);
	timeline_free(&timeline);
	options_free(&o);
	return status;
}

static int timeline_to_svg(struct cli *cli)
{
	return timeline_draw(cli, timeline_svg);
}

static int timeline_to_chrome(struct cli *cli)
{
	return timeline_draw(cli, timeline_chrome);
}

int cmd_timeline(struct cli *cli)
{
	static const struct command commands[] = {
		{ "show", "[ process NAME ]", timeline_show },
		{ "on", "[ process NAME ]", timeline_on },
		{ "off", "[ process NAME ]", timeline_off },
		{ "svg", "[ file FILE ] [ process NAME ]", timeline_to_svg },
		{ "chrome", "[ file FILE ] [ process NAME ]",
		  timeline_to_chrome },
		{ 0 },
	};

	return cli_command(cli, "timeline", commands);
}
