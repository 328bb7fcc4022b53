// SPDX-License-Identifier: GPL-2.0

#include "text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define NS_PER_US 1000ULL
#define NS_PER_MS 1000000ULL
#define NS_PER_S 1000000000ULL
/* The longest one of 32 bits. */
#define NUMBER_DIGITS 10
/* Longest character; a zero ends one that is cut. */
#define UTF8_MAX 4
/* Eight times the same byte. */
#define EACH(byte) (~0ULL / 0xff * (byte))

void text_reserve(struct text *t, size_t more)
{
	if (t->len + more < t->size)
		return;
	t->size = 2 * (t->len + more) + 64;
	t->data = realloc(t->data, t->size);
	if (!t->data)
		abort();
}

static void add_raw(struct text *t, const char *bytes, size_t len)
{
	text_reserve(t, len);
	memcpy(t->data + t->len, bytes, len);
	t->len += len;
	t->data[t->len] = '\0';
}

void text_free(struct text *t)
{
	free(t->data);
	memset(t, 0, sizeof(*t));
}

const char *text_str(const struct text *t)
{
	return t->data ? t->data : "";
}

void text_add(struct text *t, const char *words)
{
	add_raw(t, words, strlen(words));
}

void text_addf(struct text *t, const char *format, ...)
{
	size_t room;
	va_list args;
	int len;

	/* What most lines take: to format twice is dear. */
	text_reserve(t, 1);
	room = t->size - t->len;
	va_start(args, format);
	len = vsnprintf(t->data + t->len, room, format, args);
	va_end(args);
	if ((size_t)len >= room) {
		text_reserve(t, len);
		va_start(args, format);
		vsprintf(t->data + t->len, format, args);
		va_end(args);
	}
	t->len += len;
}

/* By hand, as each line of a batch tells one, and to format it is most of the work. */
void text_add_number(struct text *t, __u32 number)
{
	char digits[2 * NUMBER_DIGITS];
	size_t at = NUMBER_DIGITS;

	do {
		digits[--at] = '0' + number % 10;
		number /= 10;
	} while (number);
	text_reserve(t, NUMBER_DIGITS);
	/* As many as it may have, which needs no call; what is behind the last is overwritten. */
	memcpy(t->data + t->len, digits + at, NUMBER_DIGITS);
	t->len += NUMBER_DIGITS - at;
	t->data[t->len] = '\0';
}

/* Length of the UTF-8 character at str, of which there are @left bytes; 0 if there is none. */
static size_t utf8_len(const char *str, size_t left)
{
	static const __u32 least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	const unsigned char *s = (const unsigned char *)str;
	size_t len = *s < 0x80 ? 1 :
		     *s < 0xc2 ? 0 :
		     *s < 0xe0 ? 2 :
		     *s < 0xf0 ? 3 :
				 4;
	__u32 code = len ? *s & (0xff >> (len + (len > 1))) : 0;
	size_t i;

	if (*s > 0xf4 || len > left)
		return 0;
	for (i = 1; i < len; i++) {
		if ((s[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (s[i] & 0x3f);
	}
	if (len > 1 && (code < least[len] || code > 0x10ffff ||
			(code >= 0xd800 && code < 0xe000)))
		return 0;
	return len;
}

bool text_is_utf8(const char *str)
{
	size_t len;

	for (; *str; str += len) {
		len = utf8_len(str, UTF8_MAX);
		if (!len)
			return false;
	}
	return true;
}

/* The C1 controls are controls too: 0x80 to 0x9f, which is c2 80 to c2 9f. */
static bool is_control(const char *s, size_t len)
{
	unsigned char first = s[0];

	return first < ' ' || first == 0x7f ||
	       (len == 2 && first == 0xc2 && (unsigned char)s[1] < 0xa0);
}

static void add_escape(struct text *t, char c)
{
	static const char plain[] = "\n\t\r", names[] = "ntr";
	const char *at = c ? strchr(plain, c) : NULL;

	if (at)
		text_addf(t, "\\%c", names[at - plain]);
	else
		text_addf(t, "\\x%02x", (unsigned char)c);
}

/* Eight characters from ' ' to '~': none has its highest bit, nor gets it by what is added. */
static bool are_plain(__u64 eight)
{
	return !((eight | (eight - EACH(' ')) | (eight + EACH(0x7f - '~'))) &
		 EACH(0x80));
}

/* Append those that need no closer look, up to the first that does, and tell how many these are. */
static size_t add_plain(struct text *t, const char *bytes, size_t left)
{
	size_t len = 0;
	__u64 eight;
	char *to;

	text_reserve(t, left);
	to = t->data + t->len;
	for (; left - len >= sizeof(eight); len += sizeof(eight)) {
		memcpy(&eight, bytes + len, sizeof(eight));
		if (!are_plain(eight))
			break;
		memcpy(to + len, &eight, sizeof(eight));
	}
	for (; len < left && bytes[len] >= ' ' && bytes[len] <= '~'; len++)
		to[len] = bytes[len];
	to[len] = '\0';
	t->len += len;
	return len;
}

void text_add_bytes(struct text *t, const char *bytes, size_t left,
		    const char *marked)
{
	size_t len, i;

	for (; left; bytes += len, left -= len) {
		len = marked ? 0 : add_plain(t, bytes, left);
		if (len)
			continue;
		len = utf8_len(bytes, left);
		if (len && !is_control(bytes, len)) {
			if (marked && strchr(marked, *bytes))
				text_add(t, "\\");
			add_raw(t, bytes, len);
			continue;
		}
		if (!len)
			len = 1;
		for (i = 0; i < len; i++)
			add_escape(t, bytes[i]);
	}
}

void text_add_safe(struct text *t, const char *words)
{
	text_add_bytes(t, words, strlen(words), NULL);
}

void text_add_json(struct text *t, const char *words)
{
	size_t len;

	text_add(t, "\"");
	for (; *words; words += len) {
		len = utf8_len(words, UTF8_MAX);
		if (!len) {
			text_add(t, "\\ufffd");
			len = 1;
		} else if (*words == '"' || *words == '\\') {
			text_addf(t, "\\%c", *words);
		} else if (len == 1 && is_control(words, len)) {
			text_addf(t, "\\u%04x", *words);
		} else {
			add_raw(t, words, len);
		}
	}
	text_add(t, "\"");
}

/* Three digits, as 1.23ms, 12.3ms, 123ms. */
static void add_unit(struct text *t, __u64 ns, __u64 unit, const char *name)
{
	__u64 whole = ns / unit;
	__u64 hundredths = ns % unit * 100 / unit;

	if (whole >= 100 || unit == 1)
		text_addf(t, "%llu%s", whole, name);
	else if (whole >= 10)
		text_addf(t, "%llu.%llu%s", whole, hundredths / 10, name);
	else
		text_addf(t, "%llu.%02llu%s", whole, hundredths, name);
}

void text_add_ns(struct text *t, __u64 ns)
{
	__u64 minutes = ns / NS_PER_S / 60, hours = minutes / 60;

	if (!ns)
		text_add(t, "0");
	else if (ns < NS_PER_US)
		add_unit(t, ns, 1, "ns");
	else if (ns < NS_PER_MS)
		add_unit(t, ns, NS_PER_US, "us");
	else if (ns < NS_PER_S)
		add_unit(t, ns, NS_PER_MS, "ms");
	else if (!minutes)
		add_unit(t, ns, NS_PER_S, "s");
	else if (!hours)
		text_addf(t, "%llum%02llus", minutes, ns / NS_PER_S % 60);
	else if (hours < 100)
		text_addf(t, "%lluh%02llum", hours, minutes % 60);
	else
		text_addf(t, "%llud%02lluh", hours / 24, hours % 24);
}

void text_add_span(struct text *t, __s64 ns)
{
	if (ns < 0)
		text_add(t, "-");
	text_add_ns(t, ns < 0 ? -(__u64)ns : (__u64)ns);
}

void text_add_time(struct text *t, __u64 ns)
{
	time_t seconds = ns / NS_PER_S;
	char buffer[64];
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return;
	strftime(buffer, sizeof(buffer), "%Y-%m-%d %H:%M:%S", &tm);
	text_addf(t, "%s,%03llu", buffer, ns / NS_PER_MS % 1000);
}

void text_add_clock(struct text *t, __u64 ns)
{
	time_t seconds = ns / NS_PER_S;
	char buffer[16];
	struct tm tm;

	if (!localtime_r(&seconds, &tm))
		return;
	strftime(buffer, sizeof(buffer), "%H:%M:%S", &tm);
	text_addf(t, "%s.%03llu", buffer, ns / NS_PER_MS % 1000);
}

__u64 text_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	return now.tv_sec * NS_PER_S + now.tv_nsec;
}

void text_add_now(struct text *t)
{
	text_add_time(t, text_now());
}

void text_add_errno(struct text *t, __u32 value)
{
	const char *name = strerrorname_np(value);

	if (name)
		text_add(t, name);
	else
		text_addf(t, "errno %u", value);
}

size_t text_width(const char *str)
{
	size_t width = 0;

	for (; *str; str++)
		width += (*str & 0xc0) != 0x80;
	return width;
}

/* Bytes of the first characters. */
static size_t prefix_len(const char *str, size_t width)
{
	size_t len = 0;

	while (str[len] && (width || (str[len] & 0xc0) == 0x80))
		width -= (str[len++] & 0xc0) != 0x80;
	return len;
}

void text_add_cell(struct text *t, const char *str, size_t width, bool right)
{
	size_t own = text_width(str);
	int blanks = own < width ? width - own : 0;

	if (right)
		text_addf(t, "%*s", blanks, "");
	if (own > width) {
		add_raw(t, str, prefix_len(str, width - 1));
		text_add(t, "~");
	} else {
		text_add(t, str);
	}
	if (!right)
		text_addf(t, "%*s", blanks, "");
}
