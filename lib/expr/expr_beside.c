/* expr_beside.c - which jq the libjq beside us speaks; the rest of expr asks here. */
#include <dlfcn.h>

#include "expr/expr_in.h"

/*
 * libjq tells no version.  What counts is the library that was loaded, not the
 * headers at hand when this was compiled, so it is asked for functions that
 * came with a version: that takes microseconds, where compiling an expression
 * to see what it does takes 20 ms.
 */
static bool
has(const char *name)
{
	return (dlsym(RTLD_DEFAULT, name) != NULL);
}

const struct beside *
beside(void)
{
	static struct beside found;
	static bool known;
	void *make;

	if (known)
		return (&found);
	known = true;
	make = dlsym(RTLD_DEFAULT, "jv_number_with_literal");
	found.version = has("jv_number_negate") ? JQ_1_8 : make != NULL ? JQ_1_7 : JQ_1_6;
	memcpy(&found.literal, &make, sizeof(make));
	if (!program_keeps_digits(found.literal))
		found.literal = NULL;
	return (&found);
}
