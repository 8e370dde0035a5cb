#include "customer/contact.h"

/* 0000-01-01T00:00:00Z, so that every time that ts can hold is positive. */
static const int64_t year0 = INT64_C(-62167219200000);
static const uint64_t count_most = (UINT64_C(1) << 30) - 1;
static const uint64_t low_bits = (UINT64_C(1) << 15) - 1;
static const uint64_t time_bits = (UINT64_C(1) << 49) - 1;

static uint64_t
pack(int64_t ts)
{
	return (ts == INT64_MIN ? 0 : (uint64_t)(ts - year0 + 1) & time_bits);
}

static int64_t
unpack(uint64_t packed)
{
	return (packed == 0 ? INT64_MIN : (int64_t)packed - 1 + year0);
}

/* Is ts inside the cycle that began at the packed time? */
static bool
inside(uint64_t began, const struct cycle *cycle, int64_t ts)
{
	return (began != 0 && ts - unpack(began) <= cycle->length);
}

/* When the cycle that holds a contact at ts began. */
static uint64_t
began_after(uint64_t began, const struct cycle *cycle, int64_t ts)
{
	if (!inside(began, cycle, ts))
		return (pack(ts));
	/* A record that comes late does not turn the clock back. */
	return (cycle->from_first || unpack(began) > ts ? began : pack(ts));
}

bool
mark_is_repeat(const struct mark *m, const struct cycle *cycle, int64_t ts)
{
	return (inside(m->contact, cycle, ts));
}

bool
mark_had_target(const struct mark *m, const struct cycle *cycle, int64_t ts)
{
	return (inside(m->target, cycle, ts));
}

uint32_t
mark_count(const struct mark *m)
{
	return ((uint32_t)(m->count_low | (uint64_t)m->count_high << 15));
}

static void
set_count(struct mark *m, uint64_t count)
{
	m->count_low = count & low_bits;
	m->count_high = count >> 15 & low_bits;
}

void
mark_take(struct mark *m, const struct cycle *cycle, int64_t ts, bool target)
{
	uint64_t count = mark_count(m);

	m->contact = began_after(m->contact, cycle, ts) & time_bits;
	if (target)
		m->target = began_after(m->target, cycle, ts) & time_bits;
	set_count(m, count < count_most ? count + 1 : count);
}

/* Of two cycles: the later one, unless the earlier still held when it began (then that one stays,
 * if cycles run from their first). */
static uint64_t
merge(uint64_t a, uint64_t b, const struct cycle *cycle)
{
	uint64_t early = a < b ? a : b, late = a < b ? b : a;

	if (early == 0)
		return (late);
	return (began_after(early, cycle, unpack(late)));
}

void
mark_merge(struct mark *m, const struct mark *other, const struct cycle *cycle)
{
	m->contact = merge(m->contact, other->contact, cycle) & time_bits;
	m->target = merge(m->target, other->target, cycle) & time_bits;
}

struct mark_parts
mark_split(const struct mark *m)
{
	return ((struct mark_parts){ unpack(m->contact), unpack(m->target), mark_count(m) });
}

struct mark
mark_join(const struct mark_parts *parts)
{
	struct mark m = { 0 };

	m.contact = pack(parts->contact) & time_bits;
	m.target = pack(parts->target) & time_bits;
	set_count(&m, parts->count);
	return (m);
}
