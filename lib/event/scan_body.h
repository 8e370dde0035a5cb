/*
 * scan_body.h - the body of the scanner; scan.c includes it with VECTORS and
 * without, and with TRUSTED, which takes texts to be valid UTF-8 without
 * control bytes.  BODY(name) makes the names differ.
 *
 * Each function takes the place p it begins at and the end of the text, and
 * gives the place after what it read, or NULL with the reason in the scan.
 */

static const char *
BODY(fail)(struct scan *s, const char *start, const char *p, const char *why)
{
	s->why = why;
	s->where = (size_t)(p - start);
	return (NULL);
}

static inline const char *
BODY(space)(const char *p, const char *end)
{
	/* There is hardly ever any: one comparison tells. */
	while (p < end && (unsigned char)*p <= ' ' && (*p == ' ' || *p == '\t' || *p == '\r'))
		p++;
	return (p);
}

/* The first byte from p on that is a quote, a backslash, a control byte or not ASCII. */
static inline const char *
BODY(plain)(const char *p, const char *end)
{
#if VECTORS
	const __m128i quote = _mm_set1_epi8('"'), backslash = _mm_set1_epi8('\\');
#if !TRUSTED
	const __m128i space = _mm_set1_epi8(0x20);
#endif

	while (end - p >= 16) {
		__m128i v = _mm_loadu_si128((const __m128i *)(const void *)p);
		__m128i hit = _mm_or_si128(_mm_cmpeq_epi8(v, quote), _mm_cmpeq_epi8(v, backslash));
		unsigned mask;

#if !TRUSTED
		/* Signed: bytes from 0x80 on are negative, so one comparison finds them too. */
		hit = _mm_or_si128(hit, _mm_cmplt_epi8(v, space));
#endif
		mask = (unsigned)_mm_movemask_epi8(hit);

		if (mask != 0)
			return (p + __builtin_ctz(mask));
		p += 16;
	}
#else
	const uint64_t ones = 0x0101010101010101U, high = 0x8080808080808080U;

	while (end - p >= 8) {
		uint64_t v, quote, backslash;

		memcpy(&v, p, 8);
		quote = v ^ ones * '"';
		backslash = v ^ ones * '\\';
		/* High bit set where a byte may be one of ours; a false alarm only costs time. */
		if (((v | (v - ones * 0x20) | (quote - ones) | (backslash - ones)) & high) != 0)
			break;
		p += 8;
	}
#endif
	/* When trusted, p may be in the middle of a character here. */
	while (p < end && (TRUSTED || ((unsigned char)*p >= 0x20 && (unsigned char)*p < 0x80)) &&
	       *p != '"' && *p != '\\')
		p++;
	return (p);
}

static inline bool
BODY(continues)(const char *p)
{
	return (((unsigned char)*p & 0xc0) == 0x80);
}

/* A run of bytes that are not ASCII: well-formed UTF-8 (Unicode, table 3-7), or NULL. */
static inline const char *
BODY(utf8)(const char *p, const char *end)
{
	while (p < end && (unsigned char)*p >= 0x80) {
		unsigned char c = (unsigned char)p[0];
		unsigned char d = end - p >= 2 ? (unsigned char)p[1] : 0;

		if (c >= 0xc2 && c <= 0xdf) {
			if ((d & 0xc0) != 0x80)
				return (NULL);
			p += 2;
		} else if (c >= 0xe0 && c <= 0xef) {
			if (end - p < 3 || (d & 0xc0) != 0x80 || !BODY(continues)(p + 2) ||
			    (c == 0xe0 && d < 0xa0) || (c == 0xed && d > 0x9f))
				return (NULL);
			p += 3;
		} else if (c >= 0xf0 && c <= 0xf4) {
			if (end - p < 4 || (d & 0xc0) != 0x80 || !BODY(continues)(p + 2) ||
			    !BODY(continues)(p + 3) || (c == 0xf0 && d < 0x90) ||
			    (c == 0xf4 && d > 0x8f))
				return (NULL);
			p += 4;
		} else
			return (NULL);
	}
	return (p);
}

static inline bool
BODY(hex)(char c)
{
	return ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'));
}

static const char *
BODY(escape)(struct scan *s, const char *start, const char *p, const char *end)
{
	int i;

	if (end - p < 2)
		return (BODY(fail)(s, start, p, "text without its closing quote"));
	switch (p[1]) {
	case '"':
	case '\\':
	case '/':
	case 'b':
	case 'f':
	case 'n':
	case 'r':
	case 't':
		return (p + 2);
	case 'u':
		for (i = 2; i < 6; i++)
			if (end - p <= i || !BODY(hex)(p[i]))
				return (BODY(fail)(s, start, p, "invalid \\u escape"));
		return (p + 6);
	}
	return (BODY(fail)(s, start, p, "invalid escape"));
}

/* A string, from after its opening quote to after its closing one. */
static inline __attribute__((always_inline)) const char *
BODY(string)(struct scan *s, const char *start, const char *p, const char *end, bool *escaped)
{
	const char *q;

	for (;;) {
		p = BODY(plain)(p, end);
		if (p == end)
			return (BODY(fail)(s, start, p, "text without its closing quote"));
		if (*p == '"')
			return (p + 1);
		if (*p == '\\') {
			*escaped = s->backslash = true;
			if ((p = BODY(escape)(s, start, p, end)) == NULL)
				return (NULL);
		} else if ((unsigned char)*p < 0x20)
			return (BODY(fail)(
			    s, start, p, *p == '\0' ? "NUL byte" : "control character in a text"));
		else if ((q = BODY(utf8)(p, end)) != NULL)
			p = q;
		else
			return (BODY(fail)(s, start, p, "invalid UTF-8"));
	}
}

static inline const char *
BODY(digits)(const char *p, const char *end)
{
	while (p < end && *p >= '0' && *p <= '9')
		p++;
	return (p);
}

static inline const char *
BODY(number)(struct scan *s, const char *start, const char *p, const char *end)
{
	const char *first = p, *q;

	if (*p == '-')
		p++;
	if (p < end && *p == '0')
		p++;
	else {
		if ((q = BODY(digits)(p, end)) == p)
			return (BODY(fail)(s, start, first, "invalid number"));
		p = q;
	}
	if (p < end && *p == '.') {
		if ((q = BODY(digits)(p + 1, end)) == p + 1)
			return (BODY(fail)(s, start, first, "invalid number"));
		p = q;
	}
	if (p < end && (*p == 'e' || *p == 'E')) {
		p++;
		if (p < end && (*p == '+' || *p == '-'))
			p++;
		if ((q = BODY(digits)(p, end)) == p)
			return (BODY(fail)(s, start, first, "invalid number"));
		p = q;
	}
	if (p < end && ((*p >= '0' && *p <= '9') || *p == '.'))
		return (BODY(fail)(s, start, first, "invalid number"));
	return (p);
}

static inline const char *
BODY(word)(
    struct scan *s, const char *start, const char *p, const char *end, const char *word, size_t n)
{
	if ((size_t)(end - p) < n || memcmp(p, word, n) != 0)
		return (BODY(fail)(s, start, p, "expected a value"));
	return (p + n);
}

/* A value that is neither object nor array. */
static inline const char *
BODY(scalar)(struct scan *s, const char *start, const char *p, const char *end)
{
	bool escaped;

	switch (*p) {
	case '"':
		return (BODY(string)(s, start, p + 1, end, &escaped));
	case 't':
		return (BODY(word)(s, start, p, end, "true", 4));
	case 'f':
		return (BODY(word)(s, start, p, end, "false", 5));
	case 'n':
		return (BODY(word)(s, start, p, end, "null", 4));
	case '-':
	case '0':
	case '1':
	case '2':
	case '3':
	case '4':
	case '5':
	case '6':
	case '7':
	case '8':
	case '9':
		return (BODY(number)(s, start, p, end));
	case '\0':
		return (BODY(fail)(s, start, p, "NUL byte"));
	}
	return (BODY(fail)(s, start, p, "expected a value"));
}

/* A member's name and colon, to its value. */
static inline const char *
BODY(name)(struct scan *s, const char *start, const char *p, const char *end)
{
	bool escaped;

	if (p == end || *p != '"')
		return (BODY(fail)(s, start, p, "expected a name in quotes"));
	if ((p = BODY(string)(s, start, p + 1, end, &escaped)) == NULL)
		return (NULL);
	p = BODY(space)(p, end);
	if (p == end || *p != ':')
		return (BODY(fail)(s, start, p, "expected ':'"));
	return (BODY(space)(p + 1, end));
}

/*
 * An object or array and all inside, without recursion: a bit a level says
 * which of the two it is.  depth is that of the levels around it.
 */
static const char *
BODY(nested)(struct scan *s, const char *start, const char *p, const char *end, unsigned depth)
{
	uint64_t object[SCAN_DEPTH / 64];
	unsigned level = 0;
	bool in_object;

open:
	if (depth + level >= SCAN_DEPTH)
		return (BODY(fail)(s, start, p, "nested over 512 levels deep"));
	in_object = *p == '{';
	if (in_object)
		object[level / 64] |= (uint64_t)1 << level % 64;
	else
		object[level / 64] &= ~((uint64_t)1 << level % 64);
	level++;
	p = BODY(space)(p + 1, end);
	if (p < end && *p == (in_object ? '}' : ']'))
		goto close;

value:
	if (in_object && (p = BODY(name)(s, start, p, end)) == NULL)
		return (NULL);
	if (p == end)
		return (BODY(fail)(s, start, p, "the line ends inside a value"));
	if (*p == '{' || *p == '[')
		goto open;
	if ((p = BODY(scalar)(s, start, p, end)) == NULL)
		return (NULL);

after:
	p = BODY(space)(p, end);
	if (p == end)
		return (BODY(fail)(s, start, p, "the line ends inside a value"));
	if (*p == ',') {
		p = BODY(space)(p + 1, end);
		goto value;
	}
	if (*p != (in_object ? '}' : ']'))
		return (BODY(fail)(
		    s, start, p, in_object ? "expected ',' or '}'" : "expected ',' or ']'"));

close:
	p++;
	if (--level == 0)
		return (p);
	in_object = (object[(level - 1) / 64] >> (level - 1) % 64 & 1) != 0;
	goto after;
}

static inline const char *
BODY(value)(struct scan *s, const char *start, const char *p, const char *end, unsigned depth)
{
	if (p == end)
		return (BODY(fail)(s, start, p, "the line ends inside a value"));
	if (*p == '{' || *p == '[')
		return (BODY(nested)(s, start, p, end, depth));
	return (BODY(scalar)(s, start, p, end));
}

static inline uint64_t
BODY(head)(const char *p, const char *end, size_t n)
{
	uint64_t v = 0;

	if (n >= 8) {
		memcpy(&v, p, 8);
		return (v);
	}
	if (end - p < 8) {
		memcpy(&v, p, n);
		return (v);
	}
	memcpy(&v, p, 8);
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	return (n == 0 ? 0 : v & (~(uint64_t)0 >> (64 - 8 * n)));
#else
	return (n == 0 ? 0 : v & (~(uint64_t)0 << (64 - 8 * n)));
#endif
}

static int
BODY(object)(struct scan *s, const char *start, size_t n)
{
	const char *p = start, *end = start + n, *q;
	struct member *m;
	bool escaped;

	s->n = 0;
	s->escaped = s->backslash = false;
	s->why = NULL;
	if (n > SCAN_LINE) {
		BODY(fail)(s, start, start, "line over 16 MiB");
		return (-1);
	}
	p = BODY(space)(p, end);
	if (p == end || *p != '{') {
		BODY(fail)(s, start, start, "not a JSON object");
		return (-1);
	}
	p = BODY(space)(p + 1, end);
	if (p < end && *p == '}')
		goto done;
	for (;;) {
		if (s->n == s->cap)
			s->members = mem_grow(s->members, &s->cap, s->n + 1, sizeof(*s->members));
		m = &s->members[s->n];
		if (p == end || *p != '"') {
			BODY(fail)(s, start, p, "expected a name in quotes");
			return (-1);
		}
		p++;
		escaped = false;
		if ((q = BODY(string)(s, start, p, end, &escaped)) == NULL)
			return (-1);
		m->key = (uint32_t)(p - start);
		m->keyn = (uint32_t)(q - 1 - p);
		m->head = escaped ? 0 : BODY(head)(p, end, m->keyn);
		m->escaped = escaped;
		m->state = 0;
		s->escaped |= escaped;
		p = BODY(space)(q, end);
		if (p == end || *p != ':') {
			BODY(fail)(s, start, p, "expected ':'");
			return (-1);
		}
		p = BODY(space)(p + 1, end);
		if ((q = BODY(value)(s, start, p, end, 1)) == NULL)
			return (-1);
		m->val = (uint32_t)(p - start);
		m->valn = (uint32_t)(q - p);
		s->n++;
		p = BODY(space)(q, end);
		if (p < end && *p == ',')
			p = BODY(space)(p + 1, end);
		else if (p < end && *p == '}')
			break;
		else {
			BODY(fail)
			(s, start, p,
			    p == end ? "the line ends inside the object" : "expected ',' or '}'");
			return (-1);
		}
	}
done:
	s->close = (uint32_t)(p - start);
	p = BODY(space)(p + 1, end);
	if (p != end) {
		BODY(fail)(s, start, p, "text after the object");
		return (-1);
	}
	return (0);
}
