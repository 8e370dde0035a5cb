#include "base/diag.h"

#include <err.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"
#include "base/mem.h"

enum { SHOWN = 10 };

struct kind {
	char *text;
	uint64_t count;
};

struct diag {
	struct kind *kinds;
	size_t n, cap;
	bool quiet;
};

struct diag *
diag_new(bool quiet)
{
	struct diag *d = mem_zero(1, sizeof(*d));

	d->quiet = quiet;
	return (d);
}

void
diag_free(struct diag *d)
{
	size_t i;

	if (d == NULL)
		return;
	for (i = 0; i < d->n && !d->quiet; i++)
		if (d->kinds[i].count > SHOWN)
			warnx("%llu more like: %s", (unsigned long long)(d->kinds[i].count - SHOWN),
			    d->kinds[i].text);
	for (i = 0; i < d->n; i++)
		free(d->kinds[i].text);
	free(d->kinds);
	free(d);
}

static struct kind *
find(const struct diag *d, const char *text)
{
	size_t i;

	for (i = 0; i < d->n; i++)
		if (d->kinds[i].text == text || strcmp(d->kinds[i].text, text) == 0)
			return (&d->kinds[i]);
	return (NULL);
}

void
diag_say(struct diag *d, const char *text, const char *file, uint64_t line, size_t column,
    const char *fmt, ...)
{
	struct kind *kind;
	struct buf b = { 0 };
	char said[512];
	va_list ap;

	if ((kind = find(d, text)) == NULL) {
		d->kinds = mem_grow(d->kinds, &d->cap, d->n + 1, sizeof(*d->kinds));
		kind = &d->kinds[d->n++];
		*kind = (struct kind){ mem_str(text), 0 };
	}
	if (kind->count++ >= SHOWN || d->quiet)
		return;

	if (file != NULL)
		buf_printf(&b, "%s:", file);
	if (line > 0)
		buf_printf(&b, "%llu:", (unsigned long long)line);
	if (column > 0)
		buf_printf(&b, "%zu:", column);
	if (b.n > 0)
		buf_char(&b, ' ');
	va_start(ap, fmt);
	vsnprintf(said, sizeof(said), fmt, ap);
	va_end(ap);
	buf_str(&b, said);
	warnx("%s", buf_cstr(&b));
	buf_free(&b);
}

uint64_t
diag_count(const struct diag *d, const char *text)
{
	const struct kind *kind = find(d, text);

	return (kind == NULL ? 0 : kind->count);
}

void
diag_tame(char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < ' ' || *text == 0x7f)
			*text = '?';
}
