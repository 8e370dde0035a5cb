#include "base/crc.h"

void
crc_init(struct crc *c)
{
	uint32_t sum;

	for (uint32_t b = 0; b < 256; b++) {
		sum = b;
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320U : 0);
		c->of[0][b] = sum;
	}
	for (int k = 1; k < 8; k++)
		for (int b = 0; b < 256; b++)
			c->of[k][b] = c->of[k - 1][b] >> 8 ^ c->of[0][c->of[k - 1][b] & 0xff];
}

/* Four bytes, the first one lowest, whatever the machine's own order is. */
static uint32_t
four(const unsigned char *p)
{
	return ((uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24);
}

static uint32_t
step(const struct crc *c, int k, uint32_t word)
{
	return (c->of[k + 3][word & 0xff] ^ c->of[k + 2][word >> 8 & 0xff] ^
		c->of[k + 1][word >> 16 & 0xff] ^ c->of[k][word >> 24]);
}

uint32_t
crc_sum(const struct crc *c, struct slice s)
{
	const unsigned char *p = (const unsigned char *)s.p;
	uint32_t sum = 0xffffffffU;
	size_t n = s.n;

	for (; n >= 8; p += 8, n -= 8)
		sum = step(c, 4, sum ^ four(p)) ^ step(c, 0, four(p + 4));
	for (; n > 0; p++, n--)
		sum = sum >> 8 ^ c->of[0][(sum ^ *p) & 0xff];
	return (~sum);
}
