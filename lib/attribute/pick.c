#include "attribute/pick.h"

static bool
spread(struct pick *p)
{
	uint8_t *slot;
	int i;

	memset(p->slots, 0, sizeof(p->slots));
	for (i = 0; i < p->n; i++) {
		slot = &p->slots[(p->keys[i].head * p->factor) >> 58];
		if (*slot != 0)
			return (false);
		*slot = (uint8_t)(i + 1);
	}
	return (true);
}

void
pick_init(struct pick *p, const char *const *names)
{
	for (p->n = 0; names[p->n] != NULL && p->n < PICK_MOST; p->n++)
		p->keys[p->n] = key_of(names[p->n]);
	p->factor = 0x9e3779b97f4a7c15U;
	while (!spread(p))
		p->factor = p->factor * 0xd1342543de82ef95U + 2;
}

static struct slice
known(struct slice v)
{
	if ((v.n == 4 && v.p[0] == 'n') || (v.n == 2 && v.p[0] == '"'))
		v.n = 0;
	return (v);
}

void
pick_get(const struct pick *p, const struct event *e, struct slice *raw)
{
	const struct member *m, *end = e->scan.members + e->scan.n;
	const struct key *key;
	uint8_t slot;
	int i;

	for (i = 0; i < p->n; i++)
		raw[i] = (struct slice){ NULL, 0 };
	if (e->changed || e->scan.escaped) {
		for (i = 0; i < p->n; i++)
			raw[i] = known(event_find(e, &p->keys[i]));
		return;
	}
	for (m = e->scan.members; m < end; m++) {
		if ((slot = p->slots[(m->head * p->factor) >> 58]) == 0)
			continue;
		key = &p->keys[slot - 1];
		if (key->head == m->head && key->n == m->keyn &&
		    (key->n <= 8 || memcmp(e->line.p + m->key, key->name, key->n) == 0))
			raw[slot - 1] = known((struct slice){ e->line.p + m->val, m->valn });
	}
}

struct slice
pick_text(const struct pick *p, struct event *e, int name, struct slice raw)
{
	if (raw.n == 0)
		return (raw);
	if (raw.p[0] == '"' && (event_is_plain(e) || memchr(raw.p, '\\', raw.n) == NULL))
		return ((struct slice){ raw.p + 1, raw.n - 2 });
	return (event_text(e, p->keys[name].name));
}
