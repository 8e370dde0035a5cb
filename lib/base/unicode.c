#include "base/unicode.h"

struct range {
	uint32_t first, last;
};

#include "base/unicode_data.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static bool
among(const struct range *r, size_t n, uint32_t c)
{
	size_t low = 0, high = n, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (c > r[mid].last)
			low = mid + 1;
		else if (c < r[mid].first)
			high = mid;
		else
			return (true);
	}
	return (false);
}

/* The bytes after the first that a character needs by its first byte, or 0 if none begins so. */
static size_t
following(unsigned char b)
{
	if (b >= 0xc2 && b <= 0xdf)
		return (1);
	if (b >= 0xe0 && b <= 0xef)
		return (2);
	if (b >= 0xf0 && b <= 0xf4)
		return (3);
	return (0);
}

uint32_t
unicode_at(const char *p, size_t n, size_t *len)
{
	static const uint32_t least[] = { 0, 0x80, 0x800, 0x10000 };
	unsigned char b = (unsigned char)p[0];
	size_t more = following(b), i;
	uint32_t c;

	*len = 1;
	if (b < 0x80)
		return (b);
	if (more == 0 || more >= n)
		return (0xfffd);
	c = b & (0x3fU >> more);
	for (i = 1; i <= more; i++) {
		if (((unsigned char)p[i] & 0xc0) != 0x80)
			return (0xfffd);
		c = c << 6 | ((unsigned char)p[i] & 0x3f);
	}
	if (c < least[more] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
		return (0xfffd);
	*len = more + 1;
	return (c);
}

int
unicode_width(uint32_t c)
{
	if (c < 0x7f)
		return (c >= 0x20);
	if (c < 0xa0)
		return (0);
	if (among(zero, COUNT(zero), c))
		return (0);
	return (among(wide, COUNT(wide), c) ? 2 : 1);
}

size_t
unicode_fit(struct slice text, size_t columns, size_t *used)
{
	size_t at = 0, len, w;

	*used = 0;
	while (at < text.n) {
		w = (size_t)unicode_width(unicode_at(text.p + at, text.n - at, &len));
		if (*used + w > columns)
			break;
		*used += w;
		at += len;
	}
	return (at);
}

size_t
unicode_columns(struct slice text)
{
	size_t used;

	unicode_fit(text, SIZE_MAX / 2, &used);
	return (used);
}

bool
unicode_is_control(uint32_t c)
{
	return (c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x061c || c == 0x200e || c == 0x200f ||
		(c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0xfeff);
}
