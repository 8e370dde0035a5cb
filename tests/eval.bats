#!/usr/bin/env bats
# ct-eval: attributed calls against the truth.
# shellcheck disable=SC2154 # run sets stderr
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC CT_DATADIR="$BATS_TEST_DIRNAME/../share"
	cd "$BATS_TEST_TMPDIR" || return
}

# The four calls of the manual.
four() {
	cat >calls.ndjson <<'END'
{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"c1","truth_session_id":"s1","session_id":"s1","confidence":0.9}
{"ts":"2026-03-01T09:10:00.000Z","type":"call","id":"c2","truth_session_id":"s2","session_id":"s1","confidence":0.6}
{"ts":"2026-03-01T09:20:00.000Z","type":"call","id":"c3","session_id":"s7","confidence":0.3}
{"ts":"2026-03-01T09:30:00.000Z","type":"call","id":"c4"}
END
}

# Calls by the thousand, and what python makes of them in fractions.
many() {
	python3 - "$1" <<'END'
import json, random, sys
from collections import Counter
from fractions import Fraction as F
from decimal import Decimal, ROUND_HALF_EVEN, getcontext
getcontext().prec = 60
random.seed(int(sys.argv[1]))
sources = [("yandex", "cpc"), ("google", "organic"), ("(direct)", "(none)"), ("газета", "offline"), None]
calls = []
with open("calls.ndjson", "w") as f:
    for i in range(5000):
        d = {"ts": "2026-03-01T09:00:00.000Z", "type": random.choice(["call"] * 9 + ["session"]), "id": "c%d" % i,
             "direction": random.choice(["in"] * 8 + ["out", "internal"]), "attribution": random.choice(["dynamic", "history"])}
        true, got = random.choice(sources), random.choice(sources)
        got = true if random.random() < 0.6 else got
        if random.random() < 0.8: d["truth_session_id"] = "s%d" % random.randrange(3)
        elif random.random() < 0.5: d["truth_session_id"] = None
        if random.random() < 0.8: d["session_id"] = "s%d" % random.randrange(3)
        if random.random() < 0.7: d["confidence"] = round(random.choice([0, 1, 0.5, random.random(), random.random()]), 6)
        if random.random() < 0.5:
            d["bayes_confidence"] = 0.5
            if random.random() < 0.8: d["bayes_session_id"] = "s%d" % random.randrange(3)
        if true: d["truth_source"], d["truth_medium"] = true
        if got: d["source"], d["medium"] = got
        f.write(json.dumps(d, ensure_ascii=i % 2 == 0) + "\n")
        if d["type"] == "call" and d["direction"] == "in": calls.append((d, true, got))

def six(n, d):
    if d == 0: return None
    x = F(n) / F(d)
    v = (Decimal(x.numerator) / Decimal(x.denominator)).quantize(Decimal("0.000001"), ROUND_HALF_EVEN)
    return int(v) if v == int(v) else float(v)

def summary(calls):
    n = len(calls)
    known = [d for d, _, _ in calls if d.get("truth_session_id")]
    claimed = [d for d, _, _ in calls if d.get("session_id")]
    right = [d for d in known if d.get("session_id") == d["truth_session_id"]]
    ok = lambda d, m: d.get("truth_session_id") == d.get(m)
    sure = [(F(str(d["confidence"])), int(bool(d.get("truth_session_id")) and ok(d, "session_id"))) for d in claimed if "confidence" in d]
    bins = [[x for x in sure if min(int(x[0] * 10), 9) == b] for b in range(10)]
    best = [d for d, _, _ in calls if "bayes_confidence" in d]
    there, bayes = sum(ok(d, "session_id") for d in best), sum(ok(d, "bayes_session_id") for d in best)
    return dict(calls=n, known=len(known), claimed=len(claimed), right=len(right),
        stray_claimed=sum(not d.get("truth_session_id") for d in claimed),
        accuracy=six(sum(ok(d, "session_id") for d, _, _ in calls), n), precision=six(len(right), len(claimed)),
        recall=six(len(right), len(known)), source_accuracy=six(sum(t == g for _, t, g in calls), n),
        confident=len(sure), confidence=six(sum(c for c, _ in sure), len(sure)),
        confident_right=six(sum(y for _, y in sure), len(sure)),
        ece=six(sum(abs(sum(c - y for c, y in b)) for b in bins), len(sure)),
        brier=six(sum((c - y) ** 2 for c, y in sure), len(sure)),
        best_calls=len(best), best_accuracy=six(bayes, len(best)), accuracy_there=six(there, len(best)),
        behind_best=six(bayes - there, len(best)))

def out(name, lines):
    with open(name, "w") as f:
        for l in lines: print(json.dumps(l, ensure_ascii=False, separators=(",", ":")), file=f)

def named(s, prefix=""):
    return dict(zip((prefix + "source", prefix + "medium"), s or (None, None)))

out("summary", [summary(calls)])
out("methods", [dict(attribution=m, **summary([c for c in calls if c[0]["attribution"] == m])) for m in ("dynamic", "history")])
own, credited = Counter(t for _, t, _ in calls), Counter(g for _, _, g in calls)
pairs = Counter((t, g) for _, t, g in calls)
out("sources", [dict(**named(s), calls=own[s], credited=credited[s], right=pairs[s, s], lost=own[s] - pairs[s, s],
    stolen=credited[s] - pairs[s, s], precision=six(pairs[s, s], credited[s]), recall=six(pairs[s, s], own[s]),
    error=six(credited[s] - own[s], own[s])) for s in sorted(own, key=lambda s: (-own[s], -credited[s]))])
out("confusion", [dict(**named(t, "truth_"), **named(g), calls=n, share=six(n, own[t]), right=t == g)
    for (t, g), n in sorted(pairs.items(), key=lambda p: -p[1])])
END
}

@test "the manual's examples print what it says" {
	four
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/p' "$BATS_TEST_DIRNAME/../man/ct-eval.1" |
		sed -n '/^\.Bd/,/^\.Ed/{/^\.[BE]d/d;p;}' >want
	while IFS= read -r line; do
		[[ $line == '$ '* ]] || continue
		printf '%s\n' "$line"
		bash -c "${line#\$ }" 2>>said
	done <want | sed 's/\xc2\xa0/ /g' >got
	[ -s want ]
	diff want got
	diff said - <<<'ct-eval: accuracy is 0.5, at least 0.9 was asked for'
}

@test "the summary, by hand" {
	# c1 right (0.9), c2 the wrong session (0.6), c3 a stray given away (0.3), c4 a stray left alone.
	# accuracy (1 + 1) / 4, precision 1 / 3, recall 1 / 2; ece (0.1 + 0.6 + 0.3) / 3;
	# brier (0.01 + 0.36 + 0.09) / 3; the mean confidence 1.8 / 3.
	four
	run --separate-stderr ct-eval calls.ndjson
	[ "$status" -eq 0 ]
	[ "$output" = '{"calls":4,"known":2,"claimed":3,"right":1,"stray_claimed":1,"accuracy":0.5,"precision":0.333333,"recall":0.5,"source_accuracy":null,"confident":3,"confidence":0.6,"confident_right":0.333333,"ece":0.333333,"brier":0.153333,"best_calls":0,"best_accuracy":null,"accuracy_there":null,"behind_best":null}' ]
	[ -z "$stderr" ]
}

@test "summary, groups, sources and confusion are python's, computed in fractions" {
	for seed in 1 2 3; do
		many "$seed"
		ct-eval calls.ndjson >got
		diff summary got
		ct-eval --by attribution calls.ndjson >got
		diff methods got
		ct-eval --report sources calls.ndjson >got
		diff sources got
		# Pairs of the same size have an order of their own, by key.
		ct-eval --report confusion calls.ndjson | sort >got
		sort confusion | diff - got
		ct-eval --report confusion calls.ndjson | jq -s -e '[.[].calls] == ([.[].calls] | sort | reverse)' >/dev/null
	done
}

@test "the order of the input changes nothing" {
	many 7
	for report in summary reliability sources confusion; do
		ct-eval --report "$report" calls.ndjson >want
		tac calls.ndjson | ct-eval --report "$report" | cmp want -
	done
}

@test "steps of confidence: 1 is in the last, an edge in the upper one, Wilson's interval beside" {
	for c in 0 0.1 0.099999 0.5 1; do
		printf '{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"c","truth_session_id":"s","session_id":"s","confidence":%s}\n' "$c"
	done >calls.ndjson
	ct-eval --report reliability calls.ndjson | jq -c '[.from, .to, .confident]' >got
	diff got - <<-'END'
		[0,0.1,2]
		[0.1,0.2,1]
		[0.2,0.3,0]
		[0.3,0.4,0]
		[0.4,0.5,0]
		[0.5,0.6,1]
		[0.6,0.7,0]
		[0.7,0.8,0]
		[0.8,0.9,0]
		[0.9,1,1]
	END
	# 8 of 10: Wilson's 95 % is 0.490162 to 0.943318.
	for i in 1 2 3 4 5 6 7 8 9 10; do
		printf '{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"c","truth_session_id":"s%d","session_id":"s1","confidence":0.75}\n' "$((i < 9 ? 1 : i))"
	done >calls.ndjson
	run ct-eval --report reliability --bins 1 calls.ndjson
	[ "$output" = '{"from":0,"to":1,"confident":10,"confidence":0.75,"confident_right":0.8,"gap":0.05,"low":0.490162,"high":0.943318}' ]
}

@test "a confidence without a session counts for nothing" {
	echo '{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"c","truth_session_id":"s","confidence":0.75}' >calls.ndjson
	run ct-eval calls.ndjson
	[ "$(jq -c '[.calls, .claimed, .confident, .ece]' <<<"$output")" = '[1,0,0,null]' ]
}

@test "a limit that does not hold is said and makes exit 1; one that holds is quiet" {
	four
	run --separate-stderr ct-eval --min-accuracy 0.5 --max-brier 0.2 --min-recall 0.5 --min-precision 0.3 --max-ece 0.34 calls.ndjson
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	run --separate-stderr ct-eval --min-accuracy 0.51 --max-brier 0.1 --min-recall .5 calls.ndjson
	[ "$status" -eq 2 ]
	run --separate-stderr ct-eval --min-accuracy 0.51 --max-brier 0.1 --max-behind-best 0.01 calls.ndjson
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 1 ]
	diff - <<<"$stderr" <(
		echo 'ct-eval: accuracy is 0.5, at least 0.51 was asked for'
		echo 'ct-eval: brier is 0.153333333, at most 0.1 was asked for'
		echo 'ct-eval: behind_best is not known, at most 0.01 was asked for'
	)
	# Held against all calls, whatever is written.
	run --separate-stderr ct-eval --report reliability --min-source-accuracy 0.5 calls.ndjson
	[ "$status" -eq 1 ]
	[ "$stderr" = 'ct-eval: source_accuracy is not known, at least 0.5 was asked for' ]
}

@test "nothing to judge is said: no call, or no truth" {
	run --separate-stderr ct-eval </dev/null
	[ "$status" -eq 1 ]
	[ "$(jq -c '[.calls, .accuracy]' <<<"$output")" = '[0,null]' ]
	[ "$stderr" = 'ct-eval: no incoming call in the input' ]
	run --separate-stderr ct-eval <<<'{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"c","session_id":"s"}'
	[ "$status" -eq 1 ]
	[ "$stderr" = 'ct-eval: no call has a "truth_session_id": is the truth in the input?' ]
}

@test "lines that cannot be judged are rejected, the rest counts" {
	four
	printf '%s\n' 'oops' '{"type":"call","session_id":"s","confidence":1.5}' '{"type":"call","session_id":"s","confidence":"high"}' >>calls.ndjson
	run --separate-stderr ct-eval --rejects r.ndjson calls.ndjson
	[ "$status" -eq 1 ]
	[ "$(jq .calls <<<"$output")" = 4 ]
	[ "${stderr##*$'\n'}" = 'ct-eval: 3 of 7 lines rejected (see r.ndjson)' ]
	[ "$(jq -r '"\(.line) \(.error)"' r.ndjson | tail -n 2)" = '6 "confidence" is no number from 0 to 1
7 "confidence" is no number from 0 to 1' ]
}

@test "wrong use is exit 2, with what would be right" {
	wrong() {
		local want=$1
		shift
		run --separate-stderr ct-eval "$@" </dev/null
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		[ "${stderr%%$'\n'*}" = "ct-eval: $want" ]
	}
	wrong 'unknown option -r' -r sources
	wrong '--report: unknown report "sorces"; did you mean "sources"?' -R sorces
	wrong '--by: expected names of members such as source,medium, not "source,"' -b source,
	wrong '--by: expected names of members such as source,medium, not "a b"' -b 'a b'
	wrong '--by: there is a member "a" in the report already' -b a,b,a
	wrong '--by: there is a member "calls" in the report already' -b calls
	wrong '--by: there is a member "stolen" in the report already' -R sources -b stolen
	wrong '--bins: expected a whole number from 1 to 1000, not "0"' --bins 0
	wrong '--bins: expected a whole number from 1 to 1000, not "ten"' --bins ten
	wrong '--min-accuracy: expected a share from 0 to 1, not "90%"' --min-accuracy 90%
	wrong '--min-accuracy: expected a share from 0 to 1, not "90"' --min-accuracy 90
}

@test "a full disk is exit 2" {
	four
	run --separate-stderr bash -c 'ct-eval calls.ndjson >/dev/full'
	[ "$status" -eq 2 ]
}

@test "the truth of a simulation, given back, is judged as perfect" {
	ct-sim --seed 3 --bayes shop | jq -c 'if .truth_session_id then .session_id = .truth_session_id | .confidence = 1 else . end
		| if .truth_source then .source = .truth_source | .medium = .truth_medium else . end' >calls.ndjson
	run ct-eval --min-accuracy 1 --min-source-accuracy 1 --max-ece 0 --max-brier 0 calls.ndjson
	[ "$status" -eq 0 ]
	[ "$(jq -c '[.accuracy, .precision, .recall, .source_accuracy, .ece, .brier]' <<<"$output")" = '[1,1,1,1,0,0]' ]
	run ct-eval --by truth calls.ndjson
	[ "$(jq -s 'map(.truth) | index("visit") != null' <<<"$output")" = true ]
}
