#include "attribute/visit.h"

#include <stddef.h>
#include <stdlib.h>

#include "base/mem.h"

const char *const visit_names[VISIT_FIELDS] = { "session_id", "visitor_id", "client_id",
	"ym_client_id", "gclid", "yclid", "fbclid", "landing" };

static size_t
size_of(size_t data)
{
	return (offsetof(struct visit, data) + data);
}

struct visit *
visit_new(struct slab *slab, const struct slice *field, int nfields)
{
	struct visit *v;
	size_t n = 0;
	int i;

	for (i = 0; i < nfields; i++)
		n += field[i].n;
	v = slab_take(slab, size_of(n));
	memset(v, 0, offsetof(struct visit, data));
	v->size = (uint32_t)n;
	for (n = 0, i = 0; i < VISIT_FIELDS; i++) {
		v->at[i] = (uint32_t)n;
		if (i < nfields && field[i].n > 0) {
			memcpy(v->data + n, field[i].p, field[i].n);
			n += field[i].n;
		}
	}
	v->at[i] = (uint32_t)n;
	return (v);
}

void
visit_free(struct slab *slab, struct visit *v)
{
	source_drop(v->source);
	if (v->callers != NULL)
		buf_free(v->callers);
	free(v->callers);
	slab_give(slab, v, size_of(v->size));
}

bool
visit_caller(const struct visit *v, struct slice customer, bool *any)
{
	const char *p, *end, *tab;

	*any = v->callers != NULL;
	if (v->callers == NULL)
		return (false);
	for (p = v->callers->p, end = p + v->callers->n; p < end; p = tab + 1) {
		tab = memchr(p, '\t', (size_t)(end - p));
		if (slice_eq((struct slice){ p, (size_t)(tab - p) }, customer))
			return (true);
	}
	return (false);
}

void
visit_add_caller(struct visit *v, struct slice customer)
{
	bool any;

	if (customer.n == 0 || memchr(customer.p, '\t', customer.n) != NULL ||
	    visit_caller(v, customer, &any))
		return;
	if (v->callers == NULL)
		v->callers = mem_zero(1, sizeof(*v->callers));
	buf_slice(v->callers, customer);
	buf_char(v->callers, '\t');
}
