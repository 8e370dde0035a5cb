#include "validate/findings.h"

#include <err.h>
#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"

struct findings {
	struct stream *stream;
	enum findings_format format;
	uint64_t limit;
	bool quiet;
	uint64_t counts[CHECK_KINDS];
	struct buf line;
};

struct findings *
findings_new(struct stream *stream, enum findings_format format, uint64_t limit, bool quiet)
{
	struct findings *fs = mem_zero(1, sizeof(*fs));

	fs->stream = stream;
	fs->format = format;
	fs->limit = limit;
	fs->quiet = quiet;
	return (fs);
}

void
findings_free(struct findings *fs)
{
	if (fs == NULL)
		return;
	buf_free(&fs->line);
	free(fs);
}

static void
add_text(struct buf *b, const struct finding *f)
{
	buf_printf(b, "%s:%llu:", f->file, (unsigned long long)f->line);
	if (f->column > 0)
		buf_printf(b, "%zu:", f->column);
	if (f->path[0] != '\0')
		buf_printf(b, " %s:", f->path);
	buf_printf(b, " %s [%s]", f->text, check_names[f->kind]);
}

static void
add_json(struct buf *b, const struct finding *f)
{
	buf_str(b, "{\"file\":");
	json_quote(b, slice_of(f->file));
	buf_printf(b, ",\"line\":%llu", (unsigned long long)f->line);
	if (f->column > 0)
		buf_printf(b, ",\"column\":%zu", f->column);
	buf_printf(b, ",\"check\":\"%s\"", check_names[f->kind]);
	if (f->path[0] != '\0') {
		buf_str(b, ",\"path\":");
		json_quote(b, slice_of(f->path));
	}
	buf_str(b, ",\"error\":");
	json_quote(b, slice_of(f->text));
	buf_char(b, '}');
}

/* GitHub's workflow commands: percent and line ends are escaped, in a property also what ends it.
 */
static void
add_escaped(struct buf *b, const char *text, const char *which)
{
	for (; *text != '\0'; text++)
		if (strchr(which, *text) != NULL)
			buf_printf(b, "%%%02X", (unsigned char)*text);
		else
			buf_char(b, *text);
}

static void
add_github(struct buf *b, const struct finding *f)
{
	buf_str(b, "::error file=");
	add_escaped(b, f->file, "%\r\n:,");
	buf_printf(b, ",line=%llu", (unsigned long long)f->line);
	if (f->column > 0)
		buf_printf(b, ",col=%zu", f->column);
	buf_printf(b, ",title=ct-validate %s::", check_names[f->kind]);
	if (f->path[0] != '\0') {
		add_escaped(b, f->path, "%\r\n");
		buf_str(b, ": ");
	}
	add_escaped(b, f->text, "%\r\n");
}

void
findings_tell(void *arg, const struct finding *f)
{
	struct findings *fs = arg;

	if ((fs->counts[f->kind]++ >= fs->limit && fs->limit > 0) || fs->quiet)
		return;
	fs->line.n = 0;
	if (fs->format == FINDINGS_TEXT)
		add_text(&fs->line, f);
	else if (fs->format == FINDINGS_JSON)
		add_json(&fs->line, f);
	else
		add_github(&fs->line, f);
	stream_write(fs->stream, buf_view(&fs->line));
}

uint64_t
findings_sum(const struct findings *fs, uint64_t lines)
{
	struct buf b = { 0 };
	uint64_t sum = 0;
	int i;

	for (i = 0; i < CHECK_KINDS; i++) {
		if (fs->counts[i] == 0)
			continue;
		sum += fs->counts[i];
		buf_printf(&b, "%s%llu %s", b.n > 0 ? ", " : "", (unsigned long long)fs->counts[i],
		    check_names[i]);
		if (fs->limit > 0 && fs->counts[i] > fs->limit && !fs->quiet)
			buf_printf(&b, " (%llu shown)", (unsigned long long)fs->limit);
	}
	if (sum > 0)
		warnx("%llu finding%s in %llu line%s: %s", (unsigned long long)sum,
		    sum == 1 ? "" : "s", (unsigned long long)lines, lines == 1 ? "" : "s",
		    buf_cstr(&b));
	buf_free(&b);
	return (sum);
}
