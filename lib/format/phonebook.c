#include "format/phone.h"

#include <stdlib.h>
#include <strings.h>

#include "base/mem.h"
#include "base/table.h"
#include "format/text.h"

/* A month of a large shop has some 200 000 callers; a full book is begun anew. */
enum { BOOK_MAX = 1 << 18, NUMBER_MAX = 32, TEXT_MAX = 40 };

struct entry {
	unsigned char n;
	char number[NUMBER_MAX - 1];
};

struct phonebook {
	struct table *known;
	char region[4]; /* that the entries were read for */
};

struct phonebook *
phonebook_new(void)
{
	struct phonebook *book = mem_zero(1, sizeof(*book));

	book->known = table_new(sizeof(struct entry));
	return (book);
}

void
phonebook_free(struct phonebook *book)
{
	if (book == NULL)
		return;
	table_free(book->known);
	free(book);
}

bool
phone_withheld(struct slice text)
{
	static const char *const words[] = { "anonymous", "unknown", "restricted", "private",
		"withheld", "unavailable", "hidden", "blocked", "anonymous@anonymous.invalid",
		"no caller id", "<unknown>", NULL };
	size_t i;

	text = text_trim(text);
	for (i = 0; words[i] != NULL; i++)
		if (strlen(words[i]) == text.n && strncasecmp(words[i], text.p, text.n) == 0)
			return (true);
	return (false);
}

bool
phone_region(const char *region)
{
	return (phone_knows_region(region) != 0);
}

/* Digits and the marks that people put between them, nothing else. */
static bool
looks_dialled(struct slice s, size_t *digits)
{
	size_t i;

	*digits = 0;
	for (i = 0; i < s.n; i++)
		if (s.p[i] >= '0' && s.p[i] <= '9')
			(*digits)++;
		else if (s.p[i] == '\0' ||
			 (strchr(" ()-./", s.p[i]) == NULL && (s.p[i] != '+' || i > 0) &&
			     /* a no-break space */
			     !(s.p[i] == '\xc2' && i + 1 < s.n && s.p[i + 1] == '\xa0') &&
			     !(s.p[i] == '\xa0' && i > 0 && s.p[i - 1] == '\xc2')))
			return (false);
	return (*digits >= 5 && *digits <= 18);
}

static size_t
international(struct slice s, char *out)
{
	char plus[TEXT_MAX + 1];

	plus[0] = '+';
	memcpy(plus + 1, s.p, s.n);
	return (phone_parse(plus, s.n + 1, "ZZ", out));
}

static size_t
read_number(struct slice s, const char *region, char *out)
{
	size_t digits, n;

	s = text_trim(s);
	if (s.n > 0 && s.p[0] == '\'') /* a spreadsheet's "this is a text" */
		s.p++, s.n--;
	if (s.n == 0 || s.n > TEXT_MAX || !looks_dialled(s, &digits))
		return (0);
	if (s.p[0] == '+')
		return (phone_parse(s.p, s.n, "ZZ", out));
	if (s.n > 2 && s.p[0] == '0' && s.p[1] == '0' &&
	    (n = international((struct slice){ s.p + 2, s.n - 2 }, out)) > 0)
		return (n);
	if (region[0] != '\0') {
		/* The long-distance 8 of old stands before the trunk 0 in Ukraine. */
		if (strcmp(region, "UA") == 0 && digits == 11 && s.p[0] == '8' && s.p[1] == '0')
			s.p++, s.n--, digits--;
		if ((n = phone_parse(s.p, s.n, region, out)) > 0)
			return (n);
	}
	/* An international number whose plus was lost on the way. */
	return (digits >= 11 && s.p[0] != '0' ? international(s, out) : 0);
}

struct slice
phone_e164(struct phonebook *book, struct slice text, const char *region)
{
	struct entry *entry;
	bool isnew;

	if (strcmp(book->region, region) != 0 || table_count(book->known) >= BOOK_MAX) {
		table_free(book->known);
		book->known = table_new(sizeof(struct entry));
		strncpy(book->region, region, sizeof(book->region) - 1);
	}
	if (text.n > TEXT_MAX)
		return ((struct slice){ NULL, 0 });
	entry = table_put(book->known, text, &isnew);
	if (isnew)
		entry->n = (unsigned char)read_number(text, region, entry->number);
	return ((struct slice){ entry->number, entry->n });
}
