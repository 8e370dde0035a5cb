#!/usr/bin/env bats
# ct-agg: grammar, keys, null rules, messages.  The figures are checked in agg-math.bats.
# shellcheck disable=SC2154,SC2030,SC2031 # status, output and stderr_lines are set by run
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
	cat >calls.ndjson <<'END'
{"ts":"2026-03-01T09:15:27.000Z","type":"call","id":"c1","source":"google","status":"answered","wait":3.50,"cost":3.50,"tags":["price","delivery"]}
{"ts":"2026-03-01T09:16:00.000Z","type":"call","id":"c2","source":"google","status":"missed","wait":20,"cost":3.50,"tags":["delivery","delivery"]}
{"ts":"2026-03-02T01:00:00.000Z","type":"call","id":"c3","source":"y\u0061ndex","status":"answered","wait":7}
{"ts":"2026-03-02T23:30:00.000Z","type":"call","id":"c4","status":"answered","wait":8,"x":{"y":1.0}}
END
}

# same COMMAND... - its output is what stands on standard input, to the byte.
same() {
	"$@" >got
	cat >want
	diff want got
}

@test "keys come first, then metrics; groups come in jq's order of the keys" {
	same ct-agg --by source,day 'calls=count' 'wait=mean(.wait)' calls.ndjson <<'END'
{"source":null,"day":"2026-03-02","calls":1,"wait":8}
{"source":"google","day":"2026-03-01","calls":2,"wait":11.75}
{"source":"yandex","day":"2026-03-02","calls":1,"wait":7}
END
}

@test "every function" {
	same ct-agg 'n=count' 'a=count(.status == "answered")' 'sh=share(.status=="answered")' 'sum=sum(.wait)' \
		'mean=mean(.wait; .status=="answered")' 'min=min(.wait)' 'max=max(.wait)' 'p50=p50(.wait)' \
		'p90=p90(.wait)' 'p1=p1(.wait)' 'd=distinct(.source)' 'f=first(.id)' 'l=last(.id; .wait > 10)' \
		'x=(sum-min)*2/n + -1.5' calls.ndjson <<'END'
{"n":4,"a":3,"sh":0.75,"sum":38.5,"mean":6.166667,"min":3.5,"max":20,"p50":7.5,"p90":16.4,"p1":3.605,"d":2,"f":"c1","l":"c2","x":16}
END
}

@test "without keys there is one line, even of nothing; without metrics, a count" {
	: >nothing
	same ct-agg nothing <<<'{"count":0}'
	same ct-agg 'n=count' 's=sum(.x)' 'm=mean(.x)' 'p=p50(.x)' 'q=share(.x)' 'd=distinct(.x)' nothing \
		<<<'{"n":0,"s":null,"m":null,"p":null,"q":null,"d":0}'
	run --separate-stderr ct-agg --by source n=count </dev/null
	[ "$status" -eq 0 ]
	[ -z "$output$stderr" ]
	same ct-agg --by source calls.ndjson <<'END'
{"source":null,"count":1}
{"source":"google","count":2}
{"source":"yandex","count":1}
END
}

@test "3.50 and 3.50 are 7; sums have no binary noise" {
	same ct-agg 's=sum(.cost)' calls.ndjson <<<'{"s":7}'
	for _ in 1 2 3 4 5 6 7 8 9 10; do echo '{"x":0.1}'; done >tenths
	same ct-agg 's=sum(.x)' 'm=mean(.x)' tenths <<<'{"s":1,"m":0.1}'
}

@test "numbers of 20 digits stay themselves, as keys, sums and values" {
	printf '{"ts":"2026-03-01T00:00:00Z","id":%s}\n' 90071992547409931 90071992547409932 90071992547409931.0 >big
	same ct-agg --by id 'n=count' 's=sum(.id)' 'f=first(.id)' big <<'END'
{"id":90071992547409931,"n":2,"s":180143985094819862,"f":90071992547409931}
{"id":90071992547409932,"n":1,"s":90071992547409932,"f":90071992547409932}
END
}

@test "equal values are one group however they are spelled, and groups come in jq's order" {
	cat >mixed <<'END'
{"k":"b"}
{"k":[1,{"b":1,"a":2}]}
{"k":1.0}
{"k":[1.0,{"a":2.0,"b":1}]}
{"k":1e0}
{"k":true}
{"k":null}
{}
{"k":"\u0062"}
{"k":-5}
{"k":""}
{"k":"aa"}
{"k":{"z":1}}
{"k":false}
{"k":[]}
{"k":"\u00e9\n"}
END
	ct-agg --by k n=count mixed >got
	# Since 1.7 jq keeps the zeros that a number was written with, until it is computed with.
	plain='def plain: walk(if type == "number" then . + 0 else . end);'
	jq -cS -s "$plain"'group_by(.k)[] | {k: .[0].k, n: length} | plain' mixed >want
	diff want <(jq -cS "$plain plain" got)
	grep -qx '{"k":1,"n":2}' got
	grep -qx '{"k":null,"n":2}' got
}

@test "a key may be a path or an expression, under a name" {
	same ct-agg --by '.x.y' n=count calls.ndjson <<'END'
{"x.y":null,"n":3}
{"x.y":1,"n":1}
END
	same ct-agg --by 'src=(.source // "none"), ok=(.wait < 10)' n=count calls.ndjson <<'END'
{"src":"google","ok":false,"n":1}
{"src":"google","ok":true,"n":1}
{"src":"none","ok":true,"n":1}
{"src":"yandex","ok":true,"n":1}
END
	echo '{"utm-source":"x"}' >u
	same ct-agg --by 'utm-source' n=count u <<<'{"utm-source":"x","n":1}'
}

@test "[] gives each item its group; a record counts there once, and once in the totals" {
	same ct-agg --by 'tags[]' 'n=count' 'cost=sum(.cost)' --totals calls.ndjson <<'END'
{"tags":null,"n":2,"cost":0}
{"tags":"delivery","n":2,"cost":7}
{"tags":"price","n":1,"cost":3.5}
{"tags":null,"n":4,"cost":7,"total":true}
END
	same ct-agg --by '.tags[],source' calls.ndjson <<'END'
{"tags":null,"source":null,"count":1}
{"tags":null,"source":"yandex","count":1}
{"tags":"delivery","source":"google","count":2}
{"tags":"price","source":"google","count":1}
END
}

@test "not known is not 0: a sum is null only if no record of the whole input has the field" {
	cat >n.ndjson <<'END'
{"ts":"2026-03-01T00:00:00.000Z","s":"a","type":"call"}
{"ts":"2026-03-01T00:00:00.000Z","s":"b","type":"spend","cost":5}
END
	same ct-agg --by s 'n=count' 'cost=sum(.cost)' 'none=sum(.gone)' 'mean=mean(.cost)' 'min=min(.cost)' \
		'max=max(.cost)' 'p=p90(.cost)' 'f=first(.cost; false)' 'x=none+1' 'z=n/0' n.ndjson <<'END'
{"s":"a","n":1,"cost":0,"none":null,"mean":null,"min":null,"max":null,"p":null,"f":null,"x":null,"z":null}
{"s":"b","n":1,"cost":5,"none":null,"mean":5,"min":5,"max":5,"p":5,"f":null,"x":null,"z":null}
END
	# Also where a condition or --where lets none of them through.
	same ct-agg 'cost=sum(.cost; .type=="call")' n.ndjson <<<'{"cost":0}'
	same ct-agg --where '.type=="call"' 'cost=sum(.cost)' n.ndjson <<<'{"cost":0}'
	same ct-agg 'cost=sum(if .type=="call" then .cost else null end)' n.ndjson <<<'{"cost":null}'
	printf '%s\n' '{"x":null}' '{"x":""}' '{"x":0}' >e
	same ct-agg 'n=distinct(.x)' 'm=mean(.x)' e <<<'{"n":1,"m":0}'
}

@test "a value that is no number is refused for its metric, said, counted, and exit is 1" {
	printf '%s\n' '{"x":1}' '{"x":"n/a"}' '{"x":1e30}' '{"x":0.1234567891}' '{"x":true}' >x.ndjson
	run --separate-stderr ct-agg 'n=count' 's=sum(.x)' 'm=mean(.x)' x.ndjson
	[ "$status" -eq 1 ]
	[ "$output" = '{"n":5,"s":1,"m":1}' ]
	[ "$stderr" = 'ct-agg: x.ndjson:2: .x: "n/a" is not a number
ct-agg: x.ndjson:3: .x: 1e30 has over 20 digits before the point or 9 after it
ct-agg: x.ndjson:4: .x: 0.1234567891 has over 20 digits before the point or 9 after it
ct-agg: x.ndjson:5: .x: true is not a number' ]
}

@test "what a calculation gives is rounded to 9 digits, not refused" {
	printf '{"x":%s}\n' 1 2 >x.ndjson
	same ct-agg 's=sum(.x / 3)' x.ndjson <<<'{"s":1}'
}

@test "a condition that fails is no, and is counted" {
	printf '%s\n' '{"x":"a"}' '{"x":{}}' >x.ndjson
	run --separate-stderr ct-agg 'n=count(.x | ltrimstr("a") | tonumber > 1)' x.ndjson
	[ "$status" -eq 1 ]
	[ "$output" = '{"n":0}' ]
	[[ $stderr == 'ct-agg: x.ndjson:1: .x | ltrimstr("a") | tonumber > 1: '* ]]
	[ "${#stderr_lines[@]}" -eq 2 ]
}

@test "a quotient is rounded once, at the end, half to even" {
	printf '{"x":%s}\n' 1 1 0 >x.ndjson
	same ct-agg 's=sum(.x)' 'n=count' 'q=s/n' 'p=s/n*100' 'm=mean(.x)' 'back=m*n' 'd=1/8000000' 'e=3/8000000' x.ndjson \
		<<<'{"s":2,"n":3,"q":0.666667,"p":66.666667,"m":0.666667,"back":2,"d":0,"e":0}'
	same ct-agg 'a=1/2000000' 'b=3/2000000' 'c=5/2000000' 'd=-3/2000000' 'm=0.000000003*0.5' x.ndjson \
		<<<'{"a":0,"b":0.000002,"c":0.000002,"d":-0.000002,"m":0.000000002}'
}

@test "first and last go by the time, then by the bytes of the value, not by the place in the file" {
	cat >f.ndjson <<'END'
{"ts":"2026-03-01T10:00:00.000Z","v":"b"}
{"ts":"2026-03-01T09:00:00.000Z","v":"z"}
{"ts":"2026-03-01T12:00:00+03:00","v":"y", "w": [1, 2]}
{"ts":"2026-03-01T10:00:00.000Z","v":"c"}
{"ts":"2026-03-01T11:00:00.000Z","v":null}
END
	same ct-agg 'f=first(.v)' 'l=last(.v)' 'w=first(.w)' f.ndjson <<<'{"f":"y","l":"c","w":[1,2]}'
	tac f.ndjson >r.ndjson
	same ct-agg 'f=first(.v)' 'l=last(.v)' 'w=first(.w)' r.ndjson <<<'{"f":"y","l":"c","w":[1,2]}'
}

@test "a record without a time is rejected where the time matters" {
	printf '%s\n' '{"a":1}' '{"ts":"2026-03-01T00:00:00.000Z"}' >t.ndjson
	run --separate-stderr ct-agg --by day t.ndjson
	[ "$status" -eq 1 ]
	[ "$output" = '{"day":"2026-03-01","count":1}' ]
	[[ ${stderr_lines[0]} == 'ct-agg: t.ndjson:1: '*'"ts"'* ]]
	same ct-agg n=count t.ndjson <<<'{"n":2}'
}

@test "--where, twice where a report has one too" {
	same ct-agg -w '.source=="google"' 'n=count' calls.ndjson <<<'{"n":2}'
	same ct-agg --report sources --by status -w '.direction=="in" and .wait>1' calls.ndjson </dev/null
}

@test "--sort and --limit; what is not known is last, up or down" {
	same ct-agg --by source --sort=-source n=count calls.ndjson <<'END'
{"source":"yandex","n":1}
{"source":"google","n":2}
{"source":null,"n":1}
END
	same ct-agg --by source --sort n,-source n=count calls.ndjson <<'END'
{"source":"yandex","n":1}
{"source":null,"n":1}
{"source":"google","n":2}
END
	same ct-agg --by source --sort=-cost 'cost=mean(.cost)' --limit 1 --totals calls.ndjson <<'END'
{"source":"google","cost":3.5}
{"source":null,"cost":3.5,"total":true}
END
}

@test "--credit: a record without touches weighs as much in a quantile as the parts of another" {
	for _ in 1 2 3 4 5 6 7 8 9; do echo '{"v":1}'; done >nine
	echo '{"v":100,"touches":[{"source":"x","credit":0.5},{"source":"y","credit":0.5}]}' >tenth
	same ct-agg --credit 'p50=p50(.v)' 'p95=p95(.v)' nine tenth <<<'{"p50":1,"p95":100}'
	same ct-agg 'p50=p50(.v)' 'most=max(.v)' nine tenth <<<'{"p50":1,"most":100}'
}

@test "--credit shares a record out over its touches, and the shares add up" {
	cat >credit.ndjson <<'END'
{"ts":"2026-03-01T00:00:00.000Z","type":"call","id":"1","source":"b","amount":100.01,"touches":[{"source":"a","credit":0.333333},{"source":"b","medium":"cpc","credit":0.333333},{"source":"c","credit":0.333334}]}
{"ts":"2026-03-01T00:00:00.000Z","type":"call","id":"2","source":"a","medium":"cpc","amount":1}
{"ts":"2026-03-01T00:00:00.000Z","type":"call","id":"3","source":"a","amount":1,"touches":[{"source":"a","credit":0},{"source":"d","credit":0.25}]}
END
	same ct-agg --credit --by source,medium 'n=count' 'amount=sum(.amount)' 'mean=mean(.amount)' 'd=distinct(.id)' --totals credit.ndjson <<'END'
{"source":null,"medium":null,"n":0.75,"amount":0.75,"mean":1,"d":1}
{"source":"a","medium":null,"n":0.333333,"amount":33.33663333,"mean":100.01,"d":1}
{"source":"a","medium":"cpc","n":1,"amount":1,"mean":1,"d":1}
{"source":"b","medium":"cpc","n":0.333333,"amount":33.33663333,"mean":100.01,"d":1}
{"source":"c","medium":null,"n":0.333334,"amount":33.33673334,"mean":100.01,"d":1}
{"source":"d","medium":null,"n":0.25,"amount":0.25,"mean":1,"d":1}
{"source":null,"medium":null,"n":3,"amount":102.01,"mean":34.003333,"d":3,"total":true}
END
	printf '%s\n' '{"touches":[{"credit":0.6},{"credit":0.6}]}' '{"touches":[{"source":"a"}]}' '{"touches":[]}' >bad
	run --separate-stderr ct-agg --credit bad
	[ "$status" -eq 1 ]
	[ "$output" = '{"count":1}' ]
	[ "${stderr_lines[0]}" = 'ct-agg: bad:1: the credits of the touches add up to more than 1' ]
	[ "${stderr_lines[1]}" = 'ct-agg: bad:2: a touch without a credit from 0 to 1' ]
}

@test "error is the standard error of an expected count; parts of one record add up first" {
	cat >f.ndjson <<'END'
{"ok":true,"touches":[{"source":"a","credit":0.5},{"source":"b","credit":0.25},{"source":"a","credit":0.25}]}
{"ok":false,"touches":[{"source":"a","credit":0.9},{"source":"b","credit":0.1}]}
{"ok":true,"source":"b"}
END
	# a: 0.75 * 0.25 + 0.9 * 0.1 = 0.2775, whose root is 0.526783
	metrics=('n=count' 'e=error' 'ok=count(.ok)' 'eok=error(.ok)' 'low=n-2*e')
	same ct-agg --credit --by source "${metrics[@]}" --totals f.ndjson <<'END'
{"source":"a","n":1.65,"e":0.526783,"ok":0.75,"eok":0.433013,"low":0.596435}
{"source":"b","n":1.35,"e":0.526783,"ok":1.25,"eok":0.433013,"low":0.296435}
{"source":null,"n":3,"e":0,"ok":2,"eok":0,"low":3,"total":true}
END
	for i in 1 2 3; do sed -n "${i}p" f.ndjson | ct-agg --credit --by source "${metrics[@]}" --partial >"p$i"; done
	ct-agg --merge --totals p3 p1 p2 | cmp - <(ct-agg --credit --by source "${metrics[@]}" --totals f.ndjson)
	same ct-agg n=count e=error f.ndjson <<<'{"n":3,"e":0}'
}

@test "--partial and --merge give the bytes of the single run" {
	metrics=('n=count' 'c=count(.wait>5)' 's=sum(.cost)' 'm=mean(.wait)' 'lo=min(.wait)' 'hi=max(.wait)'
		'p=p90(.wait)' 'd=distinct(.id)' 'f=first(.id)' 'l=last(.wait)' 'x=s/n')
	ct-agg --by source,day "${metrics[@]}" --totals calls.ndjson >want
	for i in 1 2 3 4; do
		sed -n "${i}p" calls.ndjson | ct-agg --by source,day "${metrics[@]}" --partial >"part$i"
	done
	ct-agg --merge --totals part4 part2 part1 part3 | cmp - want
	ct-agg --merge --partial part1 part2 | cat - part3 part4 | ct-agg --merge --totals | cmp - want
	ct-agg --merge --partial part3 part1 part4 part2 >all
	ct-agg --by source,day "${metrics[@]}" --partial calls.ndjson | cmp - all
}

# Every function there is, as the program itself names them.
functions() {
	ct-agg 'a=xyzzy(.x)' 2>&1 </dev/null | sed -n 's/.*; known here: //p' | tr -d ,
}

@test "every function there is: parts of any split merge to the bytes of the single run" {
	for i in $(seq 60); do
		printf '{"ts":"2026-03-01T00:00:%02d.000Z","g":%d,"v":%d.25,"touches":[{"source":"a","credit":0.4},{"source":"b","credit":0.35}]}\n' \
			$((i * 7 % 60)) $((i % 2)) $((i * 37 % 23))
	done >v.ndjson
	metrics=()
	for f in $(functions); do
		metrics+=("$f=$f(.v)")
		# Those of a value take a condition, too.
		ct-agg "x=$f(.v; .v > 9)" >/dev/null 2>&1 </dev/null && metrics+=("if_$f=$f(.v; .v > 9)")
	done
	[ "${#metrics[@]}" -gt 20 ]
	split -n r/3 v.ndjson split.
	for options in '--by g' '--credit --by source'; do
		# shellcheck disable=SC2086 # words
		ct-agg $options "${metrics[@]}" --totals v.ndjson >want
		jq -es 'length > 2 and all(del(.g, .source) | all(. != null))' want
		for f in split.??; do
			# shellcheck disable=SC2086
			ct-agg $options "${metrics[@]}" --partial "$f" >"$f.part"
		done
		ct-agg --merge --totals split.ac.part split.aa.part split.ab.part | cmp - want
		# shellcheck disable=SC2086
		ct-agg $options "${metrics[@]}" --partial v.ndjson >whole
		ct-agg --merge --partial split.ab.part split.ac.part split.aa.part | cmp - whole
		ct-agg --merge --totals whole | cmp - want
	done
}

@test "every function there is refuses a state that it did not write" {
	for f in $(functions); do
		echo '{"ts":"2026-03-01T00:00:00.000Z","v":1}' | ct-agg "x=$f(.v)" --partial >good
		for state in true '"x"' '{}' '[1,2,3]' '[[1],2]' '{"values":3}' '{"other":[]}'; do
			jq -c --argjson wrong "$state" 'if .state then .state[0] = $wrong else . end' good >odd
			run --separate-stderr ct-agg --merge odd
			echo "$f $state"
			[ "$status" -eq 1 ]
			[ "${stderr_lines[0]}" = 'ct-agg: odd:2: not a partial state of ct-agg' ]
		done
		for states in '[]' '.state + [1]'; do
			jq -c "if .state then .state = ($states) else . end" good >odd
			run --separate-stderr ct-agg --merge odd
			[ "$status" -eq 1 ]
			[ "${stderr_lines[0]}" = 'ct-agg: odd:2: not a partial state of ct-agg' ]
		done
	done
}

@test "every function there is stands in the manual, and a slip of it is guessed" {
	for f in $(functions); do
		grep -Eq "^\.It Cm (.* )?$f( |$)" "$BATS_TEST_DIRNAME/../man/ct-agg.1"
		says "a=${f}t(.x):3: unknown function \"${f}t\"; did you mean \"$f\"?" "a=${f}t(.x)"
	done
}

@test "--merge of sorted, limited reports, and of groups with []" {
	ct-agg --by 'tags[]' --sort=-count --limit 1 --totals calls.ndjson >want
	head -n 2 calls.ndjson | ct-agg --by 'tags[]' --sort=-count --limit 1 --partial >a
	tail -n 2 calls.ndjson | ct-agg --by 'tags[]' --sort=-count --limit 1 --partial >b
	ct-agg --merge --totals a b | cmp - want
	same ct-agg --merge --sort=tags --limit 2 a b <<'END'
{"tags":"delivery","count":2}
{"tags":"price","count":1}
END
}

@test "--merge says what it cannot join" {
	ct-agg --by source n=count --partial calls.ndjson >a
	ct-agg --by day n=count --partial calls.ndjson >b
	run --separate-stderr ct-agg --merge a b
	[ "$status" -eq 1 ]
	[ "${stderr_lines[0]}" = 'ct-agg: b:1: a partial state of other keys or metrics' ]
	run --separate-stderr ct-agg --merge calls.ndjson
	[ "$status" -eq 1 ]
	[ "${stderr_lines[0]}" = 'ct-agg: calls.ndjson:1: a state without its plan before it' ]
	[[ $stderr == *'ct-agg: no partial state in the input'* ]]
	head -n 2 a >piece
	run --separate-stderr ct-agg --merge piece
	[ "$status" -eq 1 ]
	[ "$output" = '{"source":null,"n":1}' ]
	[ "${stderr_lines[0]}" = 'ct-agg: the last part is not whole' ]
	run --separate-stderr ct-agg --merge piece a
	[ "${stderr_lines[0]}" = 'ct-agg: a:1: the part before this one is not whole' ]
	sed 's/"ct_agg":1/"ct_agg":2/' a >v2
	run --separate-stderr ct-agg --merge v2
	[ "${stderr_lines[0]}" = 'ct-agg: v2:1: a partial state of another version' ]
	sed '2s/\[1\]/[[]]/' a >odd
	run --separate-stderr ct-agg --merge odd
	[ "$status" -eq 1 ]
	[ "${stderr_lines[0]}" = 'ct-agg: odd:2: not a partial state of ct-agg' ]
	sed '1s/n=count/n=conut/' a >plan
	run --separate-stderr ct-agg --merge plan
	[ "$status" -eq 1 ]
	[ "${stderr_lines[1]}" = 'ct-agg: plan:1: the plan of this partial state cannot be read' ]
	run --separate-stderr ct-agg --merge --sort=wait a
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-agg: sort: unknown key or metric "wait"; known here: source, n' ]
	run --separate-stderr ct-agg --merge --by source a
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-agg: --merge takes keys, conditions and metrics from the states'* ]]
	run --separate-stderr ct-agg --merge n=count a
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-agg: --merge takes its metrics from the states (a file "n=count" would be ./n=count)'* ]]
}

# says TEXT ARG... - ct-agg with ARG... ends with 2 and says TEXT in one line.
says() {
	local text=$1
	shift
	run --separate-stderr ct-agg "$@" </dev/null
	echo "$stderr"
	[ "$status" -eq 2 ]
	[ -z "$output" ]
	[ "$stderr" = "ct-agg: $text" ]
}

@test "every mistake in a metric has a message with its place" {
	says 'a=cuont:3: unknown function or name "cuont"; did you mean "count"?' a=cuont
	says 'a=men(.x):3: unknown function "men"; did you mean "mean"?' 'a=men(.x)'
	says 'a=xyzzy(.x):3: unknown function "xyzzy"; known here: count, share, sum, mean, min, max, distinct, first, last, error, p50, p90, p95, p99' 'a=xyzzy(.x)'
	says 'b=call/2:3: unknown name "call"; did you mean "calls"?' calls=count b=call/2
	says 'b=2*zzz:5: unknown name "zzz"; arithmetic takes names of metrics before it' 'b=2*zzz'
	says 'a=sum:3: write sum(VALUE) or sum(VALUE; CONDITION)' a=sum
	says 'a=sum():6: write sum(VALUE) or sum(VALUE; CONDITION)' 'a=sum()'
	says 'a=sum(.x;):6: write sum(VALUE) or sum(VALUE; CONDITION)' 'a=sum(.x;)'
	says 'a=share:3: write share(CONDITION)' a=share
	says 'a=error(.x; .y):11: write error or error(CONDITION)' 'a=error(.x; .y)'
	says 'a=count(.x; .y):11: write count or count(CONDITION)' 'a=count(.x; .y)'
	says 'a=sum(.x:6: no closing bracket for this one' 'a=sum(.x'
	says 'a=sum(.x]):9: this bracket or quote does not match' 'a=sum(.x])'
	says 'a=sum(.x+"):10: this bracket or quote does not match' 'a=sum(.x+")'
	says 'a=sum(.x)/2:10: nothing may follow the brackets; give the function a name of its own first' 'a=sum(.x)/2'
	says 'b=2*sum:5: arithmetic takes names; give the function a name of its own first' 'b=2*sum'
	says 'a=1+:5: here a number, a name or a bracket should be' 'a=1+'
	says 'a=(1:3: no closing bracket for this one' 'a=(1'
	says 'a=1 2:5: here + - * / or the end should be' 'a=1 2'
	says 'a=0.12345678901:3: not a number of up to 20 digits before the point and 9 after' a=0.12345678901
	says 'total=count:1: the name "total" marks the line of totals; take another' total=count
	says 'a=share(.x):1: there is a metric "a" already' a=count 'a=share(.x)'
	says 'source=count:1: "source" is both a key and a metric' --by source source=count
	deep=$(printf '(%.0s' {1..200})
	says "a=${deep}1:103: too many brackets" "a=${deep}1"
}

@test "every mistake in keys, sort, limit and zone has a message" {
	says '--by:3: here a key should be' --by a,,b
	says '--by:1: here a key should be' --by ''
	says '--by:3: there is a key "a" already' --by a,a
	says '--by:4: this bracket or quote does not match' --by 'a,.[1'
	says '--by:1: "a b" is no key; write a member, a bucket (hour, day, week, month, weekday, hour_of_day), .path or NAME=(EXPRESSION)' --by 'a b'
	says '--by:1: "(.a)" is no key; write a member, a bucket (hour, day, week, month, weekday, hour_of_day), .path or NAME=(EXPRESSION)' --by '(.a)'
	says '--by:1: the name "total" marks the line of totals; name the key: NAME=total' --by total
	says 'sort: unknown key or metric "calls"; known here: a, count' --by a --sort calls
	run --separate-stderr ct-agg --limit x
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-agg: --limit: expected a whole number of 0 or more, not "x"'* ]]
	run --separate-stderr ct-agg --timezone Europe/Kiyv
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-agg: '*'Europe/Kiyv'* ]]
	run --separate-stderr ct-agg --where '.a ==' calls.ndjson
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-agg: where:1:'* ]]
	run --separate-stderr ct-agg 'wait=mean(.wait +)' calls.ndjson
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-agg: wait:1:'* ]]
}

@test "a semicolon or bracket in a string ends nothing" {
	printf '%s\n' '{"x":"a;b)"}' '{"x":"c"}' >s
	same ct-agg 'n=count(.x == "a;b)")' 'd=distinct(.x; (.x | test("[;)]")))' 'm=count("\(.x + ")")" == "c)")' s <<<'{"n":1,"d":1,"m":1}'
}

@test "an operand of the form NAME=... is a metric; ./NAME=... is a file" {
	cp calls.ndjson a=b
	same ct-agg n=count ./a=b <<<'{"n":4}'
	run --separate-stderr ct-agg a=b
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-agg: a=b:3: unknown function or name "b"'* ]]
}

@test "a report is a file; all that ship are read, named and give their columns" {
	run --separate-stderr ct-agg --report sorces calls.ndjson
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-agg: unknown report "sorces"; did you mean "sources"?' ]
	run --separate-stderr ct-agg --report zzzzzz calls.ndjson
	[ "$stderr" = 'ct-agg: unknown report "zzzzzz"; known here: calls, campaigns, causes, employees, hours, missed, recovered, requests, sources, tags' ]
	ct-agg --list >list
	for r in calls campaigns causes employees hours missed recovered requests sources tags; do
		grep -q "^$r	." list
		ct-agg --report "$r" calls.ndjson --totals >out
		tail -n 1 out | jq -e .total >/dev/null
	done
}

@test "a report of one's own, with variables, and what the command line adds to it" {
	cat >mine.yaml <<'END'
title: mine
set: {long: 5s}
by: source
where: ['.type == "call"', '.wait > $long']
metrics: ['n=count', 'w=sum(.wait; .wait < $long * 2)']
sort: [-n, source]
limit: 2
totals: true
END
	same ct-agg --report ./mine.yaml 'x=w/n' calls.ndjson <<'END'
{"source":"google","n":1,"w":0,"x":0}
{"source":"yandex","n":1,"w":7,"x":7}
{"source":null,"n":3,"w":15,"x":5,"total":true}
END
	same ct-agg --report ./mine.yaml --by status --sort status --limit 1 calls.ndjson <<'END'
{"status":"answered","n":2,"w":15}
{"status":null,"n":3,"w":15,"total":true}
END
	for f in 1 2; do sed -n "$((f * 2 - 1)),$((f * 2))p" calls.ndjson | ct-agg --report ./mine.yaml --partial >"p$f"; done
	ct-agg --merge --totals p2 p1 | cmp - <(ct-agg --report ./mine.yaml calls.ndjson)
}

@test "a mistake in a report is named by file, line and column" {
	printf '%s\n' 'title: t' 'metrcs: [a=count]' >r.yaml
	run --separate-stderr ct-agg --report ./r.yaml
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-agg: ./r.yaml:2:1: unknown key "metrcs"; did you mean "metrics"?' ]
	printf '%s\n' 'metrics:' "  - 'a=count'" "  - 'b=a/cc'" >r.yaml
	run --separate-stderr ct-agg --report ./r.yaml
	[ "$stderr" = 'ct-agg: ./r.yaml:3:10: unknown name "cc"; known here: a' ]
	printf '%s\n' 'by: a' >r.yaml
	run --separate-stderr ct-agg --report ./r.yaml
	[ "$stderr" = 'ct-agg: ./r.yaml: no "metrics" in this report' ]
	printf '%s\n' 'metrics: [a=count]' 'by: [b, "c,,d"]' >r.yaml
	run --separate-stderr ct-agg --report ./r.yaml
	[ "$stderr" = 'ct-agg: ./r.yaml:2:12: here a key should be' ]
	printf '%s\n' "metrics: ['a=count(.x ==)']" >r.yaml
	run --separate-stderr ct-agg --report ./r.yaml
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-agg: ./r.yaml:1: a:1:'* ]]
	printf '%s\n' "metrics: ['a=count']" 'sort: [-b]' >r.yaml
	run --separate-stderr ct-agg --report ./r.yaml
	[ "$stderr" = 'ct-agg: sort: unknown key or metric "b"; known here: a' ]
}

@test "garbage is rejected by line, the rest goes on; the last line may lack its newline" {
	printf '%s\n' '{"a":1}' 'oops' >g
	printf '{"a":2}' >>g
	run --separate-stderr ct-agg 's=sum(.a)' -x rejects g
	[ "$status" -eq 1 ]
	[ "$output" = '{"s":3}' ]
	[[ $(cat rejects) == '{"file":"g","line":2,'* ]]
}

@test "a closed pipe ends it quietly, a full disk is exit 2" {
	for i in $(seq 20000); do echo "{\"k\":\"a long key to fill the pipe $i\"}"; done >many
	run --separate-stderr bash -c 'set -o pipefail; ct-agg --by k many | head -n 1'
	[ "$output" = '{"k":"a long key to fill the pipe 1","count":1}' ]
	[ -z "$stderr" ]
	[ "$status" -eq 141 ]
	run --separate-stderr bash -c 'ct-agg --by k many >/dev/full'
	[ "$status" -eq 2 ]
	[[ $stderr == *'No space left on device'* ]]
}

@test "--trusted takes characters at any place of the line" {
	for i in $(seq 40); do printf '{"k":"%*sдиваны","x":"угол"}\n' "$i" ''; done >c
	same ct-agg --trusted n=count c <<<'{"n":40}'
}

@test "the manual's examples and those of --help run as they stand" {
	python3 "$BATS_TEST_DIRNAME/manual.py" "$BATS_TEST_DIRNAME/../man/ct-agg.1"
	ct-agg --help | sed -n 's/^  \(ct-agg .*\)/\1/p' >examples
	[ "$(wc -l <examples)" -eq 2 ]
	cp march.ndjson calls.ndjson
	bash -eo pipefail examples >out
	[ -s out ]
}
