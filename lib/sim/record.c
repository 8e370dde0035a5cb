/* record.c - see record.h */
#include "sim/record.h"

/*
 * Codes in +7 9xx that no operator has been given: a number that looks like a
 * mobile telephone, passes for valid, and rings nowhere.
 */
static const char codes[12][4] = { "943", "944", "945", "946", "947", "948", "949", "972", "973",
	"974", "975", "976" };

void
record_phone(uint64_t seed, uint64_t phone, char out[PHONE_DIGITS])
{
	/* A step that shares no factor with the amount of numbers visits each once; worlds with
	 * different seeds begin at different places. */
	struct random r = random_of(seed, CHANCE_PERSON, 0);
	uint64_t n = (phone + random_bits(&r) % 120000000) % 120000000 * 73856093 % 120000000;
	uint64_t rest = n % 10000000;
	const char *code = codes[n / 10000000];

	out[0] = '7';
	for (int i = 0; i < 3; i++)
		out[1 + i] = code[i];
	for (int i = PHONE_DIGITS - 1; i > 3; i--, rest /= 10)
		out[i] = (char)('0' + rest % 10);
}

uint64_t
record_client_random(uint64_t seed, uint64_t visitor)
{
	struct random r = random_of(seed, CHANCE_PERSON, visitor | 1ULL << 41);

	return (100000000 + random_below(&r, 900000000));
}

uint64_t
record_client(uint64_t seed, uint64_t visitor, int64_t first_seen)
{
	return ((uint64_t)(first_seen / 1000) * 1000000000 + record_client_random(seed, visitor));
}
