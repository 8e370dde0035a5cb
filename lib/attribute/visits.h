/*
 * visits.h - the visits that can still matter, and the numbers they hold.
 *
 * Shape:  five files make them up, to be read in this order.  A file knows
 *         none that comes after it, and lease, visit_index and visit_wheel
 *         know nothing of each other:
 *           visit        what a visit and a lease are, and their memory
 *           lease        who holds a number, and until when
 *           visit_index  a visit found by its ids
 *           visit_wheel  what is to be forgotten, minute by minute
 *           visits       all of it together: a visit comes, takes the place of
 *                        one, is shown a number, is looked for, goes
 * Units:  instants are milliseconds.  Texts are unescaped, raw values are JSON.
 * Owner:  visits own themselves and their leases.  A visit goes when
 *         the minute of its keep is over, so memory is bounded by what is live.
 * Order:  nothing here depends on the hash's seed.
 */
#ifndef CT_ATTRIBUTE_VISITS_H
#define CT_ATTRIBUTE_VISITS_H
#include "attribute/lease.h"
#include "attribute/visit.h"
#include "numbers/numbers.h"
#include "numbers/source.h"

struct visits;

struct visits *visits_new(const struct numbers *);
void visits_free(struct visits *);

/* visits_session() will be called with that id and number: fetch their places from memory. */
void visits_fetch(const struct visits *, struct slice id, struct slice number);
/* A session: field as in visit.h; source is taken over; number, if any, is on its screen.  A known
 * id is replaced by what came last. */
struct visit *visits_session(struct visits *, const struct slice field[VISIT_FIELDS],
    struct slice number, int64_t ts, int64_t end, struct source *);
/* The visit that a record at ts belongs to by its session, visitor or client id, or NULL.
 * *named: does it name any? */
struct visit *visits_of(
    struct visits *, const struct slice field[VISIT_KEYS], int64_t ts, bool *named);
/* The number is on the screen of that visit (NULL: of somebody alone, whom field may name) from ts
 * on. */
struct lease *visits_show(struct visits *, struct visit *, const struct slice field[VISIT_KEYS],
    struct slice number, int64_t ts, int64_t until);
/* The leases that hold the number at ts, one a visit, by (start, order): n of them; after them
 * those that have held it not long ago.  Good until the next call here. */
struct lease *const *visits_holding(
    struct visits *, struct slice number, int64_t ts, size_t *n, size_t *lapsed);
/* fn is told of each lease that goes for good. */
void visits_on_end(struct visits *, void (*fn)(void *, const struct lease *), void *arg);
/* How many numbers are held or were a moment ago, and by how many leases. */
size_t visits_numbers(const struct visits *);
size_t visits_leases(const struct visits *);
/* Forget the visits whose keep is before the horizon. */
void visits_expire(struct visits *, int64_t horizon);
/* Forget all of them. */
void visits_end(struct visits *);
/* All visits in the order they came; the caller frees the array. */
struct visit **visits_all(const struct visits *, size_t *n);
/* For a state: the pieces of what visits_session() and visits_show() made, put back as they were.
 */
struct visit *visits_restore(struct visits *, const struct slice field[VISIT_FIELDS],
    const struct visit *times, struct source *);
void visits_restore_lease(struct visits *, struct visit *, struct slice number, int64_t start,
    int64_t end, int64_t until);
#endif
