#include "event/reject.h"

#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"
#include "event/output.h"

enum { SHOWN = 64 << 10 };

struct rejects {
	struct output *out; /* NULL: none asked for */
	char *path;
	struct diag *diag;
	uint64_t count;
	struct buf line, text;
};

struct rejects *
rejects_open(const char *path, struct diag *diag)
{
	struct rejects *r = mem_zero(1, sizeof(*r));

	r->diag = diag;
	if (path == NULL)
		return (r);
	if ((r->out = output_open(path)) == NULL) {
		free(r);
		return (NULL);
	}
	r->path = mem_str(path);
	return (r);
}

static void
base64(struct buf *b, struct slice s)
{
	static const char letters[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *p = (const unsigned char *)s.p;
	unsigned v;
	size_t i;

	for (i = 0; i < s.n; i += 3) {
		v = (unsigned)p[i] << 16;
		if (i + 1 < s.n)
			v |= (unsigned)p[i + 1] << 8;
		if (i + 2 < s.n)
			v |= p[i + 2];
		buf_char(b, letters[v >> 18]);
		buf_char(b, letters[v >> 12 & 63]);
		buf_char(b, i + 1 < s.n ? letters[v >> 6 & 63] : '=');
		buf_char(b, i + 2 < s.n ? letters[v & 63] : '=');
	}
}

/* Not in the middle of a character. */
static struct slice
beginning(struct slice raw)
{
	if (raw.n <= SHOWN)
		return (raw);
	raw.n = SHOWN;
	while (raw.n > SHOWN - 4 && ((unsigned char)raw.p[raw.n] & 0xc0) == 0x80)
		raw.n--;
	return (raw);
}

static void
write_reject(struct rejects *r, const struct reject *j)
{
	struct slice raw = beginning(j->raw);
	struct buf *b = &r->line;

	b->n = 0;
	buf_str(b, "{\"file\":");
	json_quote(b, slice_of(j->file));
	buf_printf(b, ",\"line\":%llu", (unsigned long long)j->line);
	if (j->column > 0)
		buf_printf(b, ",\"column\":%zu", j->column);
	buf_str(b, ",\"error\":");
	json_quote(b, slice_of(j->why));
	r->text.n = 0;
	if (json_quote(&r->text, raw) == 0) {
		buf_str(b, ",\"input\":");
		buf_slice(b, buf_view(&r->text));
	} else {
		buf_str(b, ",\"input_base64\":\"");
		base64(b, raw);
		buf_char(b, '"');
	}
	if (raw.n < j->full)
		buf_printf(b, ",\"length\":%llu,\"offset\":%llu", (unsigned long long)j->full,
		    (unsigned long long)j->offset);
	buf_char(b, '}');
	output_line(r->out, buf_view(b));
}

void
rejects_add(struct rejects *r, const struct reject *j)
{
	char kind[80];
	size_t n = strcspn(j->why, ":");

	/* What follows a colon is the case's own: "no time: yesterday" is of the kind "no time". */
	if (n >= sizeof(kind))
		n = sizeof(kind) - 1;
	memcpy(kind, j->why, n);
	kind[n] = '\0';
	r->count++;
	diag_say(r->diag, kind, j->file, j->line, j->column, "%s", j->why);
	if (r->out != NULL)
		write_reject(r, j);
}

uint64_t
rejects_count(const struct rejects *r)
{
	return (r == NULL ? 0 : r->count);
}

char *
rejects_name(const struct rejects *r)
{
	return (r == NULL || r->path == NULL ? NULL : mem_str(r->path));
}

void
rejects_flush(struct rejects *r)
{
	if (r->out != NULL)
		output_flush(r->out);
}

int
rejects_close(struct rejects *r, bool durable)
{
	int ret;

	if (r == NULL)
		return (0);
	ret = output_close(r->out, true, durable);
	free(r->path);
	buf_free(&r->line);
	buf_free(&r->text);
	free(r);
	return (ret);
}
