#include "base/hash.h"

#include <sys/random.h>

struct hash_seed hash_seeds[2];

/* Where the kernel has no random bytes to give yet, an address has to do. */
void
hash_draw_seeds(void)
{
	if (getrandom(hash_seeds, sizeof(hash_seeds), GRND_NONBLOCK) !=
	    (ssize_t)sizeof(hash_seeds)) {
		hash_seeds[0].a = (uint64_t)(uintptr_t)hash_seeds;
		hash_seeds[0].b = hash_seeds[0].a * 0x9e3779b97f4a7c15U;
		hash_seeds[1].a = hash_fold(hash_seeds[0].b, 0xa0761d6478bd642fU);
		hash_seeds[1].b = hash_fold(hash_seeds[0].a, 0xe7037ed1a0b428dbU);
	}
	hash_seeds[0].b |= 1;
	hash_seeds[1].b |= 1;
}
