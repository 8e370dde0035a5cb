#include "event/scan.h"

#include <stdlib.h>
#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include "base/mem.h"

/*
 * One body, compiled three times: with vectors, without, and with less to check.  It is a header of
 * its own because a function cannot be inlined into two instruction sets.
 */
#define BODY(name) name##_portable
#define VECTORS	   0
#define TRUSTED	   0
#include "event/scan_body.h"
#undef BODY
#undef VECTORS

#ifdef __SSE2__
#define BODY(name) name##_vector
#define VECTORS	   1
#include "event/scan_body.h"
#undef BODY
#undef TRUSTED
#define BODY(name) name##_trusted
#define TRUSTED	   1
#include "event/scan_body.h"
#undef BODY
#define BODY(name)  name##_vector
#define TRUST(name) name##_trusted
#include "event/scan_quick.h"
#else
#define BODY(name)  name##_portable
#define TRUST(name) name##_portable
#endif

static int
quick(struct scan *s, const char *p, size_t n)
{
#ifdef __SSE2__
	return (quick_object(s, p, n));
#else
	(void)s, (void)p, (void)n;
	return (-1);
#endif
}

int
scan_line(struct scan *s, const char *p, size_t n)
{
	return (quick(s, p, n) == 0 ? 0 : BODY(object)(s, p, n));
}

int
scan_line_trusted(struct scan *s, const char *p, size_t n)
{
	return (quick(s, p, n) == 0 ? 0 : TRUST(object)(s, p, n));
}

int
scan_line_portable(struct scan *s, const char *p, size_t n)
{
	return (object_portable(s, p, n));
}

int
scan_value(struct scan *s, const char *start, size_t n)
{
	const char *p, *end = start + n;

	s->why = NULL;
	p = BODY(space)(start, end);
	if ((p = BODY(value)(s, start, p, end, 0)) == NULL)
		return (-1);
	if ((p = BODY(space)(p, end)) != end) {
		BODY(fail)(s, start, p, "text after the value");
		return (-1);
	}
	return (0);
}

void
scan_free(struct scan *s)
{
	free(s->members);
	*s = (struct scan){ 0 };
}
