/*
 * expr_words.c - look for words, with or without regard to case.
 *
 * Case is folded for ASCII and for the Cyrillic letters from U+0400 to U+045F,
 * each of which has one other form.  A text with any other letter in it (a
 * Kelvin sign is a k, a sharp s is two) is Oniguruma's, if case is to be
 * disregarded; if not, bytes are bytes.
 */
#include <stdlib.h>

#include "base/mem.h"
#include "expr/expr_in.h"

struct words {
	bool fold;
	size_t n;
	struct slice *list; /* folded */
	char *bytes;
};

/* Fold src, of n bytes, to dst; false if it has letters beyond ASCII and the Cyrillic ones. */
static bool
fold(const char *src, size_t n, char *dst)
{
	const unsigned char *s = (const unsigned char *)src;
	unsigned char *d = (unsigned char *)dst;
	unsigned c;

	for (size_t i = 0; i < n; i++) {
		if (s[i] < 0x80) {
			d[i] = (unsigned char)(s[i] >= 'A' && s[i] <= 'Z' ? s[i] | 0x20 : s[i]);
			continue;
		}
		if ((s[i] != 0xd0 && s[i] != 0xd1) || i + 1 == n)
			return (false);
		c = (s[i] & 0x1fu) << 6 | (s[i + 1] & 0x3fu);
		if (c > 0x45f)
			return (false);
		if (c < 0x430)
			c += c < 0x410 ? 0x50 : 0x20;
		d[i] = (unsigned char)(0xc0 | c >> 6);
		d[i + 1] = (unsigned char)(0x80 | (c & 0x3f));
		i++;
	}
	return (true);
}

static bool
is_plain(struct slice pattern)
{
	for (size_t i = 0; i < pattern.n; i++)
		if (strchr("\\.^$*+?()[]{}#", pattern.p[i]) != NULL)
			return (false);
	return (true);
}

struct words *
words_new(struct slice pattern, struct slice flags)
{
	struct words *w;
	size_t from = 0, n = 1;
	bool insensitive = false;

	for (size_t i = 0; i < flags.n; i++) {
		if (flags.p[i] != 'i' && flags.p[i] != 'g')
			return (NULL);
		insensitive |= flags.p[i] == 'i';
	}
	if (!is_plain(pattern))
		return (NULL);
	for (size_t i = 0; i < pattern.n; i++)
		n += pattern.p[i] == '|';
	w = mem_zero(1, sizeof(*w));
	w->fold = insensitive;
	w->list = mem_zero(n, sizeof(*w->list));
	w->bytes = mem_dup(pattern.p, pattern.n);
	if (insensitive && !fold(pattern.p, pattern.n, w->bytes)) {
		words_free(w);
		return (NULL);
	}
	for (size_t i = 0; i <= pattern.n; i++)
		if (i == pattern.n || pattern.p[i] == '|') {
			w->list[w->n++] = (struct slice){ w->bytes + from, i - from };
			from = i + 1;
		}
	return (w);
}

static int
find(const struct words *w, const char *p, size_t n)
{
	for (size_t i = 0; i < w->n; i++)
		if (w->list[i].n == 0 ||
		    (n > 0 && memmem(p, n, w->list[i].p, w->list[i].n) != NULL))
			return (1);
	return (0);
}

int
words_find(const struct words *w, struct slice text)
{
	char folded[4096];

	if (!w->fold)
		return (find(w, text.p, text.n));
	if (text.n > sizeof(folded) || !fold(text.p, text.n, folded))
		return (-1);
	return (find(w, folded, text.n));
}

void
words_free(struct words *w)
{
	if (w == NULL)
		return;
	free(w->list);
	free(w->bytes);
	free(w);
}
