/* expr_beside.c - which jq the libjq beside us speaks; the rest of expr asks here. */
#include <dlfcn.h>
#include <jv.h>

#include "expr/expr_in.h"

typedef void function(void);
typedef jv literal_maker(const char *);

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

/* 1.7 may have been built to keep no digits. */
static bool
keeps_digits(function *make)
{
	jv text;
	bool is;

	if (make == NULL)
		return (false);
	text = jv_dump_string(((literal_maker *)make)("1.0"), 0);
	is = strcmp(jv_string_value(text), "1.0") == 0;
	jv_free(text);
	return (is);
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
	if (!keeps_digits(found.literal))
		found.literal = NULL;
	return (&found);
}
