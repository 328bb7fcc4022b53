// SPDX-License-Identifier: GPL-2.0
/* Ours over netlink, beside bare generic netlink and what rtnetlink dumps. */
#include "bench.h"

#include <arpa/inet.h>
#include <linux/if_link.h>
#include <linux/kthreading.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>

#include "wire.h"

/* As the module kt_bench has them. */
#define BARE_ACK 1
#define BARE_REPLY 2

#define BATCH 64
/* Links are dear to make; they are one group, to be deleted at once. */
#define LINKS 100
#define LINK_GROUP 77
#define PROCESS "bench_net"

static struct wire wire, route_wire;
static int ours, bare;

static void families(void)
{
	wire_open(&wire, NETLINK_GENERIC);
	ours = wire_family(&wire, KTHREADING_FAMILY_NAME);
	bare = wire_family(&wire, "kt_bench");
}

static void process_do(int cmd)
{
	const __s64 forever = 600000000000LL;

	wire_genl(&wire, ours, cmd, NLM_F_ACK);
	wire_str(&wire, KTHREADING_A_PROCESS_NAME, PROCESS);
	if (cmd == KTHREADING_CMD_PROCESS_WAIT)
		wire_put(&wire, KTHREADING_A_PROCESS_TIMEOUT_NS, &forever,
			 sizeof(forever));
	wire_send(&wire);
	if (cmd == KTHREADING_CMD_PROCESS_WAIT)
		wire_read(&wire, 1);
	else
		wire_wait(&wire);
}

static void process_end(void)
{
	process_do(KTHREADING_CMD_PROCESS_KILL);
	process_do(KTHREADING_CMD_PROCESS_WAIT);
	process_do(KTHREADING_CMD_PROCESS_DEL);
}

static void version(void)
{
	wire_genl(&wire, ours, KTHREADING_CMD_VERSION_GET, 0);
	wire_send(&wire);
	wire_read(&wire, 1);
}

static void bare_reply(void)
{
	wire_genl(&wire, bare, BARE_REPLY, 0);
	wire_send(&wire);
	wire_read(&wire, 1);
}

static void bare_ack(void)
{
	wire_genl(&wire, bare, BARE_ACK, NLM_F_ACK);
	wire_send(&wire);
	wire_wait(&wire);
}

static void calls(const char *way, void (*call)(void), int counts)
{
	unsigned long long start;
	unsigned int i;

	for (i = 0; i < BENCH_CALLS; i++) {
		start = bench_now();
		call();
		if (counts)
			bench_sample("net_empty", way, bench_now() - start, 1);
	}
}

void bench_net_empty(void)
{
	unsigned int round;

	families();
	for (round = 0; round <= bench_rounds; round++) {
		calls("kt_version", version, round);
		calls("bare_reply", bare_reply, round);
		calls("bare_ack", bare_ack, round);
	}
}

/* A request to make and start threads that do nothing. */
static void put_add(unsigned int count)
{
	wire_genl(&wire, ours, KTHREADING_CMD_THREAD_ADD, 0);
	wire_str(&wire, KTHREADING_A_THREAD_PROCESS, PROCESS);
	wire_put(&wire, KTHREADING_A_THREAD_START, NULL, 0);
	if (count > 1)
		wire_u32(&wire, KTHREADING_A_THREAD_COUNT, count);
}

static void send_single(void)
{
	put_add(1);
	wire_send(&wire);
	wire_read(&wire, 1);
}

static void create_single(void)
{
	unsigned int i;

	for (i = 0; i < BATCH; i++)
		send_single();
}

static void create_batch(void)
{
	unsigned int i;

	for (i = 0; i < BATCH; i++)
		put_add(1);
	wire_send(&wire);
	wire_read(&wire, BATCH);
}

static void create_count(void)
{
	put_add(BATCH);
	wire_send(&wire);
	wire_read(&wire, 1);
}

/* In one message, too, but each has an entry and could be another. */
static void send_list(unsigned int count)
{
	struct nlattr *entry;
	unsigned int i;

	wire_genl(&wire, ours, KTHREADING_CMD_THREAD_ADD, 0);
	wire_str(&wire, KTHREADING_A_THREAD_PROCESS, PROCESS);
	for (i = 0; i < count; i++) {
		entry = wire_nest(&wire, KTHREADING_A_THREAD_ENTRY);
		wire_put(&wire, KTHREADING_A_THREAD_START, NULL, 0);
		wire_nest_end(&wire, entry);
	}
	wire_send(&wire);
	wire_read(&wire, 1);
}

static void create_list(void)
{
	send_list(BATCH);
}

/* As long as the lists of kthreadctl -b. */
static void send_longest(void)
{
	send_list(KTHREADING_ENTRIES_MAX);
}

static void creates(const char *way, void (*create)(void), int counts)
{
	unsigned long long start;

	process_do(KTHREADING_CMD_PROCESS_ADD);
	start = bench_now();
	create();
	if (counts)
		bench_sample("net_create", way, bench_now() - start, BATCH);
	process_end();
}

void bench_net_create(void)
{
	unsigned int round;

	families();
	for (round = 0; round <= bench_rounds; round++) {
		creates("kt_single", create_single, round);
		creates("kt_batch", create_batch, round);
		creates("kt_count", create_count, round);
		creates("kt_list", create_list, round);
	}
}

/* So many threads, of which each call of @send makes @each and waits for the answer. */
static void sends(const char *way, void (*send)(void), unsigned int each)
{
	unsigned long long start;
	unsigned int i;

	process_do(KTHREADING_CMD_PROCESS_ADD);
	start = bench_now();
	for (i = 0; i < bench_count; i += each)
		send();
	bench_sample("net_send", way, bench_now() - start, i);
	process_end();
}

void bench_net_send(void)
{
	unsigned int round;

	families();
	for (round = 0; round < bench_rounds; round++) {
		sends("kt_single", send_single, 1);
		sends("kt_lists", send_longest, KTHREADING_ENTRIES_MAX);
	}
}

static void threads_make(void)
{
	process_do(KTHREADING_CMD_PROCESS_ADD);
	wire_genl(&wire, ours, KTHREADING_CMD_THREAD_ADD, 0);
	wire_str(&wire, KTHREADING_A_THREAD_PROCESS, PROCESS);
	wire_u32(&wire, KTHREADING_A_THREAD_COUNT, bench_count);
	wire_send(&wire);
	wire_read(&wire, 1);
}

static void link_make(unsigned int i)
{
	const struct ifinfomsg header = { .ifi_flags = IFF_UP,
					  .ifi_change = IFF_UP };
	struct nlattr *info;
	char name[IFNAMSIZ];

	snprintf(name, sizeof(name), "bench%u", i);
	wire_begin(&route_wire, RTM_NEWLINK, NLM_F_CREATE | NLM_F_ACK, &header,
		   sizeof(header));
	wire_str(&route_wire, IFLA_IFNAME, name);
	wire_u32(&route_wire, IFLA_GROUP, LINK_GROUP);
	info = wire_nest(&route_wire, IFLA_LINKINFO);
	wire_str(&route_wire, IFLA_INFO_KIND, "dummy");
	wire_nest_end(&route_wire, info);
	wire_send(&route_wire);
	wire_wait(&route_wire);
}

/* Their routes go with them. */
static void links_delete(void)
{
	const struct ifinfomsg header = {};

	wire_begin(&route_wire, RTM_DELLINK, NLM_F_ACK, &header,
		   sizeof(header));
	wire_u32(&route_wire, IFLA_GROUP, LINK_GROUP);
	wire_send(&route_wire);
	wire_wait(&route_wire);
}

static void put_route(unsigned int i, unsigned int link, int flags)
{
	const struct rtmsg header = {
		.rtm_family = AF_INET,
		.rtm_dst_len = 32,
		.rtm_table = RT_TABLE_MAIN,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_scope = RT_SCOPE_LINK,
		.rtm_type = RTN_UNICAST,
	};

	wire_begin(&route_wire, RTM_NEWROUTE, NLM_F_CREATE | flags, &header,
		   sizeof(header));
	wire_u32(&route_wire, RTA_DST, htonl(0x0a000000 + i));
	wire_u32(&route_wire, RTA_OIF, link);
}

static void routes_make(void)
{
	unsigned int i, link = if_nametoindex("bench0");
	int last;

	for (i = 0; i < bench_count; i++) {
		last = i % BATCH == BATCH - 1 || i == bench_count - 1;
		put_route(i, link, last ? NLM_F_ACK : 0);
		if (!last)
			continue;
		wire_send(&route_wire);
		wire_wait(&route_wire);
	}
}

static void dump_sample(const char *way, struct wire *from,
			unsigned int objects, int counts)
{
	unsigned long long start = bench_now();

	wire_send(from);
	wire_wait(from);
	start = bench_now() - start;
	if (from->objects < objects) {
		fprintf(stderr, "%s: %u objects\n", way, from->objects);
		exit(1);
	}
	if (!counts)
		return;
	bench_sample("net_dump", way, start, from->objects);
	if (from == &wire)
		bench_sample("net_dump", "kt_receives", from->receives,
			     from->objects);
}

static void dump_round(int counts)
{
	const struct ifinfomsg link = {};
	const struct rtmsg route = { .rtm_family = AF_INET };

	wire_genl(&wire, ours, KTHREADING_CMD_THREAD_GET, NLM_F_DUMP);
	wire_str(&wire, KTHREADING_A_THREAD_PROCESS, PROCESS);
	dump_sample("kt_thread", &wire, bench_count, counts);
	wire_begin(&route_wire, RTM_GETROUTE, NLM_F_DUMP, &route,
		   sizeof(route));
	dump_sample("route", &route_wire, bench_count, counts);
	wire_begin(&route_wire, RTM_GETLINK, NLM_F_DUMP, &link, sizeof(link));
	dump_sample("link", &route_wire, LINKS, counts);
}

void bench_net_dump(void)
{
	unsigned int i;

	families();
	wire_open(&route_wire, NETLINK_ROUTE);
	for (i = 0; i < LINKS; i++)
		link_make(i);
	routes_make();
	threads_make();
	for (i = 0; i <= bench_rounds; i++)
		dump_round(i);
	process_end();
	links_delete();
}
