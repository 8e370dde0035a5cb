#include "time/period.h"

enum { DIGITS = 9 };

struct unit {
	char letter;
	int64_t ms;
};

static const struct unit units[] = { { 'w', 604800000 }, { 'd', 86400000 }, { 'h', 3600000 },
	{ 'm', 60000 }, { 's', 1000 } };
enum { NUNITS = sizeof(units) / sizeof(units[0]), SECONDS = NUNITS - 1 };

struct number {
	int64_t whole, part, scale; /* whole + part / scale */
};

static bool
is_digit(struct slice s, size_t i)
{
	return (i < s.n && s.p[i] >= '0' && s.p[i] <= '9');
}

static bool
take_number(struct slice *s, struct number *x)
{
	size_t i, dot;

	*x = (struct number){ 0, 0, 1 };
	for (i = 0; is_digit(*s, i); i++) {
		if (x->whole > INT64_MAX / 100)
			return (false);
		x->whole = x->whole * 10 + (s->p[i] - '0');
	}
	if (i == 0)
		return (false);
	if (i < s->n && s->p[i] == '.') {
		for (dot = i++; is_digit(*s, i) && i - dot <= DIGITS; i++) {
			x->part = x->part * 10 + (s->p[i] - '0');
			x->scale *= 10;
		}
		if (i - dot < 2 || is_digit(*s, i))
			return (false);
	}
	*s = (struct slice){ s->p + i, s->n - i };
	return (true);
}

/* Add x units to *ms; false if that is too much, or no whole number of milliseconds. */
static bool
add(int64_t *ms, const struct number *x, const struct unit *unit)
{
	__int128 sum = (__int128)x->whole * unit->ms + *ms;
	__int128 part = (__int128)x->part * unit->ms;

	if (part % x->scale != 0)
		return (false);
	sum += part / x->scale;
	if (sum >= PERIOD_FOREVER)
		return (false);
	*ms = (int64_t)sum;
	return (true);
}

bool
period_parse(struct slice text, int64_t *ms)
{
	struct slice s = text;
	struct number x;
	size_t at, next = 0;
	int64_t sum = 0;

	if (slice_is(text, "forever")) {
		*ms = PERIOD_FOREVER;
		return (true);
	}
	do {
		if (!take_number(&s, &x))
			return (false);
		if (s.n == 0) {
			/* A number alone is seconds; after a unit ("1h30") nobody knows. */
			if (next > 0 || !add(&sum, &x, &units[SECONDS]))
				return (false);
			break;
		}
		/* From the longer units to the shorter, each once: "30m1h" is a slip. */
		for (at = next; at < NUNITS && units[at].letter != s.p[0]; at++)
			;
		if (at == NUNITS || !add(&sum, &x, &units[at]))
			return (false);
		next = at + 1;
		s = (struct slice){ s.p + 1, s.n - 1 };
	} while (s.n > 0);
	*ms = sum;
	return (true);
}
