#!/usr/bin/env bats
# ct-model: credits by Markov chains and Shapley values.
# shellcheck disable=SC2154,SC2030,SC2031 # status, output and stderr_lines are set by run
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
}

# paths "A>B" "A>B!" ... - calls with such touches; with a ! they are no conversions.
paths() {
	local p
	for p in "$@"; do
		printf '{"ts":"2026-03-01T00:00:00.000Z","type":"call","won":%s,"touches":[{"source":"%s"}]}\n' \
			"$([[ $p == *! ]] && echo false || echo true)" "$(sed 's/!//; s/>/"},{"source":"/g' <<<"$p")"
	done
}

# same COMMAND... - its output is what stands on standard input, to the byte.
same() {
	"$@" >got
	cat >want
	diff want got
}

@test "A>B>A>B>B>A, A>B>B>A>A and A>A with a conversion each give A 2 and B 1" {
	paths 'A>B>A>B>B>A' 'A>B>B>A>A' 'A>A' >calls
	same ct-model -b source --totals calls <<'END'
{"source":"A","paths":3,"conversions":3,"first":3,"last":3,"linear":2.1,"shapley":2,"markov":2,"removal":1}
{"source":"B","paths":2,"conversions":2,"first":0,"last":0,"linear":0.9,"shapley":1,"markov":1,"removal":0.5}
{"source":null,"paths":3,"conversions":3,"first":3,"last":3,"linear":3,"shapley":3,"markov":3,"removal":null,"total":true}
END
}

@test "a path that ends in nothing counts: 1>2>3 converts, 1 and 2>3 do not" {
	# Start to 1 in 2 of 3, to 2 in 1; 1 to 2 or nothing; 2 to 3; 3 to the conversion or nothing: 1/3 in all.
	# Without 1 half is lost, without 2 or 3 everything.
	paths '1>2>3' '1!' '2>3!' >calls
	same ct-model -b source --conversion .won calls <<'END'
{"source":"1","paths":2,"conversions":1,"first":1,"last":0,"linear":0.333333,"shapley":0.333333,"markov":0.2,"removal":0.5}
{"source":"2","paths":2,"conversions":1,"first":0,"last":0,"linear":0.333334,"shapley":0.333334,"markov":0.4,"removal":1}
{"source":"3","paths":2,"conversions":1,"first":0,"last":1,"linear":0.333333,"shapley":0.333333,"markov":0.4,"removal":1}
END
}

@test "random paths of any order agree with exact fractions, and Shapley with all coalitions" {
	cat >check.py <<'END'
import itertools, json, math, random, subprocess, sys
from fractions import Fraction as F
random.seed(3)
channels = "ABCDE"
paths = []
for _ in range(150):
    n = min(9, 1 + int(random.expovariate(.4)))
    paths.append(([random.choices(channels, [5, 3, 3, 2, 1])[0] for _ in range(n)], random.random() < .3, F(random.randrange(1, 5000), 100)))
with open("calls", "w") as f:
    for p, won, v in paths:
        f.write(json.dumps({"won": won, "v": float(v), "touches": [{"source": c} for c in p]}) + "\n")
def markov(order, removed, value):
    count, start = {}, {}
    for p, won, v in paths:
        st = [tuple(p[max(0, i - order):i]) for i in range(1, len(p) + 1)]
        start[st[0]] = start.get(st[0], 0) + 1
        for a, b in zip(st, st[1:] + [None]):
            d = count.setdefault(a, {})
            if b is None: d["out"] = d.get("out", 0) + 1; d["value"] = d.get("value", 0) + (F(v if value else 1) if won else 0)
            else: d[b] = d.get(b, 0) + 1; d["out"] = d.get("out", 0) + 1
    states = [s for s in count if s[-1] != removed]
    at = {s: i for i, s in enumerate(states)}
    m = []
    for s in states:
        row = [F(0)] * (len(states) + 1)
        row[at[s]] += 1
        for t, c in count[s].items():
            if t in at: row[at[t]] -= F(c, count[s]["out"])
        row[-1] = F(count[s].get("value", 0)) / count[s]["out"]
        m.append(row)
    for i in range(len(m)):
        p = next(k for k in range(i, len(m)) if m[k][i] != 0); m[i], m[p] = m[p], m[i]
        for k in range(len(m)):
            if k != i and m[k][i] != 0:
                f = m[k][i] / m[i][i]; m[k] = [x - f * y for x, y in zip(m[k], m[i])]
    return sum(F(n, len(paths)) * m[at[s]][-1] / m[at[s]][at[s]] for s, n in start.items() if s in at)
def shapley(value):
    def worth(s): return sum((v if value else 1) for p, won, v in paths if won and set(p) <= s)
    out = {}
    for c in channels:
        rest = [x for x in channels if x != c]
        out[c] = sum(F(math.factorial(k) * math.factorial(len(rest) - k), math.factorial(len(channels))) *
            (worth(set(s) | {c}) - worth(set(s))) for k in range(len(rest) + 1) for s in itertools.combinations(rest, k))
    return out
bad = 0
for order, value in (1, False), (1, True), (2, True):
    args = ["ct-model", "-b", "source", "--totals", "--conversion", ".won", "--order", str(order)] + (["--value", ".v"] if value else [])
    got = [json.loads(l) for l in subprocess.run(args + ["calls"], stdout=subprocess.PIPE, check=True).stdout.splitlines()]
    total = got.pop()
    whole = sum((v if value else 1) for p, won, v in paths if won)
    all_ = markov(order, None, value)
    effect = {c: 1 - markov(order, c, value) / all_ for c in channels}
    sh = shapley(value)
    for r in got:
        c = r["source"]
        want = {"markov": whole * effect[c] / sum(effect.values()), "removal": effect[c], "shapley": sh[c],
            "linear": sum((v if value else 1) * F(p.count(c), len(p)) for p, won, v in paths if won),
            "first": sum((v if value else 1) for p, won, v in paths if won and p[0] == c),
            "last": sum((v if value else 1) for p, won, v in paths if won and p[-1] == c),
            "paths": sum(c in p for p, won, v in paths), "conversions": sum(c in p for p, won, v in paths if won)}
        for k, v in want.items():
            if abs(r[k] - float(v)) > 2e-6: bad += 1; print(order, value, c, k, r[k], float(v))
    for k in "first", "last", "linear", "shapley", "markov":
        if abs(sum(r[k] for r in got) - float(whole)) > 1e-6 or abs(total[k] - float(whole)) > 1e-6: bad += 1; print("sum of", k)
sys.exit(bad > 0)
END
	python3 check.py
}

@test "an order as long as the paths makes removal the part of conversions that the channel is in" {
	paths 'A>B' 'B>A!' 'A>A>B' 'C' 'C>B' >calls
	same ct-model -b source --conversion .won --order 10 calls <<'END'
{"source":"A","paths":3,"conversions":2,"first":2,"last":0,"linear":1.166667,"shapley":1,"markov":1.142857,"removal":0.5}
{"source":"B","paths":4,"conversions":3,"first":0,"last":3,"linear":1.333333,"shapley":1.5,"markov":1.714286,"removal":0.75}
{"source":"C","paths":2,"conversions":2,"first":2,"last":1,"linear":1.5,"shapley":1.5,"markov":1.142857,"removal":0.5}
END
}

@test "channels are made of the members asked for; equal values are one" {
	cat >calls <<'END'
{"touches":[{"source":"a","medium":"cpc","campaign":"x"},{"source":"\u0061","medium":"cpc"},{"source":"b"}]}
END
	same ct-model calls <<'END'
{"source":"a","medium":"cpc","paths":1,"conversions":1,"first":1,"last":0,"linear":0.666667,"shapley":0.5,"markov":0.5,"removal":1}
{"source":"b","medium":null,"paths":1,"conversions":1,"first":0,"last":1,"linear":0.333333,"shapley":0.5,"markov":0.5,"removal":1}
END
	ct-model -b campaign calls | jq -es 'map(.campaign) == [null, "x"]'
}

@test "--visits makes paths of the visits that nobody called after" {
	cat >events <<'END'
{"ts":"2026-03-01T00:00:00.000Z","type":"session","id":"s1","visitor_id":"v1","source":"a"}
{"ts":"2026-03-01T01:00:00.000Z","type":"session","id":"s2","visitor_id":"v2","source":"a"}
{"ts":"2026-03-01T02:00:00.000Z","type":"session","id":"s3","visitor_id":"v2","source":"b"}
{"ts":"2026-03-01T03:00:00.000Z","type":"call","id":"c1","visitor_id":"v1","touches":[{"source":"a"}]}
{"ts":"2026-03-01T04:00:00.000Z","type":"session","id":"s4","visitor_id":"v1","source":"b"}
{"ts":"2026-03-01T05:00:00.000Z","type":"session","id":"s5","source":"c"}
END
	same ct-model -b source --visits --totals events <<'END'
{"source":"a","paths":2,"conversions":1,"first":1,"last":1,"linear":1,"shapley":1,"markov":1,"removal":1}
{"source":"b","paths":2,"conversions":0,"first":0,"last":0,"linear":0,"shapley":0,"markov":0,"removal":0}
{"source":"c","paths":1,"conversions":0,"first":0,"last":0,"linear":0,"shapley":0,"markov":0,"removal":0}
{"source":null,"paths":4,"conversions":1,"first":1,"last":1,"linear":1,"shapley":1,"markov":1,"removal":null,"total":true}
END
	same ct-model -b source --totals -w '.type != "session"' events <<'END'
{"source":"a","paths":1,"conversions":1,"first":1,"last":1,"linear":1,"shapley":1,"markov":1,"removal":1}
{"source":null,"paths":1,"conversions":1,"first":1,"last":1,"linear":1,"shapley":1,"markov":1,"removal":null,"total":true}
END
}

@test "very long and circling paths are solved too" {
	paths "$(for _ in $(seq 3000); do printf 'A>B>'; done)C" 'A>A>A>A>C' >calls
	ct-model -b source calls | jq -es 'length == 3 and (map(.markov) | add - 2 | fabs) < 1e-6 and .[2].removal == 1'
}

@test "no conversion gives zeros; no touches are said" {
	paths 'A>B' >calls
	same ct-model -b source --conversion false calls <<'END'
{"source":"A","paths":1,"conversions":0,"first":0,"last":0,"linear":0,"shapley":0,"markov":0,"removal":0}
{"source":"B","paths":1,"conversions":0,"first":0,"last":0,"linear":0,"shapley":0,"markov":0,"removal":0}
END
	run --separate-stderr ct-model -b source <<<'{"type":"call","touches":[]}'
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[ "$stderr" = 'ct-model: no record has touches: run ct-attribute with --model before' ]
}

@test "what cannot be counted is rejected or refused, and said" {
	printf '%s\n' '{"touches":[1]}' '{"v":-1,"touches":[{"source":"a"}]}' '{"v":"x","touches":[{"source":"a"}]}' oops >bad
	run --separate-stderr ct-model -b source --value .v bad
	[ "$status" -eq 1 ]
	[ "$output" = '{"source":"a","paths":1,"conversions":1,"first":0,"last":0,"linear":0,"shapley":0,"markov":0,"removal":0}' ]
	[ "${stderr_lines[0]}" = 'ct-model: bad:1: a touch that is no object' ]
	[ "${stderr_lines[1]}" = 'ct-model: bad:2: a conversion worth less than 0' ]
	[ "${stderr_lines[2]}" = 'ct-model: bad:3: .v: "x" is not a number' ]
	[[ ${stderr_lines[3]} == 'ct-model: bad:4:'* ]]
}

@test "every mistake of use has a message" {
	run --separate-stderr ct-model --order 0
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-model: --order: expected a whole number from 1 to 100, not "0"'* ]]
	run --separate-stderr ct-model -b 'source,,medium'
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-model: --by: "source,,medium" is no list of members such as source,medium' ]
	run --separate-stderr ct-model -b a,a
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-model: --by: there is a key "a" already' ]
	run -2 --separate-stderr ct-model -b source,removal
	[ "$stderr" = 'ct-model: --by: there is a key "removal" already' ]
	run --separate-stderr ct-model --conversion '.a =='
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-model: --conversion:1:'* ]]
}

@test "the manual's examples and those of --help run as they stand" {
	python3 "$BATS_TEST_DIRNAME/manual.py" "$BATS_TEST_DIRNAME/../man/ct-model.1"
	ct-model --help | sed -n 's/^  \(ct-model .*\)/\1/p' >examples
	[ "$(wc -l <examples)" -eq 2 ]
	bash -eo pipefail examples >out
	[ -s out ]
}
