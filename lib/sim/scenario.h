/*
 * scenario.h - what is simulated, read from YAML (ct-sim(1) explains every key).
 *
 * Shape:  plain numbers, ready to use: rates per millisecond, weights as
 *         running sums, numbers spelled out.
 * Units:  times are milliseconds, shares 0...1.
 * Owner:  the scenario owns all, until scenario_free().
 * Errors: NULL, said with file:line:column.
 *
 * lib/sim/ is a room of its own on the floor above rule: it includes base,
 * event and rule, and nothing but cmd/ct-sim.c includes it.
 */
#ifndef CT_SIM_SCENARIO_H
#define CT_SIM_SCENARIO_H
#include <stdbool.h>
#include <stdint.h>

#include "conf/conf.h"
#include "sim/random.h"
#include "time/zone.h"

/* Names are raw JSON strings with their quotes, ready to be written; n = 0 is absent. */
struct source {
	struct slice source, medium, campaign, content;
};

enum click { CLICK_NONE, CLICK_YCLID, CLICK_GCLID, CLICK_FBCLID };

struct campaign {
	struct source source;
	struct slice *keywords;
	int nkeywords;
	struct slice landing, referrer; /* plain texts */
	enum click click;
	double calls; /* share of its visits that call */
	bool direct;
};

struct lag {
	struct spread spread;
	bool from_end; /* of the visit; else from the number's appearance */
};

enum policy { POLICY_RANDOM, POLICY_LEAST_RECENT, POLICY_LEAST_LOADED };

struct fixed_number { /* a static number: it stands for a source */
	struct slice number;
	struct source source;
	double per_day;
};

struct topic {
	struct slice tag, category;
	struct spread talk;
	bool tagged; /* by the employee, most of the time */
	double deal; /* share of its calls that become a deal */
	double amount;
};

struct employee {
	struct slice name, department;
	double answers; /* share of the rings that are taken */
	double talk;	/* how long this one talks, 1 is average */
	int extension;
};

struct shortage {
	int from, to; /* hours of the day */
	int lines;
};

struct stage {
	struct slice name;
	struct spread after;
	double share; /* of the deals in the stage before it that come this far */
};

struct scenario {
	int64_t from, to; /* instants: local midnights */
	int days;
	struct zone *zone;
	double hours[24], weekdays[7];
	struct slice site;

	struct {
		double per_day, bounce, pages, mobile;
		struct spread length;
		double return_share, return_direct;
		struct spread return_after;
	} visits;

	struct campaign *campaigns;
	double *campaign_weights;
	int ncampaigns, direct; /* direct: the campaign without an ad, or -1 */

	struct {
		struct slice *numbers;
		int n;
		int64_t ttl;
		enum policy policy;
		int fallback; /* a static number's index, or -1: numbers are shared */
		double reveal_share;
		struct spread reveal_after;
		bool reveal, in_session;
	} pool;

	struct lag *lags;
	double *lag_weights;
	int nlags;

	struct fixed_number *fixed;
	int nfixed;

	struct {
		double two_phones, retry_share, repeat_share, callback_share;
		struct spread retry_after, repeat_after, callback_after;
		double stray_per_day, spam_per_day, spam_blocked, anonymous;
	} calls;

	struct topic *topics;
	double *topic_weights;
	int ntopics;

	struct {
		int open_from, open_to, lines, queue;
		struct shortage *shortages;
		int nshortages;
		struct employee *employees;
		int nemployees;
		struct spread ring, patience;
		double voicemail, failure;
	} company;

	struct {
		double sessions, numbers, calls;
	} lost;
	struct {
		int64_t telephone, jitter;
	} skew;
	struct {
		struct stage *stages;
		int nstages;
		struct slice *reasons;
		int nreasons;
		struct slice currency;
	} deals;

	struct conf *conf;
	void **kept; /* what is freed at the end */
	size_t nkept, keptcap;
};

struct scenario *scenario_load(const char *path);
/* The same from a text; name stands for it in messages. */
struct scenario *scenario_parse(const char *name, struct slice text);
void scenario_free(struct scenario *);
/* Is it the hour, from one hour of the day to another (not included), over midnight if need be? */
bool scenario_hours(int from, int to, int hour);
/* How busy the hour of an instant is, 1 on the average. */
double scenario_rhythm(const struct scenario *, int64_t at);
/* Change the days simulated: from is a date (NULL: the scenario's own), days 0 keeps the number.
 */
int scenario_days(struct scenario *, struct slice from, int days);
#endif
