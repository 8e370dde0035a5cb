/*
 * piece.h - a value on its way from a row to a member: fetched (piece.c), then spelled (spell.c).
 *
 * Owner:  a piece's text is the row's, or stands in values->scratch or values->piece until the next
 *         one is fetched.
 */
#ifndef CT_FORMAT_PIECE_H
#define CT_FORMAT_PIECE_H
#include "format/value.h"

/*
 * A value on its way: a text, a number, true or false as JSON has them, or JSON that is no scalar.
 * Passed by reference: copies of what was just written by halves make the processor wait.
 */
struct piece {
	struct slice s;
	enum { PIECE_TEXT, PIECE_LITERAL, PIECE_ARRAY, PIECE_OBJECT } kind;
};

void piece_of_json(struct values *, struct slice raw, struct piece *);
/* What stands at a source; n = 0 if nothing does. */
void piece_fetch(struct values *, const struct row *, size_t source, struct piece *);
/* The first of a take's sources that is there, or all of them joined. */
void piece_fetch_first(struct values *, const struct row *, const struct take *, struct piece *);
void piece_fetch_all(struct values *, const struct row *, const struct take *, struct piece *);
/* Append it as raw JSON, as the take says.  The piece is used up. */
enum value_made piece_make(struct values *, const struct row *, const char *name,
    const struct take *, struct piece *, struct buf *out);
#endif
