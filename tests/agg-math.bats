#!/usr/bin/env bats
# ct-agg's figures against python, jq and sqlite on random data.
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
}

# Random calls: ROWS SEED.
calls() {
	python3 - "$@" <<'END'
import json, random, sys
n, seed = int(sys.argv[1]), int(sys.argv[2])
print("seed", seed, file=sys.stderr)
random.seed(seed)
t = 1774000000000
for i in range(n):
    t += random.randrange(0, 600000)
    from datetime import datetime, timezone
    ts = datetime.fromtimestamp(t // 1000, timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.") + "%03dZ" % (t % 1000)
    r = ['"ts":"%s"' % ts, '"type":"call"', '"id":"%d"' % i]
    if random.random() < .9: r.append('"source":%s' % json.dumps(random.choice(["google", "yandex", "маяк", "a\"b", ""]), ensure_ascii=random.random() < .5))
    if random.random() < .8: r.append('"status":"%s"' % random.choice(["answered", "missed", "busy"]))
    if random.random() < .9: r.append('"wait":%s' % random.choice(["%d" % random.randrange(60), "%.3f" % random.uniform(0, 90), "%.2f" % random.uniform(-5, 5), "null"]))
    if random.random() < .5: r.append('"cost":%.2f' % random.uniform(0, 9e6))
    if random.random() < .7: r.append('"customer":"+7495%07d"' % random.randrange(n // 2))
    print("{" + ",".join(r) + "}")
END
}

@test "every function agrees with python's decimal, fractions and statistics" {
	calls 3000 11 >calls.ndjson 2>/dev/null
	cat >check.py <<'END'
import json, sys
from decimal import Decimal as D, ROUND_HALF_EVEN
from fractions import Fraction as F
from statistics import quantiles
load = lambda s: json.loads(s, parse_float=D, parse_int=D)
rows = [load(l) for l in open("calls.ndjson")]
def dec(f):      # half-even to 6 digits
    n = f * 10**6
    q, r = divmod(n.numerator, n.denominator)
    if 2*r > n.denominator or (2*r == n.denominator and q % 2): q += 1
    return D(q) / D(10**6)
known = lambda v: v is not None and v != ""
groups = {}
for r in rows: groups.setdefault((r.get("source"), r["ts"][:10]), []).append(r)
bad = 0
lines = [load(l) for l in open("got")]
total = lines.pop()
assert len(lines) == len(groups), (len(lines), len(groups))
def check(line, g):
    global bad
    w = [r["wait"] for r in g if known(r.get("wait"))]
    a = [r["wait"] for r in g if known(r.get("wait")) and r.get("status") == "answered"]
    c = [r["cost"] for r in g if known(r.get("cost"))]
    def pct(p):
        if len(w) < 2: return dec(F(w[0])) if w else None
        s = sorted(map(F, w)); h = F(len(s) - 1) * p / 100; i = int(h)
        v = s[i] if i + 1 == len(s) else s[i] + (s[i+1] - s[i]) * (h - i)
        assert abs(float(v) - float(quantiles(map(float, s), n=100, method="inclusive")[p-1])) < 1e-6
        return dec(v)
    first = min(((r["ts"], json.dumps(r["customer"])) for r in g if known(r.get("customer"))), default=None)
    last = max(((r["ts"], json.dumps(r["customer"])) for r in g if known(r.get("customer"))), default=None)
    want = dict(n=len(g), ans=sum(r.get("status") == "answered" for r in g), cost=sum(c, D(0)),
        share=dec(F(sum(r.get("status") == "answered" for r in g), len(g))),
        wait=dec(sum(map(F, w)) / len(w)) if w else None, await_=dec(sum(map(F, a)) / len(a)) if a else None,
        lo=min(w, default=None), hi=max(w, default=None), p50=pct(50), p90=pct(90), p99=pct(99),
        d=len({r["customer"] for r in g if known(r.get("customer"))}),
        f=first and json.loads(first[1]), l=last and json.loads(last[1]))
    want["cpa"] = dec(F(want["cost"]) / want["ans"]) if want["ans"] else None
    want["mix"] = dec(F(want["cost"]) / 7 + (sum(map(F, w)) / len(w)) * 3 - 1) if w else None
    for k, v in want.items():
        if line[k] != v: bad += 1; print(k, line, "want", v)
for line in lines: check(line, groups[line["source"], line["day"]])
check(total, rows)
assert total["total"] is True and total["source"] is None
sys.exit(bad > 0)
END
	ct-agg --by source,day 'n=count' 'ans=count(.status == "answered")' 'cost=sum(.cost)' 'share=share(.status=="answered")' \
		'wait=mean(.wait)' 'await_=mean(.wait; .status=="answered")' 'lo=min(.wait)' 'hi=max(.wait)' 'p50=p50(.wait)' \
		'p90=p90(.wait)' 'p99=p99(.wait)' 'd=distinct(.customer)' 'f=first(.customer)' 'l=last(.customer)' \
		'cpa=cost/ans' 'mix=cost/7+wait*3-1' --totals calls.ndjson >got
	python3 check.py
}

@test "counts and integer sums agree with sqlite, groups and their order with jq" {
	calls 2000 12 >calls.ndjson 2>/dev/null
	jq -r '[.source, .status, (.wait // "" | if . == "" then "" else . * 1000 | round end)] | @csv' calls.ndjson >calls.csv
	ct-agg --by source,status 'n=count' 'w=sum(.wait)' 'ms=w*1000' calls.ndjson | jq -r '[.source // "", .status // "", .n, .ms] | @csv' |
		tr -d '"' | sort >got
	sqlite3 :memory: 'create table c(source, status, ms)' '.mode csv' '.import calls.csv c' \
		"select source, status, count(*), sum(ms) from c group by 1, 2" | tr -d '"\r' | sort >sql
	# sqlite cannot tell null from "": add up those lines on both sides.
	sum() { awk -F, '{ n[$1 "," $2] += $3; s[$1 "," $2] += $4 } END { for (k in n) printf "%s,%d,%d\n", k, n[k], s[k] }' "$1" | sort; }
	diff <(sum sql) <(sum got)
	ct-agg --by source,status n=count calls.ndjson | jq -c '[.source, .status, .n]' >got
	jq -cs 'group_by([.source, .status])[] | [.[0].source, .[0].status, length]' calls.ndjson | diff - got
}

@test "any split gives the same bytes, in the exact and in the sketched range" {
	python3 - >many <<'END'
import random
random.seed(5)
for i in range(12000):
    g = random.choice("aab")
    print('{"ts":"2026-03-01T00:00:%02d.%03dZ","g":"%s","v":%.3f,"id":"u%d","few":%d,"touches":[{"source":"x","credit":0.3},{"source":"y","credit":0.7}]}'
        % (i % 60, random.randrange(1000), g, random.lognormvariate(3, 2) - 20, random.randrange(9000), random.randrange(4000)))
END
	metrics=('n=count' 's=sum(.v)' 'm=mean(.v)' 'p10=p10(.v)' 'p50=p50(.v)' 'p99=p99(.v)' 'few=p50(.few)' 'd=distinct(.id)'
		'e=distinct(.few)' 'f=first(.id)' 'l=last(.id)')
	for credit in '' --credit; do
		# shellcheck disable=SC2086 # nothing, or one word
		ct-agg $credit --by g "${metrics[@]}" --totals many >want
		rm -f part.*
		split -n r/5 many split.
		for f in split.*; do
			# shellcheck disable=SC2086
			ct-agg $credit --by g "${metrics[@]}" --partial "$f" >"part.${f#split.}"
		done
		ct-agg --merge --totals part.* | cmp - want
		ct-agg --merge --partial part.aa part.ad >pair
		ct-agg --merge --totals part.ae part.ac pair part.ab | cmp - want
		shuf --random-source=many many | ct-agg ${credit:+"$credit"} --by g "${metrics[@]}" --totals | cmp - want
	done
}

@test "beyond 4096 values quantiles are within 1 % and distincts near; at 4096 both are exact" {
	seq 4096 | sed 's/.*/{"v":&}/' >exact
	[ "$(ct-agg 'd=distinct(.v)' 'p25=p25(.v)' exact)" = '{"d":4096,"p25":1024.75}' ]
	python3 - >many <<'END'
import random
random.seed(6)
for i in range(60000):
    print('{"v":%.9f,"u":"visitor-%d"}' % (random.choice([1, -1, 1]) * random.lognormvariate(0, 4), i))
END
	ct-agg 'd=distinct(.u)' 'p1=p1(.v)' 'p10=p10(.v)' 'p50=p50(.v)' 'p90=p90(.v)' 'p99=p99(.v)' many >got
	python3 - <<'END'
import json
v = sorted(json.loads(l)["v"] for l in open("many"))
got = json.load(open("got"))
assert abs(got["d"] - 60000) < 60000 * 0.03, got
for p in 1, 10, 50, 90, 99:
    h = (len(v) - 1) * p / 100; i = int(h); want = v[i] + (v[i+1] - v[i]) * (h - i)
    assert abs(got["p%d" % p] - want) <= abs(want) * 0.0101 + 1e-6, (p, got, want)
END
}

@test "distincts over 4096 are as near as HyperLogLog promises" {
	python3 - >many <<'END'
for n in 5000, 20000, 40000:
    for i in range(n): print('{"g":%d,"u":"+7495%07d"}' % (n, i * 7))
END
	ct-agg --by g 'n=count' 'd=distinct(.u)' 'off=d/n' many >got
	jq -es 'length == 3 and all(.off > 0.97 and .off < 1.03)' got
}

@test "buckets agree with python's zoneinfo on the nights when clocks change and at the turn of the year" {
	cat >times.py <<'END'
import sys
from datetime import datetime, timedelta, timezone
from zoneinfo import ZoneInfo
zone = ZoneInfo(sys.argv[1])
spans = [("2026-03-28T20:00", 12, 20), ("2026-10-24T19:30", 14, 20), ("2024-12-27T00:00", 24*12, 60*5), ("2025-12-27T00:00", 24*10, 60*5),
         ("2020-12-25T12:00", 24*12, 60*7), ("2026-04-04T00:00", 48, 25), ("1969-12-30T00:00", 24*4, 60*3)]
out = open("want", "w")
n = 0
for start, hours, step in spans:
    t = datetime.fromisoformat(start).replace(tzinfo=timezone.utc)
    end = t + timedelta(hours=hours)
    while t < end:
        l = t.astimezone(zone)
        y, w, d = l.isocalendar()
        off = l.strftime("%z"); off = off[:3] + ":" + off[3:5]
        print('{"ts":"%s","id":%d}' % (t.strftime("%Y-%m-%dT%H:%M:%S.000Z"), n))
        out.write('{"id":%d,"hour":"%s","day":"%s","week":"%d-W%02d","month":"%s","weekday":%d,"hour_of_day":%d,"count":1}\n' % (n,
            l.strftime("%Y-%m-%dT%H:00:00") + off, l.strftime("%Y-%m-%d"), y, w, l.strftime("%Y-%m"), d, l.hour))
        t += timedelta(minutes=step)
        n += 1
END
	for zone in Europe/Kyiv America/New_York Australia/Lord_Howe Asia/Kolkata UTC; do
		python3 times.py "$zone" >moments
		ct-agg -z "$zone" --by id,hour,day,week,month,weekday,hour_of_day moments | cmp - want
		# In any order of the records.
		shuf --random-source=moments moments | ct-agg -z "$zone" --by id,hour,day,week,month,weekday,hour_of_day | cmp - want
	done
}

@test "the doubled hour is two buckets, the missing one none, and no record is lost" {
	python3 - >moments <<'END'
from datetime import datetime, timedelta, timezone
for start in "2026-03-28T23:00", "2026-10-24T22:00":
    t = datetime.fromisoformat(start).replace(tzinfo=timezone.utc)
    for i in range(5 * 4): print('{"ts":"%s"}' % (t + timedelta(minutes=15 * i)).strftime("%Y-%m-%dT%H:%M:%S.000Z"))
END
	[ "$(ct-agg -z Europe/Kyiv --by hour moments)" = '{"hour":"2026-03-29T01:00:00+02:00","count":4}
{"hour":"2026-03-29T02:00:00+02:00","count":4}
{"hour":"2026-03-29T04:00:00+03:00","count":4}
{"hour":"2026-03-29T05:00:00+03:00","count":4}
{"hour":"2026-03-29T06:00:00+03:00","count":4}
{"hour":"2026-10-25T01:00:00+03:00","count":4}
{"hour":"2026-10-25T02:00:00+03:00","count":4}
{"hour":"2026-10-25T03:00:00+02:00","count":4}
{"hour":"2026-10-25T03:00:00+03:00","count":4}
{"hour":"2026-10-25T04:00:00+02:00","count":4}' ]
	[ "$(ct-agg -z Europe/Kyiv --by day moments)" = '{"day":"2026-03-29","count":20}
{"day":"2026-10-25","count":20}' ]
}

@test "random values of any kind fall into the groups, and in the order, that jq's group_by gives" {
	cat >values.py <<'END'
import json, random, sys
random.seed(int(sys.argv[1]))
text = lambda: json.dumps("".join(random.choice(["a", "b", "é", "\n", '"', "\\", "я", "😀", "0", "/", "\x7f", "\u2028"])
    for _ in range(random.randrange(4))), ensure_ascii=random.random() < .5)
number = lambda: random.choice("0 1 1.0 1e0 10 1e1 0.1 1E-1 100e-3 -5 -5.50 -55e-1 123456789 1e15 1.5e3 1e-7 0.0000001 2.50 1e-10 12345678.125".split())
def value(depth=0):
    r = random.random()
    if depth > 2 or r < .35: return random.choice(["null", "true", "false", number(), number(), text(), text()])
    if r < .7: return "[" + random.choice([", ", ","]).join(value(depth + 1) for _ in range(random.randrange(3))) + "]"
    return "{" + ",".join(json.dumps(random.choice(["a", "b", "c", "é", "a\n"])) + ": " + value(depth + 1) for _ in range(random.randrange(3))) + "}"
for i in range(1500): print('{"k":%s,"i":%d}' % (value(), i))
END
	# Since 1.7 jq keeps the zeros that a number was written with, until it is computed with.
	plain='def plain: walk(if type == "number" then . + 0 else . end);'
	for seed in 1 2 3; do
		python3 values.py "$seed" >values
		ct-agg --by k n=count 'first=min(.i)' values | jq -cS "$plain"'[.k, .n, .first] | plain' >got
		jq -cS -s "$plain"'group_by(.k)[] | [.[0].k, length, (map(.i) | min)] | plain' values | diff - got
	done
}
