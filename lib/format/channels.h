/*
 * channels.h - where a visit came from, and which of GA4's channels that is.
 *
 * Shape:  share/channels.yaml holds the knowledge: click ids, search engines,
 *         social networks, and the rules of the channel groups.
 * Owner:  slices in struct traffic are the caller's or point into its buf,
 *         which the caller frees.
 * Errors: channels_load() says what is wrong and gives NULL.
 * Source: GA4 "Default channel group" (support.google.com/analytics/answer/9756891).
 */
#ifndef CT_FORMAT_CHANNELS_H
#define CT_FORMAT_CHANNELS_H
#include <stdbool.h>

#include "base/bytes.h"
#include "format/mapping.h"

struct channels;

struct channels *channels_load(void);
void channels_free(struct channels *);

struct traffic {
	struct slice part[NTRAFFIC]; /* texts; n = 0 is absent */
	struct buf buf;		     /* texts that were made */
};

/*
 * Fill in what is missing of source, medium, campaign, content, keyword and
 * click ids, from the best that is there: utm_ in the landing URL, a click id,
 * the export's own classification (hints), the referrer.  direct: with none of
 * them it is "(direct)" / "(none)".  Then the channel group, if there is a
 * source or medium.
 */
void channels_derive(struct channels *, struct traffic *, bool direct);
#endif
