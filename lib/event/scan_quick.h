/*
 * scan_quick.h - the quick way through an ordinary line: no backslash, no white
 * space between members, not too long.  First all quotes are found, 64 bytes
 * at a time, then the members are read off from one to the next: no step
 * waits for the one before it, as it does in scan_body.h.
 *
 * What is not ordinary, and what is wrong, is left to scan_body.h: the quick
 * way gives the same answer or none.  scan.c includes this with SSE2 only.
 */

enum { QUICK_LINE = 4096 };

/* The bits of 64 bytes: quotes, bytes that are not ASCII, and whether any is a backslash or control
 * byte. */
struct quick_bits {
	uint64_t quotes, high;
	bool odd;
};

static inline __attribute__((always_inline)) void
quick_add(struct quick_bits *b, const char *p, int i, __m128i *odd)
{
	const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
	const __m128i control = _mm_set1_epi8(0x1f);
	__m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));

	*odd = _mm_or_si128(*odd, _mm_cmpeq_epi8(v, backslash));
	*odd = _mm_or_si128(*odd, _mm_cmpeq_epi8(_mm_min_epu8(v, control), v));
	b->quotes |= (uint64_t)(unsigned)_mm_movemask_epi8(_mm_cmpeq_epi8(v, quote)) << 16 * i;
	b->high |= (uint64_t)(unsigned)_mm_movemask_epi8(v) << 16 * i;
}

static inline __attribute__((always_inline)) struct quick_bits
quick_look(const char *p)
{
	__m128i odd = _mm_setzero_si128();
	struct quick_bits b = { 0, 0, false };

	quick_add(&b, p, 0, &odd);
	quick_add(&b, p, 1, &odd);
	quick_add(&b, p, 2, &odd);
	quick_add(&b, p, 3, &odd);
	b.odd = _mm_movemask_epi8(odd) != 0;
	return (b);
}

static inline size_t
quick_places(uint64_t bits, size_t base, uint16_t *at)
{
	size_t n = 0;

	for (; bits != 0; bits &= bits - 1)
		at[n++] = (uint16_t)(base + (size_t)__builtin_ctzll(bits));
	return (n);
}

/* Is what is not ASCII in these 64 bytes well-formed?  *valid: so far that is known, in all of
 * them. */
static inline bool
quick_utf8(const char *start, const char *end, size_t base, uint64_t high, size_t *valid)
{
	const char *p;

	if (*valid > base)
		high &= *valid - base >= 64 ? 0 : ~(uint64_t)0 << (*valid - base);
	while (high != 0) {
		p = utf8_vector(start + base + __builtin_ctzll(high), end);
		if (p == NULL)
			return (false);
		*valid = (size_t)(p - start);
		high &= *valid - base >= 64 ? 0 : ~(uint64_t)0 << (*valid - base);
	}
	return (true);
}

/* The places of all quotes, or 0 if the line is not for us. */
static size_t
quick_quotes(const char *start, size_t n, uint16_t *at)
{
	struct quick_bits b;
	size_t i, found = 0, valid = 0;
	char rest[64];

	for (i = 0; i < n; i += 64) {
		if (n - i >= 64)
			b = quick_look(start + i);
		else {
			memset(rest, ' ', sizeof(rest));
			memcpy(rest, start + i, n - i);
			b = quick_look(rest);
		}
		if (b.odd || !quick_utf8(start, start + n, i, b.high, &valid))
			return (0);
		found += quick_places(b.quotes, i, at + found);
	}
	return (found);
}

static int
quick_object(struct scan *s, const char *start, size_t n)
{
	uint16_t at[QUICK_LINE];
	const char *end = start + n, *p;
	size_t quotes, i = 0, here = 1, close, value, next;
	struct member *m;

	if (n < 2 || n > QUICK_LINE || start[0] != '{')
		return (-1);
	quotes = quick_quotes(start, n, at);
	for (s->n = 0;; here = next + 1) {
		if (i + 1 >= quotes || at[i] != here)
			return (-1);
		close = at[i + 1];
		value = close + 2;
		if (value >= n || start[close + 1] != ':')
			return (-1);
		if (start[value] == '"') {
			if (i + 3 >= quotes)
				return (-1);
			next = (size_t)at[i + 3] + 1;
			i += 4;
		} else {
			if ((p = value_vector(s, start, start + value, end, 1)) == NULL)
				return (-1);
			next = (size_t)(p - start);
			for (i += 2; i < quotes && at[i] < next; i++)
				;
		}
		if (next >= n)
			return (-1);
		if (s->n == s->cap)
			s->members = mem_grow(s->members, &s->cap, s->n + 1, sizeof(*s->members));
		m = &s->members[s->n++];
		m->key = (uint32_t)here + 1;
		m->keyn = (uint32_t)(close - here - 1);
		m->head = head_vector(start + here + 1, end, m->keyn);
		m->val = (uint32_t)value;
		m->valn = (uint32_t)(next - value);
		m->escaped = 0;
		m->state = 0;
		if (start[next] != ',')
			break;
	}
	if (start[next] != '}' || next + 1 != n)
		return (-1);
	s->close = (uint32_t)next;
	s->escaped = s->backslash = false;
	s->why = NULL;
	return (0);
}
