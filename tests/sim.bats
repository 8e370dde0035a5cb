#!/usr/bin/env bats
# ct-sim: the same seed, the same world; and a world that keeps the laws of chance and of telephony.
bats_require_minimum_version 1.5.0
setup() {
	export LC_ALL=C TZ=UTC
	shop=$BATS_TEST_DIRNAME/../share/scenarios/shop.yaml
	cd "$BATS_TEST_TMPDIR" || return
}

@test "the same scenario and seed give the same bytes; another seed gives others" {
	ct-sim --seed 5 shop >a
	TZ=America/New_York LC_ALL=C.UTF-8 ct-sim --seed 5 shop >b
	ct-sim --seed 6 shop >c
	cmp a b
	run ! cmp -s a c
}

@test "the first lines never change: the generator is the documented one on every machine" {
	run --separate-stderr bash -c 'ct-sim shop | head -n 2'
	[ "${lines[0]}" = '{"ts":"2026-03-01T23:15:08.705Z","type":"session","id":"s1","visitor_id":"v1","end":"2026-03-01T23:18:08.574Z","source":"google","medium":"organic","referrer":"https://www.google.com/","landing":"https://shop.example/","client_id":"757048656.1772406908","ym_client_id":"1772406908757048656","device":"desktop","pages":8}' ]
	[ "${lines[1]}" = '{"ts":"2026-03-01T23:15:08.705Z","type":"number","id":"n1","number":"+74951230001","until":"2026-03-01T23:18:08.574Z","session_id":"s1","visitor_id":"v1","ym_client_id":"1772406908757048656"}' ]
}

@test "events come in the order of time, and ids are unique" {
	ct-sim shop >x
	cut -c1-33 x | sort -c
	jq -r '.type + .id' x | sort | uniq -d >twice
	[ ! -s twice ]
}

@test "every line is whole JSON, and every telephone number is valid E.164" {
	ct-sim shop >x
	[ "$(jq -c . x | wc -l)" -eq "$(wc -l <x)" ]
	[ "$(jq -r '.number // empty, .customer // empty' x | grep -vcE '^\+7[0-9]{10}$')" -eq 0 ]
}

@test "more spam does not change the visits" {
	ct-sim --blind shop | grep '"type":"session"' >a
	sed 's/spam_per_day: 2/spam_per_day: 20/' "$shop" >more.yaml
	ct-sim --blind ./more.yaml | grep '"type":"session"' >b
	cmp a b
}

@test "visits are as many as the scenario says, at the hours it says" {
	cat >s.yaml <<-'END'
	from: 2026-03-02
	days: 100
	timezone: Asia/Tokyo
	hours: [0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 1, 1, 1, 0, 0, 0, 0, 0, 0]
	weekdays: [1, 1, 1, 1, 1, 0, 0]
	visits: {per_day: 500, length: 2m, returning: {share: 0, after: 1d}}
	campaigns: [{source: a, medium: b, weight: 3}, {source: c, medium: d}]
	END
	ct-sim ./s.yaml >x
	python3 - <<-'END'
	import json, datetime
	rows = [json.loads(l) for l in open('x')]
	hours, days, a = [0] * 24, [0] * 7, 0
	for r in rows:
	    t = datetime.datetime.fromisoformat(r['ts'][:-1]) + datetime.timedelta(hours=9)
	    hours[t.hour] += 1
	    days[t.weekday()] += 1
	    a += r['source'] == 'a'
	n = len(rows)
	near = lambda x, want: abs(x - want) < 5 * want ** .5
	# 100 days are 14 weeks and a Monday and a Tuesday
	assert near(n, 72 * 500 * 7 / 5), n
	assert near(hours[9], n / 11) and near(hours[13], n * 2 / 11), hours
	assert hours[8] == hours[18] == days[5] == days[6] == 0
	assert near(days[4], n * 14 / 72), days
	assert near(a, n * 3 / 4), a
	END
}

@test "callers are as many as the campaigns say, and as late as the lag says" {
	cat >s.yaml <<-'END'
	days: 20
	visits: {per_day: 5000, length: 1m}
	campaigns: [{source: a, medium: b, calls: 0.1}, {source: c, medium: d, calls: 0.02}]
	pool: {numbers: ["+74951230001..+74951230900"], ttl: 10h, log: session}
	lag: [{mean: 100s}]
	END
	ct-sim ./s.yaml >x
	python3 - <<-'END'
	import json, datetime
	rows = [json.loads(l) for l in open('x')]
	at = lambda r: datetime.datetime.fromisoformat(r['ts'][:-1]).timestamp()
	seen = {r['id']: at(r) for r in rows if r['type'] == 'session'}
	calls = [r for r in rows if r['type'] == 'call']
	visits = len(seen)
	near = lambda x, want: abs(x - want) < 5 * want ** .5
	assert near(sum(c['truth_source'] == 'a' for c in calls), visits / 2 * .1)
	assert near(sum(c['truth_source'] == 'c' for c in calls), visits / 2 * .02)
	lags = [at(c) - seen[c['truth_session_id']] for c in calls]
	mean = sum(lags) / len(lags)		# 2 s at least, and the rounding to seconds
	assert abs(mean - 102.5) < 5 * 100 / len(lags) ** .5, mean
	END
}

erlang_pool() { # NUMBERS LOSS-FROM LOSS-TO POLICY DAYS: 10 erlang are offered
	cat >s.yaml <<-END
	days: $5
	visits: {per_day: 2400, length: 5m, bounce: 0}
	campaigns: [{source: a, medium: b}]
	pool: {numbers: ["+74951230001..+749512300$1"], ttl: 55s, policy: $4, fallback: "+78001230000"}
	static: [{number: "+78001230000", source: site, medium: header}]
	END
	# 5 minutes, 5 seconds that every visit has, 55 seconds of ttl: 6 minutes at 100 an hour
	ct-sim ./s.yaml >x
	python3 - "$2" "$3" <<-'END'
	import sys
	shown = sum('"type":"number"' in l for l in open('x'))
	visits = sum('"type":"session"' in l for l in open('x'))
	loss = 1 - shown / visits
	assert float(sys.argv[1]) < loss < float(sys.argv[2]), loss
	END
}

@test "with a fallback number the pool loses what Erlang B says: 10 numbers 21.5 %" {
	erlang_pool 10 0.209 0.221 least_recently_used 80
	erlang_pool 10 0.203 0.227 random 20
	erlang_pool 10 0.203 0.227 least_loaded 20
}

@test "with a fallback number the pool loses what Erlang B says: 18 numbers 0.7 %" {
	erlang_pool 18 0.0058 0.0084 least_recently_used 80
}

@test "a trunk loses what Erlang B says, and says that it had no lines" {
	cat >s.yaml <<-'END'
	days: 60
	static: [{number: "+78001230000", source: a, medium: b, per_day: 2400}]
	topics: [{talk: 110s}]
	company: {lines: 5, ring: {mean: 10s, sigma: 0.1}}
	END
	# 100 calls an hour of 120 seconds: 3.33 erlang at 5 lines lose 13.2 %
	ct-sim ./s.yaml >x
	python3 - <<-'END'
	import json
	calls = [json.loads(l) for l in open('x')]
	hold = sum(c['wait'] + c['talk'] for c in calls) / sum(c['cause'] == 'normal' for c in calls)
	a, b = len(calls) / 60 / 86400 * hold, 1
	for n in range(1, 6):
	    b = a * b / (n + a * b)
	lost = sum(c['status'] == 'failed' and c['cause'] == 'no_lines' for c in calls) / len(calls)
	assert abs(lost - b) < .005, (lost, b)
	END
}

@test "the hours of a shortage are those of the company's clock" {
	cat >s.yaml <<-'END'
	days: 10
	timezone: Europe/Moscow
	static: [{number: "+78001230000", source: a, medium: b, per_day: 1200}]
	company: {lines: 50, shortage: [{from: 11, to: 13, lines: 1}]}
	END
	ct-sim ./s.yaml | jq -r 'select(.cause == "no_lines") | .ts[11:13]' | sort -u >x
	printf '08\n09\n' | cmp - x
}

@test "nobody is shown a number that another visit holds while one is free" {
	cat >s.yaml <<-'END'
	days: 3
	visits: {per_day: 2000, length: 3m}
	campaigns: [{source: a, medium: b}]
	pool: {numbers: ["+74951230001..+74951230015"], ttl: 10m, log: session}
	END
	ct-sim ./s.yaml >x
	python3 - <<-'END'
	import json, datetime
	at = lambda t: datetime.datetime.fromisoformat(t[:-1]).timestamp()
	held, taken = {}, 0
	for l in open('x'):
	    r = json.loads(l)
	    now = at(r['ts'])
	    free = sum(held.get(f'+749512300{i:02}', 0) <= now for i in range(1, 16))
	    if held.get(r['number'], 0) > now:
	        taken += 1
	        assert free == 0
	    held[r['number']] = max(held.get(r['number'], 0), at(r['end']) + 600)
	assert taken > 100
	END
}

@test "each policy shows the number that it says" {
	cat >check.py <<-'END'
	import datetime, json, sys
	at = lambda t: round(datetime.datetime.fromisoformat(t[:-1] + '+00:00').timestamp() * 1000)
	numbers = [f'+7495123000{i}' for i in range(1, 9)]
	ends, since, shown, crowded = {n: [] for n in numbers}, dict.fromkeys(numbers, 0), 0, dict.fromkeys(numbers, 0)
	for r in map(json.loads, open('x')):
	    if r['type'] != 'number':
	        continue
	    now = at(r['ts'])
	    for n in numbers:			# when it was last taken or given back
	        since[n] = max([since[n]] + [e for e in ends[n] if e <= now])
	        ends[n] = [e for e in ends[n] if e > now]
	    load = {n: len(ends[n]) for n in numbers}
	    may = [n for n in numbers if load[n] == 0] or numbers
	    if sys.argv[1] == 'least_loaded':
	        may = [n for n in numbers if load[n] == min(load.values())]
	    if sys.argv[1] != 'random':
	        may = [n for n in may if since[n] == min(since[m] for m in may)]
	    assert r['number'] in may, r
	    shown += 1
	    crowded[r['number']] += min(load.values()) > 0
	    ends[r['number']].append(at(r['until']) + 600000)
	    since[r['number']] = now
	n = sum(crowded.values())
	assert shown > 5000 and n > 1000 and all(abs(c - n / 8) < 5 * (n / 8) ** .5 for c in crowded.values()), crowded
	END
	for policy in random least_recently_used least_loaded; do
		cat >s.yaml <<-END
		days: 8
		visits: {per_day: 900, length: 3m}
		campaigns: [{source: a, medium: b}]
		pool: {numbers: ["+74951230001..+74951230008"], ttl: 10m, policy: $policy}
		END
		ct-sim ./s.yaml >x
		python3 check.py $policy
	done
}

@test "arrivals are Poisson: gaps exponential, counts as spread as their mean, whatever the hour and the summer time" {
	cat >s.yaml <<-'END'
	from: 2026-03-02
	days: 28
	timezone: America/New_York
	hours: [1, 1, 1, 1, 1, 2, 4, 8, 14, 20, 24, 25, 24, 22, 22, 22, 21, 20, 19, 18, 16, 12, 6, 3]
	weekdays: [10, 12, 10, 10, 14, 8, 7]
	visits: {per_day: 1000}
	campaigns: [{source: a, medium: b}]
	END
	ct-sim ./s.yaml >x
	python3 - <<-'END'
	import datetime, json, math, zoneinfo
	zone = zoneinfo.ZoneInfo('America/New_York')
	hours = [1, 1, 1, 1, 1, 2, 4, 8, 14, 20, 24, 25, 24, 22, 22, 22, 21, 20, 19, 18, 16, 12, 6, 3]
	weekdays = [10, 12, 10, 10, 14, 8, 7]
	times = [datetime.datetime.fromisoformat(json.loads(l)['ts'][:-1] + '+00:00').timestamp() for l in open('x')]
	start = datetime.datetime(2026, 3, 2, tzinfo=zone).timestamp()
	cells = 28 * 24 - 1			# the clocks go forward on the 8th
	rate = []
	for k in range(cells):
	    local = datetime.datetime.fromtimestamp(start + 3600 * k, zone)
	    rate.append(1000 / 24 * hours[local.hour] * 24 / sum(hours) * weekdays[local.weekday()] * 7 / sum(weekdays))
	count = [0] * cells
	for t in times:
	    count[int((t - start) // 3600)] += 1
	spread = sum((c - r) ** 2 / r for c, r in zip(count, rate)) / cells
	assert abs(spread - 1) < 5 * math.sqrt((2 + 1 / 5) / cells), spread
	# On a clock that runs as fast as visits come, the gaps are exponential with mean 1 (Kolmogorov-Smirnov).
	sums = [0]
	for r in rate:
	    sums.append(sums[-1] + r)
	ticks = [sums[int((t - start) // 3600)] + rate[int((t - start) // 3600)] * ((t - start) % 3600) / 3600 for t in times]
	gaps = sorted(b - a for a, b in zip(ticks, ticks[1:]))
	n = len(gaps)
	far = max(max((i + 1) / n - (1 - math.exp(-g)), 1 - math.exp(-g) - i / n) for i, g in enumerate(gaps))
	assert n > 20000 and far * math.sqrt(n) < 1.95, far	# one luck in a thousand is worse
	END
}

@test "the lag is the mixture that the scenario says" {
	cat >s.yaml <<-'END'
	days: 40
	visits: {per_day: 4000, length: {mean: 4m, sigma: 1}}
	campaigns: [{source: a, medium: b, calls: 0.1}]
	pool: {numbers: ["+74951230001..+74951230900"], ttl: 30m, log: session}
	lag: [{weight: 70, mean: 2m, sigma: 1}, {weight: 20, mean: 8m, from: end}, {weight: 10, mean: 1d, sigma: 0.5, from: end}]
	END
	ct-sim ./s.yaml >x
	python3 - <<-'END'
	import datetime, json, math
	at = lambda t: datetime.datetime.fromisoformat(t[:-1] + '+00:00').timestamp()
	visit, called, end = {}, {}, 0
	for r in map(json.loads, open('x')):
	    if r['type'] == 'session':
	        visit[r['id']] = (at(r['ts']), at(r['end']))
	        end = at(r['ts'])
	    else:
	        called[r.get('truth_session_id') or r['truth_earlier_session_id']] = (at(r['ts']), r['truth'])
	phi = lambda z: .5 * math.erfc(-z / math.sqrt(2))
	log_normal = lambda x, mean, sigma: phi((math.log(x / mean) + sigma ** 2 / 2) / sigma) if x > 0 else 0
	u = []
	for s, (t, truth) in called.items():
	    if visit[s][0] > end - 10 * 86400:	# the last may still call
	        continue
	    shown, over = t - .5 - 2 - visit[s][0], t - .5 - 2 - visit[s][1]	# a call is noted down in whole seconds
	    u.append(.7 * log_normal(shown, 120, 1) + .2 * (1 - math.exp(-max(0, over) / 480)) + .1 * log_normal(over, 86400, .5))
	    assert (truth == 'saved') == (t >= visit[s][1] + 1800), (s, t, truth)
	u.sort()
	n = len(u)
	far = max(max((i + 1) / n - x, x - i / n) for i, x in enumerate(u))
	assert n > 10000 and far * math.sqrt(n) < 1.95, far
	END
}

@test "a number behind a click is shown to the callers, and to the share that clicks" {
	cat >s.yaml <<-'END'
	days: 20
	visits: {per_day: 2000, length: 3m}
	campaigns: [{source: a, medium: b, calls: 0.1}]
	pool: {numbers: ["+74951230001..+74951230050"], reveal: {share: 0.3, after: 40s}}
	lag: [{mean: 60s}]
	END
	ct-sim ./s.yaml >x
	python3 - <<-'END'
	import json
	rows = [json.loads(l) for l in open('x')]
	session = {r['id']: r for r in rows if r['type'] == 'session'}
	shown = {r['session_id']: r for r in rows if r['type'] == 'number'}
	assert abs(len(shown) / len(session) - .37) < .01
	for n in shown.values():
	    s = session[n['session_id']]
	    assert s['ts'] <= n['ts'] <= s['end'] == n['until']
	for c in rows:
	    if c['type'] == 'call':
	        assert shown[c['truth_session_id']]['number'] == c['number']
	        assert shown[c['truth_session_id']]['ts'] < c['ts']
	END
}

@test "a telephone clock that is off moves the calls, and lines stay in order" {
	sed 's/^lag:/skew: {telephone: -90, jitter: 5}\n&/' "$shop" >off.yaml
	ct-sim shop | grep '"type":"call"' >a
	ct-sim ./off.yaml >all
	cut -c1-33 all | sort -c
	grep '"type":"call"' all >b
	[ "$(wc -l <a)" -eq "$(wc -l <b)" ]
	python3 - <<-'END'
	import json, datetime
	at = lambda r: datetime.datetime.fromisoformat(r['ts'][:-1]).timestamp()
	a, b = ({r['id']: r for r in map(json.loads, open(f))} for f in 'ab')
	off = [at(b[k]) - at(a[k]) for k in a]
	assert -96 <= min(off) < -93 and -88 < max(off) <= -85, (min(off), max(off))
	END
}

@test "what is lost is lost from the records, not from the world" {
	sed 's/^lag:/lost: {sessions: 0.1, numbers: 0.2, calls: 0.3}\n&/' \
		"$shop" >lossy.yaml
	ct-sim shop >whole
	ct-sim ./lossy.yaml >rest
	sort whole >a
	sort rest >b
	[ -z "$(comm -13 a b)" ]
	python3 - <<-'END'
	import collections, json
	a, b = (collections.Counter(json.loads(l)['type'] for l in open(f)) for f in ('whole', 'rest'))
	assert abs(b['session'] / a['session'] - .9) < .04
	assert abs(b['number'] / a['number'] - .8) < .05
	assert .5 < b['call'] / a['call'] < .9
	assert a['deal'] == b['deal']
	END
}

@test "the best guess is as right as it says it is" {
	cat >s.yaml <<-'END'
	days: 30
	visits: {per_day: 2000, length: 3m}
	campaigns: [{source: a, medium: b, calls: 0.12}, {source: c, medium: d, calls: 0.04}]
	pool: {numbers: ["+74951230001..+74951230012"], ttl: 10m, log: session}
	lag: [{weight: 8, mean: 90s}, {weight: 1, mean: 10m, from: end}, {weight: 1, mean: 1d, from: end}]
	calls: {stray_per_day: 8}
	END
	ct-sim --bayes ./s.yaml >x
	python3 - <<-'END'
	import json
	calls = [c for c in map(json.loads, open('x')) if c['type'] == 'call']
	right = [c.get('bayes_session_id') == c.get('truth_session_id') for c in calls]
	said = [c['bayes_confidence'] for c in calls]
	n = len(calls)
	assert n > 4000 and abs(sum(right) - sum(said)) < 4 * n ** .5 / 2, (sum(right) / n, sum(said) / n)
	for low in (.3, .5, .7, .9):		# and so it is in each range of confidence
	    k = [i for i in range(n) if low <= said[i] < low + .1]
	    assert abs(sum(right[i] for i in k) - sum(said[i] for i in k)) < 4 * len(k) ** .5 / 2, low
	END
}

@test "deals go through the stages of the scenario and end won or lost for a reason" {
	ct-sim shop | jq -c 'select(.type == "deal")' >x
	[ "$(jq -r '.stage' x | sort -u | tr '\n' ' ')" = 'new offer paid ' ]
	[ "$(jq -c 'select(.stage == "paid" and .won != true or .won == false and .reason == null)' x | wc -l)" -eq 0 ]
	[ "$(jq -r '.deal_id + " " + (.won | tostring)' x | grep -v null | cut -d' ' -f1 | sort | uniq -d | wc -l)" -eq 0 ]
}

@test "--blind leaves out the truth and nothing else" {
	ct-sim shop | jq -c 'with_entries(select(.key | startswith("truth") | not))' >a
	ct-sim --blind shop | jq -c . >b
	cmp a b
}

@test "--from and --days move the scenario" {
	run --separate-stderr bash -c "ct-sim --from 2026-06-10 --days 1 shop | sed -n '1p;\$p' | cut -c1-16"
	[ "${lines[0]}" = '{"ts":"2026-06-0' ]
	[ "${lines[1]}" = '{"ts":"2026-06-1' ]
}

@test "the exports are as the vendors document them" {
	ct-sim --export out shop >truth
	calls=$(grep -c '"type":"call"' truth)
	[ "$(jq '.result.data | length' out/uis.json)" -eq "$calls" ]
	[ "$(jq '.result.metadata.total_items' out/uis.json)" -eq "$calls" ]
	[ "$(wc -l <out/asterisk.csv)" -eq "$calls" ]
	[ "$(python3 -c 'import csv; print({len(r) for r in csv.reader(open("out/asterisk.csv"))})')" = '{18}' ]
	[ "$(wc -l <out/metrica.tsv)" -eq "$(($(grep -c '"type":"session"' truth) + 1))" ]
	[ "$(awk -F'\t' '{print NF}' out/metrica.tsv | sort -u)" -eq 17 ]
	[ "$(wc -l <out/numbers.ndjson)" -eq "$(grep -c '"type":"number"' truth)" ]
	run ! grep -q truth out/numbers.ndjson
}

@test "the UIS report gives the calls back: every member that it has is the truth" {
	ct-sim --days 20 --export out shop >truth
	ct-ingest -f uis -z Europe/Moscow out/uis.json >calls
	want='[.ts, .direction, .customer, .number, .status, .cause, .wait, .talk, (select(.status == "answered") | .employee) // null, .tags]'
	jq -c "select(.type == \"call\") | $want" truth >a
	jq -c "$want" calls >b
	cmp a b
}

@test "the Asterisk CDR gives the calls back, but for what Asterisk does not know" {
	ct-sim --days 20 --export out shop >truth
	ct-ingest -q -f asterisk -z Europe/Moscow out/asterisk.csv >calls
	# It writes no number for our own calls, extensions for names, and no reason beside the disposition.
	jq -c 'select(.type == "call") | [.ts, .direction, .customer, (select(.direction == "in") | .number) // null, .status, .wait, .talk,
		(select(.status == "answered") | {"Анна Ким": "101", "Олег Зуев": "102"}[.employee]) // null,
		{no_answer: "no_answer", out_of_hours: "no_answer", normal: "normal", no_lines: "no_lines", busy: "busy"}[.cause]]' truth >a
	jq -c '[.ts, .direction, .customer, (select(.direction == "in") | .number) // null, .status, .wait, .talk,
		(select(.status == "answered") | .employee) // null, .cause]' calls >b
	cmp a b
}

@test "the Metrica export gives the visits back, to the second" {
	ct-sim --days 20 --export out shop >truth
	ct-ingest -f metrica -z Europe/Moscow out/metrica.tsv >visits
	jq -c 'select(.type == "session") | [.ts[:19], .end[:19], .ym_client_id, .source, .medium, .campaign, .keyword, .yclid, .device, .pages]' truth >a
	jq -c '[.ts[:19], .end[:19], .ym_client_id, .source, .medium, .campaign, .keyword, .yclid, .device, .pages]' visits >b
	cmp a b
}

@test "from the exports alone the same visits are found as from the events" {
	ct-sim --days 20 --seed 3 --export out shop >truth
	echo 'pools: [{name: site, numbers: ["+7495123*"], ttl: 15m}]' >numbers.yaml
	ct-attribute -q -r numbers.yaml truth |
		jq -r 'select(.type == "call") | [.ts, .customer, .attribution, .ym_client_id // "", .source // ""] | @tsv' >a || true
	ct-ingest -f uis -z Europe/Moscow out/uis.json | sort >calls
	ct-ingest -f metrica -z Europe/Moscow out/metrica.tsv | sort | sort -m - out/numbers.ndjson calls |
		ct-attribute -q -r numbers.yaml |
		jq -r 'select(.type == "call") | [.ts, .customer, .attribution, .ym_client_id // "", .source // ""] | @tsv' >b || true
	# Not all: an export in whole seconds moves the borders of a lease by up to one.
	[ "$(wc -l <a)" -eq "$(wc -l <b)" ]
	[ "$(diff a b | grep -c '^<')" -le "$(($(wc -l <a) / 100))" ]
}

@test "a mistake in a scenario is named by its place" {
	echo 'visits: {per_dya: 3}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:10: unknown key "per_dya"; did you mean "per_day"?' ]
	echo 'company: {voicemail: 2}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:22: "voicemail" is a share, from 0 to 1' ]
	echo 'visits: {per_day: 3}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[[ $stderr == 'ct-sim: ./s.yaml'*'visits need "campaigns" to come from' ]]
	echo 'hours: [1, 2]' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:8: "hours" has 24 items, not 2' ]
	echo 'pool: {numbers: ["+7495123000x"]}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:18: not a number or a range of numbers, such as "+74951230001..+74951230040"' ]
	echo 'pool: {fallback: "+78001230000"}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:18: "fallback" is none of the numbers under "static"' ]
	echo 'from: yesterday' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:7: "from" is a date, such as 2026-03-01' ]
	echo 'pool: {log: session, reveal: {share: 1}}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[[ $stderr == 'ct-sim: ./s.yaml:1:30: numbers shown at a click need "log: number"'* ]]
	echo 'site: "http://a b"' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:7: "site" is an address, without spaces and quotes' ]
	echo 'calls: {retry: {share: 1}}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:16: "share" is at most 0.95' ]
	echo 'pool: {ttl: forever}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:13: a period is at most 3650d here' ]
	echo 'lag: [{mean: 1m, sigma: 6}]' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:7: "sigma" is at most 5' ]
	echo 'pool: {numbers: ["+74951230001..+74951230003", "+74951230002"]}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:48: +74951230002 is there twice' ]
	echo 'company: {open: {from: 9, to: 9}}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:17: "from" and "to" are the same hour; all day is from 0 to 24' ]
	echo 'company: {shortage: [{from: 0, to: 0}]}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:22: "from" and "to" are the same hour; all day is from 0 to 24' ]
	echo 'skew: {telephone: 4000}' >s.yaml
	run -2 --separate-stderr ct-sim ./s.yaml
	[ "$stderr" = 'ct-sim: ./s.yaml:1:7: a clock is at most 3600 seconds off' ]
}

@test "what is left out of a scenario is as the manual says" {
	echo 'visits: {per_day: 200, returning: {share: 0.2}}' >v
	cat >rest <<-'END'
	campaigns: [{source: a, medium: b, calls: 0.2}]
	static: [{number: "+78001230000", source: s, per_day: 5}]
	END
	cat v rest - <<-'END' >less.yaml
	days: 9
	pool: {numbers: ["+74951230001..+74951230005"], reveal: {}}
	calls: {retry: {share: 0.3}, repeat: {share: 0.3}, callback: {share: 0.3}}
	company: {voicemail: 0.2, failure: 0.1, employees: [{name: x}, {name: y}]}
	topics: [{deal: 0.5, amount: 100}]
	deals: {stages: [{stage: new}, {stage: won}]}
	END
	mandoc -Tutf8 "$BATS_TEST_DIRNAME/../man/ct-sim.1" | sed -n '/^ *from: 2026-03-01/,/^ *deals:/p' | sed 's/^ *//' >manual
	[ "$(wc -l <manual)" -eq 13 ]
	sed -e '/^visits/s/returning: {/returning: {share: 0.2, /; /^visits/s/{/{per_day: 200, /' -e '/^days/s/1/9/' \
		-e '/^pool/s/{/{numbers: ["+74951230001..+74951230005"], reveal: {share: 1, after: 30s}, /' \
		-e '/^calls/s/after/share: 0.3, after/g' \
		-e '/^topics/s/{/{deal: 0.5, amount: 100, /' \
		-e '/^company/s/{/{voicemail: 0.2, failure: 0.1, employees: [{name: x, answers: 1, talk: 1, extension: 101}, {name: y, extension: 102}], /' \
		-e '/^deals/s/{/{stages: [{stage: new, share: 1}, {stage: won, share: 1, after: 2d}], /' manual >more.yaml
	sed 's/calls: 0.2/&, weight: 1, landing: \//' rest >>more.yaml
	ct-sim ./less.yaml >a
	ct-sim ./more.yaml >b
	grep -q '"won":true' a
	cmp a b
}

@test "pages have the mean that the scenario says" {
	cat >s.yaml <<-'END'
	days: 20
	visits: {per_day: 2000, pages: 1.5}
	campaigns: [{source: a, medium: b}]
	END
	ct-sim ./s.yaml | jq -s 'map(.pages) | add / length | . > 2.47 and . < 2.53' | grep -qx true
}

@test "a visit that is shown the fallback is not to be found out from the number" {
	cat >s.yaml <<-'END'
	days: 3
	visits: {per_day: 2000, length: 5m}
	campaigns: [{source: a, medium: b, calls: 0.1}]
	pool: {numbers: ["+74951230001..+74951230004"], ttl: 5m, fallback: "+78001230000"}
	static: [{number: "+78001230000", source: site, per_day: 10}]
	END
	ct-sim ./s.yaml | jq -c 'select(.type == "call" and .truth != "saved") | [.number == "+78001230000", .truth, has("truth_session_id"), has("truth_earlier_session_id")]' |
		sort -u >x
	printf '%s\n' '[false,"visit",true,false]' '[true,"static",false,false]' '[true,"visit",false,true]' | cmp - x
}

@test "an employee is in one call at a time, and all calls together are no more than the lines" {
	cat >s.yaml <<-'END'
	days: 20
	visits: {per_day: 3000}
	campaigns: [{source: a, medium: b, calls: 0.1}]
	pool: {numbers: ["+74951230001..+74951230050"]}
	calls: {callback: {share: 0.9, after: 5m}, retry: {share: 0.5, after: 5m}}
	company: {open: {from: 21, to: 9}, lines: 4, shortage: [{from: 23, to: 2, lines: 3}], employees: [{name: x, answers: 0.7}, {name: y}], patience: 1m}
	END
	ct-sim ./s.yaml >x
	python3 - <<-'END'
	import json, datetime, collections
	at = lambda t: datetime.datetime.fromisoformat(t[:-1]).timestamp()
	talks, ends = collections.defaultdict(list), []
	kinds = collections.Counter()
	for c in map(json.loads, open('x')):
	    if c['type'] != 'call':
	        continue
	    kinds[c['direction'], c['cause']] += 1
	    now, hour = at(c['ts']), int(c['ts'][11:13])
	    ends = [e for e in ends if e > now]
	    if c['wait'] + c['talk'] > 0:
	        ends.append(now + c['wait'] + c['talk'])
	        assert len(ends) <= (3 if hour == 23 or hour < 2 else 4), c
	    assert (c['cause'] == 'out_of_hours') <= (9 <= hour < 21), c
	    assert c['direction'] == 'in' or not 9 <= hour < 21, c
	    if c['status'] == 'answered':
	        talks[c['employee']].append((now + c['wait'], now + c['wait'] + c['talk']))
	for t in talks.values():
	    t.sort()
	    assert all(a[1] <= b[0] for a, b in zip(t, t[1:]))
	assert min(kinds['out', 'normal'], kinds['in', 'no_lines'], kinds['in', 'normal']) > 100, kinds
	END
}

@test "wrong use is said in one line" {
	run -2 --separate-stderr ct-sim
	[[ $stderr == 'ct-sim: one scenario, please: a name from share/scenarios, or a file'* ]]
	run -2 --separate-stderr ct-sim shp
	[ "$stderr" = 'ct-sim: unknown scenario "shp"; did you mean "shop"?' ]
	run -2 --separate-stderr ct-sim --seed x shop
	[[ $stderr == 'ct-sim: --seed: expected a whole number of 0 or more, not "x"'* ]]
	run -2 --separate-stderr ct-sim --from never shop
	[[ $stderr == 'ct-sim: --from takes a date such as 2026-03-01, not "never"'* ]]
	for from in '' 2026-3-1 2026-02-30 '+026-03-01' 9999-12-31; do
		run -2 --separate-stderr ct-sim --from "$from" shop
		[ "$stderr" = "ct-sim: --from takes a date such as 2026-03-01, not \"$from\"" ]
	done
	run -2 --separate-stderr ct-sim --days 0 shop
	[[ $stderr == 'ct-sim: --days: expected a whole number from 1 to 36600, not "0"'* ]]
	run -2 --separate-stderr ct-sim --export /dev/null/x shop
	[[ $stderr == 'ct-sim: /dev/null/x: '* ]]
}

@test "an empty scenario is an empty world; a full disk is an error" {
	echo 'days: 1' >s.yaml
	run -0 --separate-stderr ct-sim ./s.yaml
	[ -z "$output" ]
	run -2 --separate-stderr bash -c 'ct-sim shop >/dev/full'
	[[ $stderr == 'ct-sim: '*'No space left on device' ]]
}

@test "an interrupted reader ends it quietly" {
	run -0 --separate-stderr bash -c 'ct-sim --days 100 shop | head -n 1 | wc -l'
	[ "$output" -eq 1 ]
	[ -z "$stderr" ]
}
