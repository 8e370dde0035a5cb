/*
 * mem.h - memory, or the end of the program.
 *
 * Owner:  the caller frees with free(3).
 * Errors: none come back.  A filter that is out of memory has nothing better
 *         to do than to say so and to exit 2 (output under -o is left undone).
 */
#ifndef CT_BASE_MEM_H
#define CT_BASE_MEM_H
#include <stddef.h>

enum { MEM_LINE = 64 };

/* n bytes, not initialised; n = 0 gives a pointer that can be freed. */
void *mem_alloc(size_t n);
/* n elements of size bytes, all zero. */
void *mem_zero(size_t n, size_t size);
/* n bytes, not initialised, that begin a line of the processor's cache; n is a multiple of it. */
void *mem_lines(size_t n);
/* Resize to n elements of size bytes; p may be NULL. */
void *mem_resize(void *p, size_t n, size_t size);
/*
 * Make room for at least need elements of size bytes in the growing array p;
 * *cap is its capacity in elements and at least doubles when it grows.
 */
void *mem_grow(void *p, size_t *cap, size_t need, size_t size);
/* A copy of n bytes with a NUL after them. */
char *mem_dup(const void *p, size_t n);
/* A copy of a string. */
char *mem_str(const char *s);
#endif
