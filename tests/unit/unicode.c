/* The width of characters, of texts, and of what is no text. */
#include "base/unicode.h"

#include <stdio.h>

struct sample {
	const char *text;
	size_t columns;
};

static const struct sample samples[] = {
	{ "", 0 },
	{ "abc", 3 },
	{ "Звонки", 6 },
	{ "перезвонить", 11 },
	{ "й", 1 },				       /* one character */
	{ "и\xcc\x86", 1 },			       /* the same, with a combining breve */
	{ "日本語", 6 },			       /* wide */
	{ "ｱｲｳ", 3 },				       /* halfwidth */
	{ "ＡＢ", 4 },				       /* fullwidth */
	{ "한국", 4 },				       /* syllables */
	{ "\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", 2 }, /* a syllable in three parts */
	{ "☎", 1 },
	{ "📞", 2 },
	{ "a\xe2\x80\x8d"
	  "b",
	    2 },		       /* zero width joiner */
	{ "\xc2\xad", 1 },	       /* soft hyphen */
	{ "\xc2\xa0", 1 },	       /* no-break space */
	{ "\xff\xfe", 2 },	       /* no characters: one column a byte */
	{ "\xe4\xb8", 2 },	       /* cut short */
	{ "\xc0\x80\xed\xa0\x80", 5 }, /* overlong; a surrogate */
	{ "\xf4\x90\x80\x80", 4 },     /* above U+10FFFF */
	{ "\x1b[1m", 3 },
};

static int
check_width(const struct sample *s)
{
	size_t got = unicode_columns(slice_of(s->text));

	if (got == s->columns)
		return (0);
	printf("unicode: \"%s\" has %zu columns, not %zu\n", s->text, got, s->columns);
	return (1);
}

static int
check_fit(const char *text, size_t columns, size_t bytes, size_t used)
{
	size_t got, n = unicode_fit(slice_of(text), columns, &got);

	if (n == bytes && got == used)
		return (0);
	printf("unicode: of \"%s\" %zu bytes fit into %zu columns, not %zu\n", text, n, columns,
	    bytes);
	return (1);
}

int
main(void)
{
	int failed = 0;
	size_t i;

	for (i = 0; i < sizeof(samples) / sizeof(samples[0]); i++)
		failed |= check_width(&samples[i]);
	failed |= check_fit("日本", 3, 3, 2);	    /* no half of a wide one */
	failed |= check_fit("и\xcc\x86к", 1, 4, 1); /* the mark stays with its letter */
	failed |= check_fit("abc", 0, 0, 0);
	failed |=
	    !unicode_is_control(0x1b) || !unicode_is_control(0x202e) || unicode_is_control('a');
	return (failed);
}
