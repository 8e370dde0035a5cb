/*
 * slab.h - many blocks of a few sizes, taken and given back all the time.
 *
 * Shape:  a block is whole lines of the processor's cache.
 * Owner:  who took a block gives it back, with the size it was taken with.
 *         What was given back is taken again, the latest first; the memory
 *         goes back to the system with slab_free().
 * Errors: none (mem.h).
 */
#ifndef CT_BASE_SLAB_H
#define CT_BASE_SLAB_H
#include <stddef.h>

struct slab;

struct slab *slab_new(void);
/* Frees all blocks, given back or not. */
void slab_free(struct slab *);
/* n bytes, not initialised. */
void *slab_take(struct slab *, size_t n);
void slab_give(struct slab *, void *p, size_t n);
#endif
