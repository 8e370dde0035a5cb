#include "event/json.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/mem.h"

enum json_type
json_type(struct slice raw)
{
	switch (raw.n == 0 ? 'n' : raw.p[0]) {
	case 'n':
		return (JSON_NULL);
	case 'f':
		return (JSON_FALSE);
	case 't':
		return (JSON_TRUE);
	case '"':
		return (JSON_STRING);
	case '[':
		return (JSON_ARRAY);
	case '{':
		return (JSON_OBJECT);
	}
	return (JSON_NUMBER);
}

/* How many bytes the well-formed UTF-8 character at p has, 0 if it is none. */
static size_t
utf8_length(const unsigned char *p, size_t n)
{
	size_t len = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4, i;

	if (p[0] < 0xc2 || p[0] > 0xf4 || n < len)
		return (0);
	for (i = 1; i < len; i++)
		if ((p[i] & 0xc0) != 0x80)
			return (0);
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] > 0x9f) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] > 0x8f))
		return (0);
	return (len);
}

static void
quote_control(struct buf *b, unsigned char c)
{
	static const char letters[] = "btn\0fr"; /* of 8, 9, 10, 12 and 13 */

	if (c >= 8 && c <= 13 && c != 11) {
		buf_char(b, '\\');
		buf_char(b, letters[c - 8]);
	} else
		buf_printf(b, "\\u%04x", c);
}

size_t
json_quote(struct buf *b, struct slice text)
{
	const unsigned char *p = (const unsigned char *)text.p, *end = p + text.n, *from;
	size_t bad = 0, len;

	buf_room(b, text.n + 2);
	buf_char(b, '"');
	while (p < end) {
		for (from = p; p < end && *p >= 0x20 && *p < 0x80 && *p != '"' && *p != '\\';)
			p++;
		buf_add(b, from, (size_t)(p - from));
		if (p == end)
			break;
		if (*p == '"' || *p == '\\') {
			buf_char(b, '\\');
			buf_char(b, (char)*p++);
		} else if (*p < 0x20)
			quote_control(b, *p++);
		else if ((len = utf8_length(p, (size_t)(end - p))) > 0) {
			buf_add(b, p, len);
			p += len;
		} else {
			buf_str(b, "\xef\xbf\xbd");
			bad++;
			p++;
		}
	}
	buf_char(b, '"');
	return (bad);
}

static unsigned
hex4(const char *p)
{
	unsigned v = 0;
	int i;

	for (i = 0; i < 4; i++)
		v = v * 16 + (unsigned)(p[i] <= '9' ? p[i] - '0' : (p[i] | 0x20) - 'a' + 10);
	return (v);
}

static char *
put_utf8(char *out, unsigned c)
{
	if (c < 0x80)
		*out++ = (char)c;
	else if (c < 0x800) {
		*out++ = (char)(0xc0 | c >> 6);
		*out++ = (char)(0x80 | (c & 0x3f));
	} else if (c < 0x10000) {
		*out++ = (char)(0xe0 | c >> 12);
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	} else {
		*out++ = (char)(0xf0 | c >> 18);
		*out++ = (char)(0x80 | (c >> 12 & 0x3f));
		*out++ = (char)(0x80 | (c >> 6 & 0x3f));
		*out++ = (char)(0x80 | (c & 0x3f));
	}
	return (out);
}

/* The \uXXXX at p (and the second half of a pair after it). */
static const char *
unescape_u(const char *p, const char *end, char **out)
{
	unsigned c = hex4(p + 2), low;

	p += 6;
	if (c >= 0xd800 && c < 0xdc00 && end - p >= 6 && p[0] == '\\' && p[1] == 'u') {
		low = hex4(p + 2);
		if (low >= 0xdc00 && low < 0xe000) {
			*out = put_utf8(*out, 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00));
			return (p + 6);
		}
	}
	*out = put_utf8(*out, c >= 0xd800 && c < 0xe000 ? 0xfffd : c);
	return (p);
}

size_t
json_unescape(const char *p, size_t n, char *out)
{
	const char *end = p + n, *hit;
	char *o = out;

	while (p < end) {
		if ((hit = memchr(p, '\\', (size_t)(end - p))) == NULL)
			hit = end;
		memcpy(o, p, (size_t)(hit - p));
		o += hit - p;
		if ((p = hit) == end)
			break;
		switch (p[1]) {
		case 'u':
			p = unescape_u(p, end, &o);
			continue;
		case 'b':
			*o++ = '\b';
			break;
		case 'f':
			*o++ = '\f';
			break;
		case 'n':
			*o++ = '\n';
			break;
		case 'r':
			*o++ = '\r';
			break;
		case 't':
			*o++ = '\t';
			break;
		default:
			*o++ = p[1];
			break;
		}
		p += 2;
	}
	return ((size_t)(o - out));
}

struct slice
json_text(struct slice raw, struct buf *b)
{
	struct slice in;
	char *out;
	size_t n;

	if (raw.n < 2 || raw.p[0] != '"')
		return (raw);
	in = (struct slice){ raw.p + 1, raw.n - 2 };
	if (memchr(in.p, '\\', in.n) == NULL)
		return (in);
	out = buf_room(b, in.n);
	n = json_unescape(in.p, in.n, out);
	b->n += n;
	return ((struct slice){ out, n });
}

static size_t
skip_space(struct slice raw, size_t at)
{
	while (at < raw.n &&
	       (raw.p[at] == ' ' || raw.p[at] == '\t' || raw.p[at] == '\r' || raw.p[at] == '\n'))
		at++;
	return (at);
}

/* From a string's opening quote to after its closing one. */
static size_t
skip_string(struct slice raw, size_t at)
{
	for (at++; raw.p[at] != '"'; at++)
		if (raw.p[at] == '\\')
			at++;
	return (at + 1);
}

static size_t
skip_value(struct slice raw, size_t at)
{
	size_t depth = 0;

	do {
		switch (raw.p[at]) {
		case '"':
			at = skip_string(raw, at);
			continue;
		case '{':
		case '[':
			depth++;
			break;
		case '}':
		case ']':
			depth--;
			break;
		default:
			if (depth == 0) {
				while (at < raw.n && strchr(",]} \t\r\n", raw.p[at]) == NULL)
					at++;
				return (at);
			}
		}
		at++;
	} while (depth > 0);
	return (at);
}

/* Up to 15 digits and a point are exact in a double and its division by a power of ten: no strtod
 * needed. */
static bool
plain_number(struct slice raw, double *v)
{
	static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11,
		1e12, 1e13, 1e14, 1e15 };
	size_t i = raw.p[0] == '-', fraction = 0;
	int64_t n = 0;
	bool point = false;

	if (raw.n > 15)
		return (false);
	for (; i < raw.n; i++)
		if (raw.p[i] == '.')
			point = true;
		else if (raw.p[i] >= '0' && raw.p[i] <= '9') {
			n = n * 10 + (raw.p[i] - '0');
			fraction += point;
		} else
			return (false);
	*v = (double)n / powers[fraction];
	if (raw.p[0] == '-')
		*v = -*v;
	return (true);
}

double
json_number(struct slice raw)
{
	char stack[64], *s = stack;
	double v;

	if (plain_number(raw, &v))
		return (v);
	if (raw.n >= sizeof(stack))
		s = mem_dup(raw.p, raw.n);
	else {
		memcpy(stack, raw.p, raw.n);
		stack[raw.n] = '\0';
	}
	v = strtod(s, NULL);
	if (s != stack)
		free(s);
	return (v);
}

bool
json_each(struct slice raw, size_t *at, struct slice *name, struct slice *value)
{
	size_t p, from;
	bool object;

	if (raw.n < 2 || (raw.p[0] != '{' && raw.p[0] != '['))
		return (false);
	object = raw.p[0] == '{';
	p = skip_space(raw, *at == 0 ? 1 : *at);
	if (*at > 0 && raw.p[p] == ',')
		p = skip_space(raw, p + 1);
	if (p >= raw.n - 1)
		return (false);
	if (object) {
		from = p;
		p = skip_string(raw, p);
		if (name != NULL)
			*name = (struct slice){ raw.p + from, p - from };
		p = skip_space(raw, skip_space(raw, p) + 1);
	}
	from = p;
	p = skip_value(raw, p);
	*value = (struct slice){ raw.p + from, p - from };
	*at = p;
	return (true);
}

void
json_double(struct buf *b, double v)
{
	char s[40];
	int digits, exponent;

	if (!isfinite(v)) {
		buf_str(b, "null");
		return;
	}
	for (digits = 1; digits <= 17; digits++) {
		snprintf(s, sizeof(s), "%.*e", digits - 1, v);
		if (strtod(s, NULL) == v)
			break;
	}
	exponent = atoi(strchr(s, 'e') + 1);
	/* People read 1000 more easily than 1e+03. */
	if (exponent >= -5 && exponent < 17)
		snprintf(
		    s, sizeof(s), "%.*f", digits - 1 > exponent ? digits - 1 - exponent : 0, v);
	buf_str(b, s);
}

void
json_compact(struct buf *b, struct slice raw)
{
	size_t at = 0, end;

	while (at < raw.n) {
		at = skip_space(raw, at);
		if (at == raw.n)
			break;
		end = raw.p[at] == '"' ? skip_string(raw, at) : at + 1;
		buf_add(b, raw.p + at, end - at);
		at = end;
	}
}
