/* slot.c - the states of a group.  See slot.h. */
#include "agg/slot.h"

#include <stdlib.h>

#include "base/mem.h"
#include "event/json.h"

struct slots {
	struct metric_slot *slots;
	size_t n, cap, size;
};

struct slots *
slots_new(void)
{
	return (mem_zero(1, sizeof(struct slots)));
}

void
slots_free(struct slots *s)
{
	struct metric_slot *slot;
	size_t i;

	if (s == NULL)
		return;
	for (i = 0; i < s->n; i++) {
		slot = &s->slots[i];
		if (slot->kind->close != NULL)
			slot->kind->close(slot->shared);
		buf_free(&slot->scratch);
	}
	free(s->slots);
	free(s);
}

size_t
slots_add(struct slots *s, const struct metric_kind *kind, struct term *value, struct term *cond)
{
	size_t i, align = sizeof(decimal);
	void *shared;

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind == kind && s->slots[i].value == value &&
		    s->slots[i].cond == cond)
			return (i);
	shared = kind->open != NULL ? kind->open() : NULL;
	s->slots = mem_grow(s->slots, &s->cap, s->n + 1, sizeof(*s->slots));
	s->slots[s->n] = (struct metric_slot){
		.kind = kind, .value = value, .cond = cond, .offset = s->size, .shared = shared
	};
	s->size += (kind->size + align - 1) / align * align;
	return (s->n++);
}

size_t
slots_size(const struct slots *s)
{
	return (s->size);
}

bool
slots_timed(const struct slots *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind->timed)
			return (true);
	return (false);
}

bool
slots_dependent(const struct slots *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind->dependent)
			return (true);
	return (false);
}

static void *
state(const struct slots *s, const void *block, size_t slot)
{
	return (metric_state(&s->slots[slot], block));
}

void
slots_init(const struct slots *s, void *block)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind->init != NULL)
			s->slots[i].kind->init(state(s, block, i));
}

void
slots_done(const struct slots *s, void *block)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind->done != NULL)
			s->slots[i].kind->done(state(s, block, i));
}

void
slots_record(struct slots *s, void *const *blocks, size_t n, const struct metric_record *r)
{
	struct metric_slot *slot = s->slots, *end = s->slots + s->n;

	for (; slot < end; slot++)
		if (slot->cond == NULL || term_true(slot->cond))
			slot->kind->take(slot, blocks, n, r);
		else if (slot->kind->pass != NULL)
			slot->kind->pass(slot);
}

void
slots_pass(struct slots *s)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		if (s->slots[i].kind->pass != NULL)
			s->slots[i].kind->pass(&s->slots[i]);
}

void
slots_merge(struct slots *s, void *block, const void *from)
{
	size_t i;

	for (i = 0; i < s->n; i++)
		s->slots[i].kind->merge(&s->slots[i], state(s, block, i), state(s, from, i));
}

void
slots_write(const struct slots *s, const void *block, struct buf *b)
{
	size_t i;

	buf_char(b, '[');
	for (i = 0; i < s->n; i++) {
		if (i > 0)
			buf_char(b, ',');
		s->slots[i].kind->write(state(s, block, i), b);
	}
	buf_char(b, ']');
}

bool
slots_take(struct slots *s, void *block, struct slice json)
{
	struct slice item;
	size_t at = 0, i;

	if (json_type(json) != JSON_ARRAY)
		return (false);
	for (i = 0; json_each(json, &at, NULL, &item); i++)
		if (i == s->n || !s->slots[i].kind->read(&s->slots[i], state(s, block, i), item))
			return (false);
	return (i == s->n);
}

void
slots_write_known(const struct slots *s, struct buf *b)
{
	size_t i;

	buf_char(b, '[');
	for (i = 0; i < s->n; i++)
		buf_printf(b, "%s%s", i > 0 ? "," : "", s->slots[i].known ? "true" : "false");
	buf_char(b, ']');
}

bool
slots_take_known(struct slots *s, struct slice json)
{
	struct slice item;
	size_t at = 0, i;

	if (json_type(json) != JSON_ARRAY)
		return (false);
	for (i = 0; json_each(json, &at, NULL, &item); i++) {
		if (i == s->n || (json_type(item) != JSON_TRUE && json_type(item) != JSON_FALSE))
			return (false);
		if (json_type(item) == JSON_TRUE)
			s->slots[i].known = true;
	}
	return (i == s->n);
}

struct result
slots_result(const struct slots *s, const void *block, const struct metric_use *use, size_t slot,
    size_t whole)
{
	struct metric_reading r = { &s->slots[slot], state(s, block, slot), state(s, block, whole),
		use->percent };

	return (use->func->result(&r));
}
