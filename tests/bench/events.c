/*
 * events SESSIONS CALLS - write events for the benchmark: a month of visits and
 * calls in time order, the same bytes every time.
 *
 * Each visit is shown a number of a pool of 1000, the longest free first; one
 * visit in SESSIONS / CALLS calls it some minutes later.  ct-sim has the real
 * model of a telephone exchange; this only has to be quick and of real size.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "time/instant.h"

enum { POOL = 1000, CUSTOMERS = 60000 };
enum { MONTH = 31 * 86400 };
#define BEGIN INT64_C(1772323200000) /* 2026-03-01 */

struct call {
	int64_t ts;
	uint32_t session, number;
};

struct heap { /* calls to come, the next at the top */
	struct call *calls;
	size_t n;
};

struct random {
	uint64_t state;
};

static uint64_t
draw(struct random *r, uint64_t below)
{
	uint64_t z = (r->state += 0x9e3779b97f4a7c15U);

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
	z = (z ^ z >> 27) * 0x94d049bb133111ebU;
	return ((z ^ z >> 31) % below);
}

static void
push(struct heap *h, struct call c)
{
	size_t i;

	for (i = h->n++; i > 0 && h->calls[(i - 1) / 2].ts > c.ts; i = (i - 1) / 2)
		h->calls[i] = h->calls[(i - 1) / 2];
	h->calls[i] = c;
}

static struct call
pop(struct heap *h)
{
	struct call top = h->calls[0], last = h->calls[--h->n];
	size_t i = 0, child;

	while ((child = 2 * i + 1) < h->n) {
		if (child + 1 < h->n && h->calls[child + 1].ts < h->calls[child].ts)
			child++;
		if (last.ts <= h->calls[child].ts)
			break;
		h->calls[i] = h->calls[child];
		i = child;
	}
	h->calls[i] = last;
	return (top);
}

static const struct source {
	const char *source, *medium, *campaign;
} sources[] = {
	{ "yandex", "cpc", "divany-moskva-poisk" },
	{ "yandex", "cpc", "kuhni-rsya" },
	{ "google", "cpc", "brand-search" },
	{ "google", "organic", "(organic)" },
	{ "yandex", "organic", "(organic)" },
	{ "(direct)", "(none)", "(none)" },
	{ "vk", "social", "march-sale" },
	{ "newsletter", "email", "weekly-10" },
};
enum { NSOURCES = sizeof(sources) / sizeof(sources[0]) };

static const char *
stamp(int64_t ms, char text[INSTANT_LEN + 1])
{
	instant_format(ms, text);
	text[INSTANT_LEN] = '\0';
	return (text);
}

static void
write_session(struct random *r, int64_t ts, uint32_t i, uint32_t number)
{
	static const char *const devices[] = { "mobile", "desktop", "tablet" };
	static const char *const regions[] = { "Москва", "Санкт-Петербург", "Екатеринбург",
		"Киев" };
	const struct source *s = &sources[draw(r, NSOURCES)];
	char from[INSTANT_LEN + 1], to[INSTANT_LEN + 1];
	unsigned visitor = i - (unsigned)draw(r, i < 3 ? i + 1 : 3);
	int64_t end = ts + 20000 + (int64_t)draw(r, 460000);
	unsigned ad = (unsigned)draw(r, 90000), word = (unsigned)draw(r, 400);
	unsigned page = (unsigned)draw(r, 9000), pages = 1 + (unsigned)draw(r, 12);

	/* No draw among the arguments: C does not say in which order they are taken. */
	printf("{\"ts\":\"%s\",\"type\":\"session\",\"id\":\"s%u\",\"visitor_id\":\"v%u\","
	       "\"end\":\"%s\",\"source\":\"%s\",\"medium\":\"%s\",\"campaign\":\"%s\","
	       "\"content\":\"ad-%u\",\"keyword\":\"купить диван %u\",\"landing\":"
	       "\"https://shop.example/catalog/divany/%u?utm_source=%s&utm_medium=%s&"
	       "utm_campaign=%s\",\"client_id\":\"%u.%u\",\"ym_client_id\":\"%u%09u\","
	       "\"device\":\"%s\",\"region\":\"%s\",\"country\":\"RU\",\"pages\":%u,"
	       "\"number\":\"+7495123%04u\"}\n",
	    stamp(ts, from), i, visitor, stamp(end, to), s->source, s->medium, s->campaign, ad,
	    word, page, s->source, s->medium, s->campaign, visitor + 100000000, 1772323200 + i,
	    visitor + 1700000000, visitor * 7919 % 1000000000, devices[i % 7 % 3],
	    regions[i % 11 % 4], pages, number);
}

static void
write_call(struct random *r, const struct call *c, uint32_t i)
{
	static const char *const people[] = { "Анна Смирнова", "Олег Петров", "Ирина Коваль",
		"Jan Novák" };
	static const char *const comments[] = { "доставка в субботу", "уточнить цвет", "",
		"перезвонить после обеда", "warranty" };
	static const char *const lost[] = { "missed", "abandoned", "busy" };
	bool answered = draw(r, 100) < 82;
	char ts[INSTANT_LEN + 1];

	unsigned customer = (unsigned)(draw(r, CUSTOMERS) * 7919 % 10000000);
	unsigned wait = (unsigned)draw(r, 600), talk = answered ? (unsigned)draw(r, 600) : 0;
	unsigned cost = (unsigned)draw(r, 4000), comment = (unsigned)draw(r, 5);
	const char *status = answered ? "answered" : lost[draw(r, 3)];
	unsigned long long file = draw(r, UINT64_MAX);

	printf("{\"ts\":\"%s\",\"type\":\"call\",\"id\":\"c%u\",\"direction\":\"in\","
	       "\"customer\":\"+7916%07u\",\"number\":\"+7495123%04u\",\"status\":\"%s\","
	       "\"wait\":%u.%u,\"talk\":%u,\"employee\":\"%s\",\"department\":\"продажи\","
	       "\"queue\":\"main\",\"hangup\":\"%s\",\"cause\":\"%s\",\"cause_code\":\"%s\","
	       "\"cost\":%u.%02u,\"currency\":\"RUB\",\"recording\":"
	       "\"https://records.example/2026/03/%u-%016llx.mp3\",\"line\":\"sip/trunk-%u\","
	       "\"comment\":\"%s\",\"truth_session_id\":\"s%u\"}\n",
	    stamp(c->ts, ts), i, customer, c->number, status, wait / 10, wait % 10, talk,
	    people[i % 13 % 4], answered ? "customer" : "system", answered ? "normal" : "no_answer",
	    answered ? "16" : "19", cost / 100, cost % 100, i, file, i % 4, comments[comment],
	    c->session);
}

int
main(int argc, char *argv[])
{
	struct random r = { 2026 };
	struct heap heap = { NULL, 0 };
	uint32_t nsessions, ncalls, i, calls = 0;
	int64_t ts, lag;

	if (argc != 3)
		return (2);
	nsessions = (uint32_t)strtoul(argv[1], NULL, 10);
	ncalls = (uint32_t)strtoul(argv[2], NULL, 10);
	if ((heap.calls = calloc(ncalls + 1, sizeof(*heap.calls))) == NULL)
		return (2);
	for (i = 0; i < nsessions; i++) {
		ts = BEGIN + (int64_t)i * MONTH * 1000 / nsessions;
		while (heap.n > 0 && heap.calls[0].ts <= ts) {
			struct call c = pop(&heap);

			write_call(&r, &c, ++calls);
		}
		write_session(&r, ts, i, i % POOL);
		/* Exactly so many calls, spread evenly. */
		lag = 15000 + (int64_t)draw(&r, 900000);
		if ((uint64_t)(i + 1) * ncalls / nsessions > (uint64_t)i * ncalls / nsessions)
			push(&heap,
			    (struct call){ ts + 15000 + (int64_t)(draw(&r, 900) * draw(&r, 1000)),
				i, i % POOL });
	}
	while (heap.n > 0) {
		struct call c = pop(&heap);

		write_call(&r, &c, ++calls);
	}
	free(heap.calls);
	return (fflush(stdout) == EOF || ferror(stdout) ? 2 : 0);
}
