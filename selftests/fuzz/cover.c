// SPDX-License-Identifier: GPL-2.0
/*
 * Guidance: KCOV tells which code of the module an input reached, and inputs that
 * reached new code are kept and changed further. All senders share what they found.
 */
#include "fuzz.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/* Of the kernel's Documentation/dev-tools/kcov.rst; there is no header for it. */
#define KCOV_INIT_TRACE _IOR('c', 1, unsigned long)
#define KCOV_ENABLE _IO('c', 100)
#define KCOV_DISABLE _IO('c', 101)
#define KCOV_WORDS 65536

#define CORPUS_MAX 4096
#define INPUT_MAX 512
#define POINTS_MAX 65536

/**
 * struct input - one that reached new code
 * @len: bytes; 0 while it is written
 * @bytes: as they were before the family's number was put in
 */
struct input {
	unsigned int len;
	__u8 bytes[INPUT_MAX];
};

/**
 * struct corpus - what all senders found
 * @nr: inputs, or more than there is room for
 * @nr_points: bits in @points
 * @points: code that was reached, as a bitmap of hashes
 * @inputs: those that reached it first
 */
struct corpus {
	unsigned int nr;
	unsigned long nr_points;
	__u64 points[POINTS_MAX / 64];
	struct input inputs[CORPUS_MAX];
};

struct fz_cover {
	int fd;
	unsigned long *words;
};

static struct corpus *corpus;

unsigned int fz_corpus_size(void)
{
	unsigned int nr =
		corpus ? __atomic_load_n(&corpus->nr, __ATOMIC_ACQUIRE) : 0;

	return nr < CORPUS_MAX ? nr : CORPUS_MAX;
}

unsigned long fz_corpus_points(void)
{
	return corpus ? corpus->nr_points : 0;
}

static void keep(const __u8 *bytes, size_t len)
{
	unsigned int nr;

	if (!len || len > INPUT_MAX)
		return;
	nr = __atomic_fetch_add(&corpus->nr, 1, __ATOMIC_RELAXED);
	if (nr >= CORPUS_MAX)
		return;
	memcpy(corpus->inputs[nr].bytes, bytes, len);
	__atomic_store_n(&corpus->inputs[nr].len, len, __ATOMIC_RELEASE);
}

/* Lines "corpus HEX", as fz_corpus_print() writes them. */
static void read_inputs(void)
{
	__u8 bytes[INPUT_MAX];
	unsigned int byte;
	char line[2 * INPUT_MAX + 16];
	const char *at;
	size_t len;

	while (fgets(line, sizeof(line), stdin)) {
		if (strncmp(line, "corpus ", 7))
			continue;
		for (len = 0, at = line + 7; len < INPUT_MAX; at += 2) {
			if (sscanf(at, "%2x", &byte) != 1)
				break;
			bytes[len++] = byte;
		}
		keep(bytes, len);
	}
}

void fz_corpus_init(const struct fz_run *run)
{
	if (!run->corpus)
		return;
	corpus = mmap(NULL, sizeof(*corpus), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (corpus == MAP_FAILED)
		abort();
	read_inputs();
}

void fz_corpus_print(void)
{
	unsigned int i, j, nr = fz_corpus_size();

	for (i = 0; i < nr; i++) {
		printf("corpus ");
		for (j = 0; j < corpus->inputs[i].len; j++)
			printf("%02x", corpus->inputs[i].bytes[j]);
		putchar('\n');
	}
}

bool fz_corpus_pick(struct fz_rand *rand, struct fz_msg *msg)
{
	unsigned int nr = fz_corpus_size();
	const struct input *input;

	if (!nr || !fz_one_in(rand, 2))
		return false;
	input = &corpus->inputs[fz_below(rand, nr)];
	msg->len = __atomic_load_n(&input->len, __ATOMIC_ACQUIRE);
	memcpy(msg->bytes, input->bytes, msg->len);
	return msg->len;
}

/* NULL where there is no KCOV, or no corpus is wanted. */
struct fz_cover *fz_cover_open(void)
{
	struct fz_cover *cover = calloc(1, sizeof(*cover));

	if (!corpus || !cover)
		goto free;
	cover->fd = open("/sys/kernel/debug/kcov", O_RDWR | O_CLOEXEC);
	if (cover->fd < 0)
		goto free;
	if (ioctl(cover->fd, KCOV_INIT_TRACE, KCOV_WORDS))
		goto close;
	cover->words = mmap(NULL, KCOV_WORDS * sizeof(*cover->words),
			    PROT_READ | PROT_WRITE, MAP_SHARED, cover->fd, 0);
	if (cover->words == MAP_FAILED || ioctl(cover->fd, KCOV_ENABLE, 0))
		goto close;
	return cover;
close:
	close(cover->fd);
free:
	free(cover);
	return NULL;
}

void fz_cover_begin(struct fz_cover *cover)
{
	if (cover)
		__atomic_store_n(&cover->words[0], 0, __ATOMIC_RELAXED);
}

/* True if nobody has seen that code reached. */
static bool is_new(unsigned long pc)
{
	unsigned int hash = (pc * 0x9e3779b97f4a7c15ULL) >> 48;
	__u64 *word = &corpus->points[hash / 64];
	__u64 bit = 1ULL << hash % 64;

	if (__atomic_load_n(word, __ATOMIC_RELAXED) & bit)
		return false;
	return !(__atomic_fetch_or(word, bit, __ATOMIC_RELAXED) & bit);
}

void fz_cover_end(struct fz_cover *cover, const __u8 *bytes, size_t len)
{
	unsigned long i, count, found = 0;

	if (!cover)
		return;
	count = __atomic_load_n(&cover->words[0], __ATOMIC_RELAXED);
	for (i = 1; i <= count && i < KCOV_WORDS; i++)
		found += is_new(cover->words[i]);
	if (!found)
		return;
	__atomic_add_fetch(&corpus->nr_points, found, __ATOMIC_RELAXED);
	keep(bytes, len);
}

void fz_cover_close(struct fz_cover *cover)
{
	if (!cover)
		return;
	ioctl(cover->fd, KCOV_DISABLE, 0);
	munmap(cover->words, KCOV_WORDS * sizeof(*cover->words));
	close(cover->fd);
	free(cover);
}
