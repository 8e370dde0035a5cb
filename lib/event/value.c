/* value.c - JSON values as keys.  See value.h. */
#include "event/value.h"

#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"

enum { EXPONENT_MAX = 1 << 28 };

/* A number in digits that begin and end with one that is not 0: 0.digits * 10^point. */
struct number {
	bool minus;
	const char *digits; /* a point may be among them */
	size_t n;	    /* digits, without the point */
	int64_t point;
};

static bool
is_digit(char c)
{
	return (c >= '0' && c <= '9');
}

static struct number
number_of(struct slice raw)
{
	struct number num = { 0 };
	const char *p = raw.p, *end = raw.p + raw.n, *first = NULL, *last = NULL, *point = NULL;
	int64_t exponent = 0;
	bool minus;

	if (p < end && *p == '-') {
		num.minus = true;
		p++;
	}
	for (; p < end && *p != 'e' && *p != 'E'; p++)
		if (*p == '.')
			point = p;
		else if (*p != '0') {
			first = first == NULL ? p : first;
			last = p;
		}
	if (point == NULL)
		point = p;
	if (p < end) {
		minus = *++p == '-';
		for (; p < end; p++)
			if (is_digit(*p) && exponent < EXPONENT_MAX)
				exponent = exponent * 10 + (*p - '0');
		if (minus)
			exponent = -exponent;
	}
	if (first == NULL)
		return ((struct number){ 0 });
	num.digits = first;
	num.n = (size_t)(last - first + 1 - (first < point && point < last));
	num.point = exponent + (first < point ? point - first : point - first + 1);
	return (num);
}

static void
add_digits(struct buf *b, const char **p, size_t n)
{
	for (; n > 0; (*p)++)
		if (**p != '.') {
			buf_char(b, **p);
			n--;
		}
}

static void
add_zeros(struct buf *b, int64_t n)
{
	for (; n > 0; n--)
		buf_char(b, '0');
}

/* Plain digits while they are not much longer than the number's own, else with an exponent. */
static void
number_canon(struct buf *b, struct slice raw)
{
	struct number num = number_of(raw);
	const char *p = num.digits;
	int64_t n = (int64_t)num.n;

	if (num.n == 0) {
		buf_char(b, '0');
		return;
	}
	if (num.minus)
		buf_char(b, '-');
	if (num.point > 0 && num.point <= n + 20) {
		add_digits(b, &p, (size_t)(num.point < n ? num.point : n));
		add_zeros(b, num.point - n);
		if (num.point < n) {
			buf_char(b, '.');
			add_digits(b, &p, (size_t)(n - num.point));
		}
	} else if (num.point <= 0 && num.point > -10) {
		buf_str(b, "0.");
		add_zeros(b, -num.point);
		add_digits(b, &p, num.n);
	} else {
		add_digits(b, &p, 1);
		if (n > 1) {
			buf_char(b, '.');
			add_digits(b, &p, num.n - 1);
		}
		buf_printf(b, "e%+lld", (long long)num.point - 1);
	}
}

/* The order of two numbers in canonical spelling, exact at any length. */
static int
number_cmp(struct slice a, struct slice b)
{
	struct number x = number_of(a), y = number_of(b);
	size_t i, n = x.n < y.n ? x.n : y.n;
	int sign;

	if (x.n == 0 || y.n == 0)
		return ((y.n == 0 ? 0 : y.minus ? 1 : -1) + (x.n == 0 ? 0 : x.minus ? -1 : 1));
	if (x.minus != y.minus)
		return (x.minus ? -1 : 1);
	sign = x.minus ? -1 : 1;
	if (x.point != y.point)
		return (x.point < y.point ? -sign : sign);
	for (i = 0; i < n; i++, x.digits++, y.digits++) {
		if (*x.digits == '.')
			x.digits++;
		if (*y.digits == '.')
			y.digits++;
		if (*x.digits != *y.digits)
			return (*x.digits < *y.digits ? -sign : sign);
	}
	return (x.n == y.n ? 0 : x.n < y.n ? -sign : sign);
}

static void
string_canon(struct buf *b, struct slice raw)
{
	struct buf text = { 0 };

	if (memchr(raw.p, '\\', raw.n) == NULL) {
		buf_slice(b, raw);
		return;
	}
	json_quote(b, json_text(raw, &text));
	buf_free(&text);
}

static int
string_cmp(struct slice a, struct slice b)
{
	struct buf x = { 0 }, y = { 0 };
	int c = slice_cmp(json_text(a, &x), json_text(b, &y));

	buf_free(&x);
	buf_free(&y);
	return (c);
}

/* A member of an object: its name in canonical spelling, and its value. */
struct pair {
	struct slice name, value;
	size_t at; /* its place in the object; where its name is in the names' buf, at first */
};

struct pairs {
	struct pair *p;
	size_t n, cap;
	struct buf names;
};

static int
pair_cmp(const void *a, const void *b)
{
	const struct pair *x = a, *y = b;
	int c = string_cmp(x->name, y->name);

	return (c != 0 ? c : (x->at > y->at) - (x->at < y->at));
}

/* An object's members sorted by name, of several with one name the last. */
static void
pairs_of(struct pairs *ps, struct slice raw)
{
	struct slice name, value;
	size_t at = 0, i, kept = 0;

	*ps = (struct pairs){ 0 };
	while (json_each(raw, &at, &name, &value)) {
		ps->p = mem_grow(ps->p, &ps->cap, ps->n + 1, sizeof(*ps->p));
		ps->p[ps->n].at = ps->names.n;
		ps->p[ps->n++].value = value;
		string_canon(&ps->names, name);
	}
	/* The names stand still only now. */
	for (i = 0; i < ps->n; i++) {
		size_t end = i + 1 < ps->n ? ps->p[i + 1].at : ps->names.n;

		ps->p[i].name.p = ps->names.p + ps->p[i].at;
		ps->p[i].name.n = end - ps->p[i].at;
	}
	if (ps->n == 0)
		return;
	qsort(ps->p, ps->n, sizeof(*ps->p), pair_cmp);
	for (i = 0; i < ps->n; i++)
		if (i + 1 == ps->n || !slice_eq(ps->p[i].name, ps->p[i + 1].name))
			ps->p[kept++] = ps->p[i];
	ps->n = kept;
}

static void
pairs_free(struct pairs *ps)
{
	free(ps->p);
	buf_free(&ps->names);
}

static void
object_canon(struct buf *b, struct slice raw)
{
	struct pairs ps;
	size_t i;

	pairs_of(&ps, raw);
	buf_char(b, '{');
	for (i = 0; i < ps.n; i++) {
		if (i > 0)
			buf_char(b, ',');
		buf_slice(b, ps.p[i].name);
		buf_char(b, ':');
		value_canon(b, ps.p[i].value);
	}
	buf_char(b, '}');
	pairs_free(&ps);
}

void
value_canon(struct buf *b, struct slice raw)
{
	struct slice item;
	size_t at = 0;
	bool first = true;

	switch (json_type(raw)) {
	case JSON_NUMBER:
		number_canon(b, raw);
		break;
	case JSON_STRING:
		string_canon(b, raw);
		break;
	case JSON_ARRAY:
		buf_char(b, '[');
		for (; json_each(raw, &at, NULL, &item); first = false) {
			if (!first)
				buf_char(b, ',');
			value_canon(b, item);
		}
		buf_char(b, ']');
		break;
	case JSON_OBJECT:
		object_canon(b, raw);
		break;
	default:
		buf_slice(b, raw);
	}
}

bool
value_is_canon(struct slice raw)
{
	size_t i;

	switch (*raw.p) {
	case '"':
		return (memchr(raw.p, '\\', raw.n) == NULL);
	case 'n':
	case 't':
	case 'f':
		return (true);
	case '[':
	case '{':
	case '-':
		return (false);
	}
	/* Whole numbers of a usual length. */
	for (i = 0; i < raw.n; i++)
		if (!is_digit(raw.p[i]))
			return (false);
	return (raw.n <= 20);
}

static int
rank(struct slice raw)
{
	return ((int)json_type(raw));
}

static int
array_cmp(struct slice a, struct slice b)
{
	struct slice x, y;
	size_t i = 0, j = 0;
	bool more_a, more_b;
	int c;

	for (;;) {
		more_a = json_each(a, &i, NULL, &x);
		more_b = json_each(b, &j, NULL, &y);
		if (!more_a || !more_b)
			return (more_a - more_b);
		if ((c = value_cmp(x, y)) != 0)
			return (c);
	}
}

static int
object_cmp(struct slice a, struct slice b)
{
	struct pairs x, y;
	size_t i, n;
	int c = 0;

	pairs_of(&x, a);
	pairs_of(&y, b);
	n = x.n < y.n ? x.n : y.n;
	for (i = 0; i < n && c == 0; i++)
		c = string_cmp(x.p[i].name, y.p[i].name);
	if (c == 0)
		c = (x.n > y.n) - (x.n < y.n);
	for (i = 0; i < n && c == 0; i++)
		c = value_cmp(x.p[i].value, y.p[i].value);
	pairs_free(&x);
	pairs_free(&y);
	return (c);
}

int
value_cmp(struct slice a, struct slice b)
{
	int c = rank(a) - rank(b);

	if (c != 0)
		return (c);
	switch (json_type(a)) {
	case JSON_NUMBER:
		return (number_cmp(a, b));
	case JSON_STRING:
		return (string_cmp(a, b));
	case JSON_ARRAY:
		return (array_cmp(a, b));
	case JSON_OBJECT:
		return (object_cmp(a, b));
	default:
		return (0);
	}
}
