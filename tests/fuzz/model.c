/* The model of numbers.yaml, and the file that --fit writes: any bytes are a model or are refused;
 * what is accepted gives probabilities, and is the same again when it is written and read. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "attribute/chance.h"
#include "numbers/numbers.h"

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static struct chance *
model_of(struct slice text)
{
	const struct conf_node *node;
	const struct conf *conf;
	struct chance *c = NULL;
	struct numbers *n;
	char path[64];
	int fd;

	if ((fd = memfd_create("fuzz", MFD_CLOEXEC)) == -1 ||
	    write(fd, text.p, text.n) != (ssize_t)text.n)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	if ((n = numbers_load(path, "UTC")) != NULL) {
		node = numbers_model(n, &conf);
		c = chance_new(conf, node);
	}
	numbers_free(n);
	close(fd);
	return (c);
}

/* Visits of all ages, seconds to days after the number appeared, over and not. */
static void
weigh(const struct chance *c)
{
	struct nobody nobody = { 1.5, 0.1 };
	struct suspect s[12] = { 0 };
	double sum, p;
	size_t i;

	for (i = 0; i < 12; i++) {
		s[i].lag = (INT64_C(1) << (3 * i)) - 1;
		s[i].after = i % 2 == 0 ? -1 : s[i].lag / 2;
		s[i].called = i % 3 == 0 ? 0 : (double)(i * i) / 12;
		s[i].again = i % 4 == 0;
		s[i].factor = i % 5 == 0 ? chance_stranger(c) : 1;
	}
	sum = chance_weigh(c, s, 12, &nobody);
	for (i = 0; i < 12; i++) {
		p = s[i].p;
		if (!(p >= 0 && p <= 1))
			abort();
		sum += p;
	}
	if (!(fabs(sum - 1) < 1e-9))
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct chance *c = model_of((struct slice){ (const char *)data, size }), *again;
	struct buf first = { 0 }, second = { 0 };

	if (c == NULL)
		return (0);
	weigh(c);
	chance_write(c, &first);
	if ((again = model_of(buf_view(&first))) == NULL)
		abort();
	weigh(again);
	chance_write(again, &second);
	if (!slice_eq(buf_view(&first), buf_view(&second)))
		abort();
	buf_free(&first);
	buf_free(&second);
	chance_free(c);
	chance_free(again);
	return (0);
}
