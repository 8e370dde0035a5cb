#include "validate/seen.h"

#include <stdlib.h>

#include "base/hash.h"
#include "base/index.h"
#include "base/mem.h"

struct sight {
	uint64_t hash; /* the half that the index has not */
	uint32_t line, file;
};

struct seen {
	struct sight *sights;
	size_t n, cap;
	struct index index; /* of places in sights */
	char **files;	    /* names that sights refer to */
	size_t nfiles, capfiles;
};

struct seen *
seen_new(void)
{
	return (mem_zero(1, sizeof(struct seen)));
}

void
seen_free(struct seen *s)
{
	if (s == NULL)
		return;
	while (s->nfiles > 0)
		free(s->files[--s->nfiles]);
	free(s->files);
	free(s->sights);
	index_free(&s->index);
	free(s);
}

static const struct sight *
find(const struct seen *s, const uint64_t hash[2])
{
	uint64_t at = hash[0];
	const void *place;

	while ((place = index_next(&s->index, hash[0], &at)) != NULL)
		if (s->sights[index_place(place)].hash == hash[1])
			return (&s->sights[index_place(place)]);
	return (NULL);
}

static uint32_t
file_index(struct seen *s, const char *file)
{
	if (s->nfiles == 0 || strcmp(s->files[s->nfiles - 1], file) != 0) {
		s->files = mem_grow(s->files, &s->capfiles, s->nfiles + 1, sizeof(*s->files));
		s->files[s->nfiles++] = mem_str(file);
	}
	return ((uint32_t)(s->nfiles - 1));
}

bool
seen_before(
    struct seen *s, struct slice text, const char *file, uint64_t line, struct seen_place *first)
{
	const struct sight *known;
	uint64_t hash[2];

	hash_wide(text, hash);
	if ((known = find(s, hash)) != NULL) {
		*first = (struct seen_place){ s->files[known->file], known->line };
		return (true);
	}
	s->sights = mem_grow(s->sights, &s->cap, s->n + 1, sizeof(*s->sights));
	index_add(&s->index, hash[0], index_of_place(s->n));
	s->sights[s->n++] = (struct sight){ hash[1],
		line < UINT32_MAX ? (uint32_t)line : UINT32_MAX, file_index(s, file) };
	return (false);
}
