/*
 * crc.h - CRC-32, as gzip, PNG and python's zlib.crc32() reckon it.
 *
 * It finds what an accident did to bytes, not what somebody did on purpose.
 *
 * Source: RFC 1952, section 8 (0xedb88320, reflected), eight bytes at a step.
 */
#ifndef CT_BASE_CRC_H
#define CT_BASE_CRC_H
#include <stdint.h>

#include "base/bytes.h"

struct crc {
	uint32_t of[8][256]; /* of[k][b]: what b does, k bytes later */
};

void crc_init(struct crc *);
uint32_t crc_sum(const struct crc *, struct slice);
#endif
