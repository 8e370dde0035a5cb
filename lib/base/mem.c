#include "base/mem.h"

#include <err.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/status.h"

static _Noreturn void
out_of_memory(void)
{
	errx(STATUS_FAILED, "out of memory");
}

void *
mem_alloc(size_t n)
{
	void *p;

	if ((p = malloc(n ? n : 1)) == NULL)
		out_of_memory();
	return (p);
}

void *
mem_zero(size_t n, size_t size)
{
	void *p;

	if ((p = calloc(n ? n : 1, size)) == NULL)
		out_of_memory();
	return (p);
}

void *
mem_lines(size_t n)
{
	void *p;

	if ((p = aligned_alloc(MEM_LINE, n)) == NULL)
		out_of_memory();
	return (p);
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	if ((p = reallocarray(p, n ? n : 1, size)) == NULL)
		out_of_memory();
	return (p);
}

void *
mem_grow(void *p, size_t *cap, size_t need, size_t size)
{
	size_t want;

	if (need <= *cap)
		return (p);
	want = *cap < 8 ? 8 : *cap;
	while (want < need) {
		if (want > SIZE_MAX / 2)
			out_of_memory();
		want *= 2;
	}
	p = mem_resize(p, want, size);
	*cap = want;
	return (p);
}

char *
mem_dup(const void *p, size_t n)
{
	char *s;

	s = mem_alloc(n + 1);
	if (n > 0)
		memcpy(s, p, n);
	s[n] = '\0';
	return (s);
}

char *
mem_str(const char *s)
{
	return (mem_dup(s, strlen(s)));
}
