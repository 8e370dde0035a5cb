/* Configurations: any bytes are one or are refused; what is read can be walked and written. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "conf/conf.h"
#include "hush.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static void
walk(const struct conf *c, const struct conf_node *node)
{
	static const char *const keys[] = { "tag", "when", "on", NULL };
	int64_t i;
	double d;
	bool yes;
	size_t at;
	int choice;

	if (node->line < 1 || node->column < 1)
		abort();
	conf_map(c, node, keys);
	conf_bool(c, node, &yes);
	conf_int(c, node, 0, 1000, &i);
	conf_number(c, node, &d);
	conf_period(c, node, &i);
	conf_choice(c, node, keys, &choice);
	if (node->kind == CONF_SCALAR)
		conf_error_in(c, node, node->text.n / 2, "here");
	for (at = 0; at < node->n && at < 8; at++)
		walk(c, node->kind == CONF_MAP ? conf_value(node, at) : conf_item(node, at));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf b = { 0 };
	struct conf *c;

	hush();
	if ((c = conf_parse("f.yaml", (struct slice){ (const char *)data, size })) == NULL)
		return (0);
	conf_json(c, conf_root(c), &b);
	if (size < 4096)
		walk(c, conf_root(c));
	conf_free(c);
	buf_free(&b);
	return (0);
}
