/*
 * titles.h - what a column is called and what kind of number it holds, in a
 * person's language: share/titles/LANG.yaml.
 *
 * Shape:  numbers: {decimal: ",", thousands: " ", percent: " %"}
 *         words:   {total: Итого, unknown: "-", yes: да, no: нет}
 *         columns:
 *           calls:   {title: Звонки, kind: count}
 *           weekday: {title: День, kind: text, values: {1: пн, 2: вт}}
 *           "*_share": {kind: share}    # any other column that ends so
 * Owner:  titles_free(); slices given out live as long.
 * Errors: NULL or -1, said.
 */
#ifndef CT_PAGE_TITLES_H
#define CT_PAGE_TITLES_H
#include "base/bytes.h"
#include "page/figure.h"

struct titles;

struct title {
	struct slice text;
	enum figure_kind kind;
	const struct conf_node *values; /* titles_value()'s, or NULL */
};

enum titles_word { WORD_TOTAL, WORD_UNKNOWN, WORD_YES, WORD_NO, WORD_COUNT };

/* lang is a name in share/titles/, or a path with a slash. */
struct titles *titles_load(const char *lang);
void titles_free(struct titles *);
/* Override the kind or the title of a column: "wait=duration", "wait=Waiting time". */
int titles_set_kind(struct titles *, const char *option, const char *spec);
int titles_set_title(struct titles *, const char *option, const char *spec);
/* A column without a title is called by its own name. */
struct title titles_find(const struct titles *, struct slice column);
/* What a value of the column is called; false if the file has no word for it. */
bool titles_value(const struct title *, struct slice text, struct slice *called);
struct slice titles_word(const struct titles *, enum titles_word);
const struct figure_marks *titles_marks(const struct titles *);
#endif
