#!/usr/bin/env bash
# family.sh SET DIR - write the scenarios of a set into DIR, one file each, and the numbers.yaml they share.
#
# SET is `evaluation` (what README's table is made of) or `tuning` (what defaults may be chosen on).  The two
# have no pool size, share or lag in common, so that nothing is tuned on what it is judged by.
#
#	pool	numbers in the pool, as a multiple of the mean of visits that hold one
#	reveal	the share of visits that click on "show the number" without calling; 1: shown to all at once
#	odd	the share of calls from people whose visit is long over, and of strays, half and half
#	lag	how long people take: quick, mixed or slow
set -eu
[ $# -eq 2 ] || { echo "usage: family.sh evaluation|tuning DIR" >&2; exit 2; }
mkdir -p "$2"

declare -A lags
case $1 in
evaluation)
	pools=(0.5 1 2 3) reveals=(1 0.3) odds=(0 0.1 0.2)
	lags[quick]='{weight: 1, mean: 90s, sigma: 1}'
	lags[mixed]='{weight: 0.7, mean: 2m, sigma: 0.9}, {weight: 0.3, mean: 8m, from: end}'
	lags[slow]='{weight: 0.5, mean: 5m}, {weight: 0.5, mean: 15m, from: end}'
	;;
tuning)
	pools=(0.7 1.5) reveals=(1 0.2) odds=(0.05 0.15)
	lags[quick]='{weight: 1, mean: 60s}'
	lags[hasty]='{weight: 1, mean: 60s, sigma: 1.2}'
	lags[mixed]='{weight: 0.8, mean: 3m, sigma: 0.7}, {weight: 0.2, mean: 5m, from: end}'
	lags[slow]='{weight: 0.4, mean: 7m, sigma: 0.5}, {weight: 0.6, mean: 10m, from: end}'
	;;
*)
	echo "family.sh: no set \"$1\": evaluation or tuning" >&2
	exit 2
	;;
esac

# 2880 visits a day; of these 4.9 % call: 141 calls a day.
scenario() { # POOL REVEAL ODD LAGS
	awk -v pool="$1" -v reveal="$2" -v odd="$3" -v lags="$4" 'BEGIN {
		visits = 2880; calls = visits * 0.049
		# A visit lasts 7.5 s (bounce, 3 of 10) or 245 s; then the ttl.  Behind a click, fewer hold a number.
		shown = reveal < 1 ? 0.049 + 0.951 * reveal : 1
		hold = 0.3 * 7.5 + 0.7 * 245 + 600 - (reveal < 1 ? 28 : 0)
		n = int(pool * visits / 86400 * hold * shown + 0.5)
		print "from: 2026-03-02\ndays: 28\ntimezone: Europe/Moscow"
		print "hours: [2, 1, 1, 1, 1, 2, 4, 8, 14, 22, 27, 30, 29, 25, 22, 22, 22, 22, 21, 20, 17, 12, 7, 4]"
		print "visits: {per_day: " visits ", length: {mean: 4m, sigma: 1}, bounce: 0.3}"
		print "campaigns:"
		print "  - {source: yandex, medium: cpc, campaign: kitchens, weight: 3, calls: 0.08}"
		print "  - {source: google, medium: organic, weight: 4, calls: 0.05}"
		print "  - {source: vk, medium: cpc, campaign: sale, weight: 3, calls: 0.01667}"
		printf "pool: {numbers: [\"+74951230001..+7495123%04d\"], ttl: 10m", n
		printf reveal < 1 ? ", reveal: {share: %s, after: 30s}}\n" : "}\n", reveal
		printf "lag: ["
		if (odd > 0) printf "{weight: %.6f, mean: 2d, from: end}, ", odd / 2 / (1 - odd / 2)
		print lags "]"
		# Strays are half of the odd share of all calls.
		if (odd > 0) printf "calls: {stray_per_day: %.3f}\n", calls * odd / 2 / (1 - odd / 2)
	}'
}

for lag in "${!lags[@]}"; do
	for pool in "${pools[@]}"; do
		for reveal in "${reveals[@]}"; do
			for odd in "${odds[@]}"; do
				scenario "$pool" "$reveal" "$odd" "${lags[$lag]}" >"$2/pool$pool-reveal$reveal-odd$odd-$lag.yaml"
			done
		done
	done
done
echo 'pools: [{name: site, numbers: ["+7495123*"], ttl: 10m}]' >"$2/numbers.yaml"
