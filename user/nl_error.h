/* SPDX-License-Identifier: GPL-2.0 */
/* Why the kernel refused a request. */

#ifndef KT_NL_ERROR_H
#define KT_NL_ERROR_H

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stddef.h>

/* Where the attributes of a message begin. */
#define KT_ATTRS_AT (NLMSG_HDRLEN + GENL_HDRLEN)
#define KT_ERROR_TEXT_MAX 1024
#define KT_ERROR_DEPTH 4

/**
 * struct kt_error - what the kernel said when it refused a request
 * @err: -errno, 0 if the last answer was no error
 * @cmd: command of the request, 0 if unknown
 * @text: the kernel's sentence, empty if it gave none
 * @offset: of the offending attribute in the request, 0 if it named none
 * @path: type of the offending attribute, after those of the nests around it
 * @depth: how many of @path are set
 * @missing: type of an attribute that the request lacks, in the nest @path
 */
struct kt_error {
	int err;
	unsigned int cmd;
	char text[KT_ERROR_TEXT_MAX];
	size_t offset;
	unsigned int path[KT_ERROR_DEPTH];
	unsigned int depth;
	unsigned int missing;
};

/**
 * kt_error_read() - read the end of a request or of a dump
 * @e: filled
 * @msg: the message, NLMSG_ERROR or NLMSG_DONE
 * @err: 0 or the -errno in it
 */
void kt_error_read(struct kt_error *e, const struct nlmsghdr *msg, int err);

#endif
