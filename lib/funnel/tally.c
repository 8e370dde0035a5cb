#include "funnel/tally.h"

#include <err.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/table.h"
#include "event/json.h"
#include "event/value.h"
#include "measure/quant.h"

struct tally {
	uint64_t entered, skipped;
	struct quant *times; /* NULL: none yet */
	decimal amount;
	char *currency;	       /* "" for none named; NULL: no amount yet */
	bool mixed, over;      /* amounts of different currencies; too large a sum */
	struct table *reasons; /* reason -> uint64_t; NULL: none yet */
};

struct group {
	struct slice keys; /* the table's */
	bool used;	   /* it has a customer */
	struct tally *stages;
};

struct tallies {
	const struct funnel_rules *rules;
	struct table *index; /* keys -> uint32_t */
	struct group *groups;
	size_t n, cap;
	struct tally *total;
	struct ladder *ladder;
	bool amounts, reasons, mixed;
	struct buf row;
};

struct tallies *
tallies_new(const struct funnel_rules *rules)
{
	struct tallies *t = mem_zero(1, sizeof(*t));

	t->rules = rules;
	t->index = table_new(sizeof(uint32_t));
	t->total = mem_zero(rules->chain.stages, sizeof(*t->total));
	t->ladder = ladder_new();
	if (rules->nby == 0) /* then there is one group, also of nobody */
		tally_group(t, SLICE("[]"));
	return (t);
}

static void
free_stages(struct tally *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		quant_free(s[i].times);
		table_free(s[i].reasons);
		free(s[i].currency);
	}
	free(s);
}

void
tallies_free(struct tallies *t)
{
	size_t i;

	if (t == NULL)
		return;
	for (i = 0; i < t->n; i++)
		free_stages(t->groups[i].stages, t->rules->chain.stages);
	free_stages(t->total, t->rules->chain.stages);
	free(t->groups);
	table_free(t->index);
	ladder_free(t->ladder);
	buf_free(&t->row);
	free(t);
}

uint32_t
tally_group(struct tallies *t, struct slice keys)
{
	uint32_t *index;
	bool isnew;

	index = table_put(t->index, keys, &isnew);
	if (isnew) {
		*index = (uint32_t)t->n;
		t->groups = mem_grow(t->groups, &t->cap, t->n + 1, sizeof(*t->groups));
		t->groups[t->n++] = (struct group){ table_key(index), t->rules->nby == 0,
			mem_zero(t->rules->chain.stages, sizeof(struct tally)) };
	}
	return (*index);
}

struct slice
tally_group_keys(const struct tallies *t, uint32_t group)
{
	return (t->groups[group].keys);
}

static void
add_amount(struct tally *s, const struct tally_amount *a)
{
	if (s->currency == NULL)
		s->currency = mem_dup(a->currency.p, a->currency.n);
	if (!slice_is(a->currency, s->currency))
		s->mixed = true;
	if (!decimal_add(&s->amount, a->value))
		s->over = true;
}

static void
enter(struct tallies *t, struct tally *s, int64_t ms, const struct tally_amount *amount)
{
	s->entered++;
	if (ms >= 0) {
		if (s->times == NULL)
			s->times = quant_new();
		quant_add(s->times, t->ladder, (decimal)ms * (DECIMAL_ONE / 1000), 1);
	}
	if (amount != NULL)
		add_amount(s, amount);
}

void
tally_enter(
    struct tallies *t, uint32_t group, size_t stage, int64_t ms, const struct tally_amount *amount)
{
	t->groups[group].used = true;
	enter(t, &t->groups[group].stages[stage], ms, amount);
	enter(t, &t->total[stage], ms, amount);
}

void
tally_skip(struct tallies *t, uint32_t group, size_t stage)
{
	t->groups[group].used = true;
	t->groups[group].stages[stage].skipped++;
	t->total[stage].skipped++;
}

static void
count_reason(struct tally *s, struct slice reason)
{
	uint64_t *count;

	if (s->reasons == NULL)
		s->reasons = table_new(sizeof(uint64_t));
	count = table_put(s->reasons, reason, NULL);
	++*count;
}

void
tally_reason(struct tallies *t, uint32_t group, size_t stage, struct slice reason)
{
	count_reason(&t->groups[group].stages[stage], reason);
	count_reason(&t->total[stage], reason);
}

void
tally_has_amounts(struct tallies *t)
{
	t->amounts = true;
}

void
tally_has_reasons(struct tallies *t)
{
	t->reasons = true;
}

bool
tallies_mixed(const struct tallies *t)
{
	return (t->mixed);
}

static void
add_decimal(struct buf *b, const char *name, bool known, decimal value)
{
	buf_printf(b, ",\"%s\":", name);
	if (known)
		decimal_write(b, value);
	else
		buf_str(b, "null");
}

static void
add_quotient(struct buf *b, const char *name, uint64_t part, uint64_t whole)
{
	decimal q = 0;
	bool known = decimal_div((__int128)part, (__int128)whole, 6, &q);

	add_decimal(b, name, known, q);
}

static void
add_quantile(struct tallies *t, const char *name, const struct tally *s, int percent)
{
	decimal q = 0;
	bool known = s->times != NULL && quant_at(s->times, t->ladder, percent, &q);

	add_decimal(&t->row, name, known, q);
}

/* The most frequent first. */
static int
compare_reasons(const void *a, const void *b)
{
	const uint64_t *const *x = a, *const *y = b;

	if (**x != **y)
		return (**x > **y ? -1 : 1);
	return (slice_cmp(table_key(*x), table_key(*y)));
}

static void
add_reasons(struct buf *b, const struct table *reasons)
{
	size_t n = reasons == NULL ? 0 : table_count(reasons), i;
	const uint64_t **all = mem_alloc(n * sizeof(*all));
	const uint64_t *r = NULL;

	for (i = 0; i < n; i++)
		all[i] = r = table_next(reasons, r);
	if (n > 0)
		qsort(all, n, sizeof(*all), compare_reasons);
	buf_str(b, ",\"reasons\":{");
	for (i = 0; i < n; i++) {
		if (i > 0)
			buf_char(b, ',');
		json_quote(b, table_key(all[i]));
		buf_printf(b, ":%llu", (unsigned long long)*all[i]);
	}
	buf_char(b, '}');
	free(all);
}

/* The keys with their values; those of a totals line are null. */
static void
add_keys(struct buf *b, const struct funnel_rules *rules, struct slice keys)
{
	struct slice value;
	size_t at = 0, i;

	for (i = 0; i < rules->nby; i++) {
		json_quote(b, rules->by[i].name);
		buf_char(b, ':');
		if (keys.n > 0 && json_each(keys, &at, NULL, &value))
			buf_slice(b, value);
		else
			buf_str(b, "null");
		buf_char(b, ',');
	}
}

/* Of totals over groups of different currencies nobody expects a sum. */
static void
check_amount(struct tallies *t, const struct tally *s, bool total)
{
	if (!t->amounts || total || t->mixed || (!s->mixed && !s->over))
		return;
	t->mixed = true;
	if (s->mixed)
		warnx("amounts in \"%s\" and other currencies cannot be added: count \"currency\" "
		      "apart",
		    s->currency);
	else
		warnx("a sum of amounts is over 10^28");
}

static void
write_stage(struct tallies *t, struct stream *stream, struct slice keys, const struct tally *stages,
    size_t i)
{
	const struct tally *s = &stages[i];
	struct buf *b = &t->row;
	uint64_t next = i + 1 < t->rules->chain.stages ? s[1].entered : s->entered;

	b->n = 0;
	buf_char(b, '{');
	add_keys(b, t->rules, keys);
	buf_str(b, "\"stage\":");
	json_quote(b, t->rules->stages[i].name);
	buf_printf(b, ",\"entered\":%llu", (unsigned long long)s->entered);
	add_quotient(b, "of_previous", s->entered, i == 0 ? 0 : s[-1].entered);
	add_quotient(b, "of_first", s->entered, stages[0].entered);
	buf_printf(b, ",\"dropped\":%llu,\"skipped\":%llu", (unsigned long long)(s->entered - next),
	    (unsigned long long)s->skipped);
	add_quantile(t, "median", s, 50);
	add_quantile(t, "p90", s, 90);
	add_decimal(b, "amount", t->amounts && !s->mixed && !s->over, s->amount);
	check_amount(t, s, keys.n == 0);
	if (t->reasons)
		add_reasons(b, s->reasons);
	buf_str(b, keys.n == 0 ? ",\"total\":true}" : "}");
	stream_write(stream, buf_view(b));
}

static int
compare_groups(const void *a, const void *b)
{
	const struct group *x = a, *y = b;

	return (value_cmp(x->keys, y->keys));
}

void
tallies_write(struct tallies *t, struct stream *stream, bool totals)
{
	size_t i, k;

	/* The order of groups is their number no more: nothing is counted after this. */
	if (t->n > 0)
		qsort(t->groups, t->n, sizeof(*t->groups), compare_groups);
	for (i = 0; i < t->n; i++)
		for (k = 0; t->groups[i].used && k < t->rules->chain.stages; k++)
			write_stage(t, stream, t->groups[i].keys, t->groups[i].stages, k);
	for (k = 0; totals && k < t->rules->chain.stages; k++)
		write_stage(t, stream, (struct slice){ 0 }, t->total, k);
}
