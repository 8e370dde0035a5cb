#include "format/text.h"

bool
text_utf8(struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p, *end = p + s.n;
	unsigned char low, high;
	size_t more;

	while (p < end) {
		uint64_t word;

		while (end - p >= 8) {
			memcpy(&word, p, 8);
			if ((word & UINT64_C(0x8080808080808080)) != 0)
				break;
			p += 8;
		}
		if (p == end)
			break;
		if (*p < 0x80) {
			p++;
			continue;
		}
		low = 0x80;
		high = 0xbf;
		if (*p >= 0xc2 && *p <= 0xdf)
			more = 1;
		else if (*p >= 0xe0 && *p <= 0xef) {
			more = 2;
			if (*p == 0xe0)
				low = 0xa0;
			if (*p == 0xed)
				high = 0x9f;
		} else if (*p >= 0xf0 && *p <= 0xf4) {
			more = 3;
			if (*p == 0xf0)
				low = 0x90;
			if (*p == 0xf4)
				high = 0x8f;
		} else
			return (false);
		if ((size_t)(end - p) <= more || p[1] < low || p[1] > high)
			return (false);
		for (p += 2; more > 1; more--, p++)
			if ((*p & 0xc0) != 0x80)
				return (false);
	}
	return (true);
}

/* The letters of 0x80..0xbf; 0xc0..0xff are U+0410..U+044F. */
static const uint16_t upper_1251[64] = { 0x402, 0x403, 0x201a, 0x453, 0x201e, 0x2026, 0x2020,
	0x2021, 0x20ac, 0x2030, 0x409, 0x2039, 0x40a, 0x40c, 0x40b, 0x40f, 0x452, 0x2018, 0x2019,
	0x201c, 0x201d, 0x2022, 0x2013, 0x2014, 0x98, 0x2122, 0x459, 0x203a, 0x45a, 0x45c, 0x45b,
	0x45f, 0xa0, 0x40e, 0x45e, 0x408, 0xa4, 0x490, 0xa6, 0xa7, 0x401, 0xa9, 0x404, 0xab, 0xac,
	0xad, 0xae, 0x407, 0xb0, 0xb1, 0x406, 0x456, 0x491, 0xb5, 0xb6, 0xb7, 0x451, 0x2116, 0x454,
	0xbb, 0x458, 0x405, 0x455, 0x457 };

static void
add_char(struct buf *out, unsigned c)
{
	if (c < 0x80)
		buf_char(out, (char)c);
	else if (c < 0x800) {
		buf_char(out, (char)(0xc0 | c >> 6));
		buf_char(out, (char)(0x80 | (c & 0x3f)));
	} else {
		buf_char(out, (char)(0xe0 | c >> 12));
		buf_char(out, (char)(0x80 | (c >> 6 & 0x3f)));
		buf_char(out, (char)(0x80 | (c & 0x3f)));
	}
}

void
text_from_1251(struct buf *out, struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		unsigned c = (unsigned char)s.p[i];

		if (c >= 0xc0)
			c = 0x410 + (c - 0xc0);
		else if (c >= 0x80)
			c = upper_1251[c - 0x80];
		add_char(out, c);
	}
}

/* Letters of two UTF-8 bytes whose case is a fixed step away. */
static unsigned
lower_char(unsigned c)
{
	if ((c >= 0xc0 && c <= 0xde && c != 0xd7) || (c >= 0x391 && c <= 0x3a9 && c != 0x3a2) ||
	    (c >= 0x410 && c <= 0x42f))
		return (c + 0x20);
	if (c >= 0x400 && c <= 0x40f)
		return (c + 0x50);
	if (c >= 0x460 && c <= 0x52f && (c & 1) == 0 && !(c >= 0x482 && c <= 0x489) &&
	    !(c >= 0x4c0 && c <= 0x4cf))
		return (c + 1);
	return (c);
}

void
text_lower(struct buf *out, struct slice s)
{
	size_t i;

	for (i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c >= 'A' && c <= 'Z')
			buf_char(out, (char)(c + 32));
		else if (c >= 0xc3 && c <= 0xd4 && i + 1 < s.n) {
			add_char(out,
			    lower_char((c & 0x1fu) << 6 | ((unsigned char)s.p[i + 1] & 0x3fu)));
			i++;
		} else
			buf_char(out, (char)c);
	}
}

void
text_words(struct buf *out, struct slice s)
{
	size_t start = out->n, from = out->n, i;

	text_lower(out, s);
	for (i = start; i < out->n; i++) {
		char c = out->p[i];

		if (c == '_' || c == '-' || c == '+' || c == '\t')
			c = ' ';
		if (c == ' ' && (from == start || out->p[from - 1] == ' '))
			continue;
		out->p[from++] = c;
	}
	if (from > start && out->p[from - 1] == ' ')
		from--;
	out->n = from;
}

struct slice
text_trim(struct slice s)
{
	while (s.n > 0 && ((unsigned char)s.p[0] <= ' '))
		s.p++, s.n--;
	while (s.n > 0 && ((unsigned char)s.p[s.n - 1] <= ' '))
		s.n--;
	return (s);
}

static int
hex(char c)
{
	if (c >= '0' && c <= '9')
		return (c - '0');
	c |= 32;
	return (c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1);
}

void
text_unescape_url(struct buf *out, struct slice s, bool plus)
{
	size_t i;
	int high, low;

	for (i = 0; i < s.n; i++)
		if (s.p[i] == '%' && i + 2 < s.n && (high = hex(s.p[i + 1])) >= 0 &&
		    (low = hex(s.p[i + 2])) >= 0) {
			buf_char(out, (char)(high << 4 | low));
			i += 2;
		} else
			buf_char(out, plus && s.p[i] == '+' ? ' ' : s.p[i]);
}

uint64_t
text_hash(struct slice s)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);
	size_t i;

	/* FNV-1a, then splitmix64's finish, so that short rows spread over all bits. */
	for (i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * UINT64_C(0x100000001b3);
	h = (h ^ h >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	h = (h ^ h >> 27) * UINT64_C(0x94d049bb133111eb);
	return (h ^ h >> 31);
}
