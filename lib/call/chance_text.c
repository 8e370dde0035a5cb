#include <stdlib.h>

#include "base/mem.h"
#include "call/chance_parts.h"
#include "event/json.h"

struct chance *
chance_new(const struct conf *conf, const struct conf_node *node)
{
	static const char *const keys[] = { "learn", "none", "second", "stranger", "shown", "after",
		"rates", NULL };
	static const char *const rate_keys[] = { "source", "medium", "campaign", "rate", NULL };
	static const char *const clocks[CHANCE_CLOCKS] = { "shown", "after" };
	struct chance *c = chance_plain();
	const struct conf_node *list, *item;
	struct slice text, value[3];
	struct buf raw[3] = { { 0 } };
	double rate;
	size_t i;
	int clock, k, n, ret = -1;

	if (node == NULL)
		return (c);
	c->learn = conf_member(node, "shown") == NULL;
	if (conf_map(conf, node, keys) == -1 ||
	    conf_bool_of(conf, node, "learn", &c->learn) == -1 ||
	    conf_number_of(conf, node, "none", &c->none) == -1 ||
	    conf_number_of(conf, node, "second", &c->second) == -1 ||
	    conf_number_of(conf, node, "stranger", &c->stranger) == -1)
		goto done;
	if (!(c->none > 0 && c->second > 0 && c->stranger > 0)) {
		conf_error(conf, node, "none, second and stranger must be above 0");
		goto done;
	}
	for (clock = 0; clock < CHANCE_CLOCKS; clock++) {
		if ((list = conf_member(node, clocks[clock])) == NULL)
			continue;
		if (conf_list(conf, list) == -1)
			goto done;
		if (list->n != CHANCE_BINS) {
			conf_error(conf, list, "%s has %d rates, not %d", clocks[clock],
			    CHANCE_BINS, (int)list->n);
			goto done;
		}
		for (i = 0; i < list->n; i++) {
			if (conf_number(conf, conf_item(list, i), &rate) == -1)
				goto done;
			if (!(rate > 0 && rate < 1e6)) {
				conf_error(conf, conf_item(list, i), "a rate must be above 0");
				goto done;
			}
			c->rate[clock][i] = c->base[clock][i] = c->first[clock][i] = rate;
		}
	}
	list = conf_member(node, "rates");
	if (list != NULL && conf_list(conf, list) == -1)
		goto done;
	for (i = 0; list != NULL && i < list->n; i++) {
		item = conf_item(list, i);
		if (conf_map(conf, item, rate_keys) == -1)
			goto done;
		for (n = 0, k = 0; k < 3; k++) {
			text.n = 0;
			raw[k].n = 0;
			if (conf_text_of(conf, item, rate_keys[k], &text) == -1)
				goto done;
			if (text.n > 0) {
				json_quote(&raw[k], text);
				n = k + 1;
			}
			value[k] = buf_view(&raw[k]);
		}
		rate = 1;
		if (conf_number_of(conf, item, "rate", &rate) == -1)
			goto done;
		if (!(rate > 0 && rate < 1e6)) {
			conf_error(conf, item, "a rate must be above 0");
			goto done;
		}
		if (n == 0) {
			conf_error(conf, item, "a rate needs its source");
			goto done;
		}
		c->groups[chance_named(c, value, n < 2 ? 2 : n)]->rate = rate;
	}
	chance_sums(c);
	ret = 0;
done:
	for (k = 0; k < 3; k++)
		buf_free(&raw[k]);
	if (ret == 0)
		return (c);
	chance_free(c);
	return (NULL);
}
