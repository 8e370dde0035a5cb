#!/usr/bin/env bats
# ct-funnel: how far customers get, and where they fall off.
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC CT_DATADIR="$BATS_TEST_DIRNAME/../share"
	cd "$BATS_TEST_TMPDIR" || return
	cat >funnel.yaml <<'END'
key: [visitor_id, customer]
window: 30d
stages:
  - {stage: visit,    when: '.type == "session"'}
  - {stage: call,     when: '.type == "call" and .direction == "in"'}
  - {stage: answered, when: '.status == "answered"'}
  - {stage: won,      when: '.won'}
END
}

march() {
	cat >march.ndjson <<'END'
{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","visitor_id":"v1","source":"google"}
{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s2","visitor_id":"v2","source":"google"}
{"ts":"2026-03-01T09:02:05.000Z","type":"call","id":"c1","direction":"in","customer":"+79160000001","visitor_id":"v1","status":"answered"}
{"ts":"2026-03-01T09:05:00.000Z","type":"call","id":"c2","direction":"in","customer":"+79160000002","visitor_id":"v2","status":"missed"}
{"ts":"2026-03-02T10:00:00.000Z","type":"call","id":"c3","direction":"in","customer":"+79160000003","status":"answered"}
{"ts":"2026-03-03T12:00:00.000Z","type":"deal","id":"d1","customer":"+79160000001","won":true,"amount":1250.50}
END
}

# Two stages over {"ts","c","a","b"}: a line a record "SECOND MEMBERS".
ab() {
	printf '%s\n' 'key: [c, d]' "$@" 'stages: [{stage: a, when: .a}, {stage: b, when: .b}]' >ab.yaml
	sed -E 's/^([0-9]+) (.*)/{"ts":"2026-03-01T00:00:\1.000Z",\2}/'
}

# The counts alone, one word a stage: entered/dropped/skipped.
counts() {
	jq -r '"\(.entered)/\(.dropped)/\(.skipped)"' | paste -sd ' '
}

transcript() {
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/p' "$BATS_TEST_DIRNAME/../man/$1" |
		sed -n '/^\.Bd/,/^\.Ed/{/^\.[BE]d/d;p;}' | sed 's/\\e/\\/g;s/\\&//g' >want
	local line
	while IFS= read -r line; do
		[[ $line == '$ '* ]] || continue
		printf '%s\n' "$line"
		bash -c "${line#\$ }" || return 1
	done <want >got
	[ -s want ]
	diff want got
}

@test "the manual's examples print what it says" {
	march
	transcript ct-funnel.1
}

@test "random funnels count what trying every way there is counts" {
	seed=${CT_SEED:-20260301}
	echo "seed $seed"
	python3 "$BATS_TEST_DIRNAME/funnel.py" "$seed" 150 .
	for i in {0..149}; do
		ct-funnel -q -r "$i.yaml" --totals "$i.ndjson" >"$i.got" || return 1
		diff "$i.want" "$i.got" || {
			cat "$i.yaml"
			return 1
		}
	done
}

@test "each line says all, in the order of the manual" {
	march
	echo 'by: [source]' >>funnel.yaml
	run --separate-stderr ct-funnel -r funnel.yaml march.ndjson
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "${#lines[@]}" -eq 8 ]
	[ "${lines[0]}" = '{"source":null,"stage":"visit","entered":0,"of_previous":null,"of_first":null,"dropped":0,"skipped":0,"median":null,"p90":null,"amount":0}' ]
	[ "${lines[1]}" = '{"source":null,"stage":"call","entered":0,"of_previous":null,"of_first":null,"dropped":0,"skipped":1,"median":null,"p90":null,"amount":0}' ]
	[ "${lines[5]}" = '{"source":"google","stage":"call","entered":2,"of_previous":1,"of_first":1,"dropped":1,"skipped":0,"median":212.5,"p90":282.5,"amount":0}' ]
	[ "${lines[7]}" = '{"source":"google","stage":"won","entered":1,"of_previous":1,"of_first":0.5,"dropped":0,"skipped":0,"median":183475,"p90":183475,"amount":1250.5}' ]
}

@test "the window ends with its last millisecond" {
	printf '%s\n' '00 "c":1,"a":true' '10 "c":1,"b":true' | ab 'window: 10s' >in
	[ "$(ct-funnel -r ab.yaml in | counts)" = '1/0/0 1/0/0' ]
	sed -i 's/10s/9.999s/' ab.yaml
	[ "$(ct-funnel -r ab.yaml in | counts)" = '1/1/0 0/0/0' ]
}

@test "a later start counts when it gets further; of equals the earliest" {
	printf '%s\n' '00 "c":1,"a":true,"x":"first"' '08 "c":1,"a":true,"x":"later"' '12 "c":1,"b":true' |
		ab 'window: 10s' 'by: [x]' >in
	[ "$(ct-funnel -r ab.yaml in | jq -r '"\(.x) \(.stage) \(.entered)"' | paste -sd ,)" = 'later a 1,later b 1' ]
	sed -i 's/10s/20s/' ab.yaml
	[ "$(ct-funnel -r ab.yaml in | jq -r '"\(.x) \(.median)"' | paste -sd ,)" = 'first null,first 12' ]
}

@test "one record passes several stages at once, and simultaneous ones go either way" {
	printf '%s\n' '00 "c":1,"a":true,"b":true' '05 "c":2,"b":true' '05 "c":2,"a":true' | ab >in
	[ "$(ct-funnel -r ab.yaml in | counts)" = '2/0/0 2/0/0' ]
}

@test "a record with two values joins customers, also long after, and number 5 is text 5" {
	printf '%s\n' '00 "c":"x","a":true' '01 "d":5,"b":true' '50 "c":"x","d":"5"' | ab >in
	[ "$(ct-funnel -r ab.yaml in | counts)" = '1/0/0 1/0/0' ]
	head -n 2 in >apart
	[ "$(ct-funnel -r ab.yaml apart | counts)" = '1/1/0 0/0/1' ]
	# The same value of another member is another one.
	printf '%s\n' '00 "c":"x","a":true' '01 "d":"x","b":true' | ab >in
	[ "$(ct-funnel -r ab.yaml in | counts)" = '1/1/0 0/0/1' ]
}

@test "order: any counts stages in any order inside the window" {
	printf '%s\n' '00 "c":1,"b":true' '10 "c":1,"a":true' '00 "c":2,"b":true' | ab 'order: any' 'window: 10s' >in
	[ "$(ct-funnel -r ab.yaml in | counts)" = '1/0/0 1/0/1' ]
	[ "$(ct-funnel -r ab.yaml in | jq -c .median | paste -sd ' ')" = 'null 10' ]
	sed -i 's/any/strict/' ab.yaml
	[ "$(ct-funnel -r ab.yaml in | counts)" = '1/1/0 0/0/1' ]
}

@test "reasons of the lost stand beside the stage they were lost at, the most frequent first" {
	printf '%s\n' '00 "c":1,"a":true' '01 "c":1,"reason":"old"' '02 "c":1,"reason":"дорого"' \
		'00 "c":2,"a":true,"reason":"дорого"' '00 "c":3,"a":true,"reason":"late"' \
		'00 "c":4,"a":true,"reason":"no"' '01 "c":4,"b":true' '00 "c":5,"a":true' | ab >in
	[ "$(ct-funnel -r ab.yaml in | jq -c .reasons | paste -sd ' ')" = '{"дорого":2,"late":1} {}' ]
	sed -i 's/"reason"/"cause"/' in
	[ "$(ct-funnel -r ab.yaml in | jq -c .reasons | paste -sd ' ')" = 'null null' ]
	echo 'reason: .cause' >>ab.yaml
	[ "$(ct-funnel -r ab.yaml in | jq -c .reasons | paste -sd ' ')" = '{"дорого":2,"late":1} {}' ]
}

@test "amounts are exact, null where nobody names one, and currencies are not added up" {
	printf '%s\n' '00 "c":1,"a":true,"amount":0.1' '00 "c":2,"a":true,"amount":0.2' \
		'00 "c":3,"a":true,"amount":1e16' | ab >in
	[ "$(ct-funnel -r ab.yaml in | grep -o '"amount":[^,}]*' | paste -sd ' ')" = '"amount":10000000000000000.3 "amount":0' ]
	printf '%s\n' '00 "c":1,"a":true,"amount":"x"' | ab >in
	run --separate-stderr ct-funnel -r ab.yaml in
	[ "$stderr" = 'ct-funnel: in:1: amount: no number of up to 20 digits' ]
	[ "$(jq -c .amount <<<"$output" | paste -sd ' ')" = 'null null' ]
	printf '%s\n' '00 "c":1,"a":true,"amount":1,"currency":"RUB"' '00 "c":2,"a":true,"amount":2,"currency":"USD"' | ab >in
	run --separate-stderr ct-funnel -r ab.yaml in
	[ "$status" -eq 1 ]
	[ "$stderr" = 'ct-funnel: amounts in "RUB" and other currencies cannot be added: count "currency" apart' ]
	[ "$(jq -c .amount <<<"$output" | paste -sd ' ')" = 'null 0' ]
	echo 'by: {stage: a, keys: [currency]}' >>ab.yaml
	run --separate-stderr ct-funnel -r ab.yaml in
	[ "$status" -eq 0 ]
	run --separate-stderr ct-funnel -r ab.yaml --totals in
	[ "$status" -eq 0 ]
	[ "$(jq -c .amount <<<"$output" | paste -sd ' ')" = '1 0 2 0 null 0' ]
	run --separate-stderr ct-funnel -r ab.yaml in
	[ "$(jq -r '"\(.currency) \(.amount)"' <<<"$output" | paste -sd ,)" = 'RUB 1,RUB 0,USD 2,USD 0' ]
}

@test "by: members, paths, expressions and buckets of time in the zone asked for" {
	printf '%s\n' '00 "c":1,"a":true,"x":{"y":1.0},"s":"B"' | ab 'by: [s, .x.y, "low=(.s|ascii_downcase)", day, hour_of_day]' >in
	run ct-funnel -z America/New_York -r ab.yaml in
	[[ ${lines[0]} == '{"s":"B","x.y":1,"low":"b","day":"2026-02-28","hour_of_day":19,"stage":"a",'* ]]
}

@test "--totals adds the lines of all groups together, each customer once" {
	printf '%s\n' '00 "c":1,"a":true,"x":1' '02 "c":1,"b":true' '00 "c":2,"a":true,"x":2' '06 "c":2,"b":true' |
		ab 'by: [x]' >in
	ct-funnel -r ab.yaml --totals in | tail -n 2 >got
	printf '%s\n' '{"x":null,"stage":"a","entered":2,"of_previous":null,"of_first":1,"dropped":0,"skipped":0,"median":null,"p90":null,"amount":null,"total":true}' \
		'{"x":null,"stage":"b","entered":2,"of_previous":1,"of_first":1,"dropped":0,"skipped":0,"median":4,"p90":5.6,"amount":null,"total":true}' | diff - got
}

@test "--explain prints each customer, and his lines add up to the counts" {
	march
	ct-funnel -r funnel.yaml --explain march.ndjson >got
	printf '%s\n' '{"ts":"2026-03-01T09:00:00.000Z","stage":"won","passed":{"visit":"2026-03-01T09:00:00.000Z","call":"2026-03-01T09:02:05.000Z","answered":"2026-03-01T09:02:05.000Z","won":"2026-03-03T12:00:00.000Z"},"visitor_id":["v1"],"customer":["+79160000001"]}' \
		'{"ts":"2026-03-01T09:00:00.000Z","stage":"call","passed":{"visit":"2026-03-01T09:00:00.000Z","call":"2026-03-01T09:05:00.000Z"},"visitor_id":["v2"],"customer":["+79160000002"]}' \
		'{"ts":"2026-03-02T10:00:00.000Z","stage":"call","skipped":true,"customer":["+79160000003"]}' | diff - got
}

@test "forget: who was not heard of for long is counted and forgotten" {
	printf '%s\n' '00 "c":1,"a":true' '20 "c":2,"a":true' '21 "c":1,"b":true' '22 "c":2,"b":true' |
		ab 'window: 5s' 'forget: 10s' >in
	[ "$(ct-funnel -r ab.yaml in | counts)" = '2/1/0 1/0/1' ]
	printf '%s\n' '{"ts":"2026-03-01T00:00:01Z","c":3,"a":true}' >>in
	run --separate-stderr ct-funnel -r ab.yaml in
	[ "$status" -eq 1 ]
	[ "$stderr" = 'ct-funnel: in:5: earlier than a line before it: with "forget", input must be in time order' ]
	[ "$(counts <<<"$output")" = '3/2/0 1/0/1' ]
}

@test "the order of the input does not matter where nothing is forgotten" {
	march
	tac march.ndjson | ct-funnel -r funnel.yaml >one
	ct-funnel -r funnel.yaml march.ndjson >two
	cmp one two
}

@test "a record without any value of the key is told of and left out" {
	printf '%s\n' '00 "a":true' '00 "c":null,"d":"","b":true' '00 "c":[1],"d":true,"x":1' '00 "c":1,"a":true' | ab >in
	run --separate-stderr ct-funnel -r ab.yaml in
	[ "$status" -eq 0 ]
	[ "$stderr" = 'ct-funnel: in:1: passes a stage but has no value of the key: left out
ct-funnel: in:2: passes a stage but has no value of the key: left out' ]
	[ "$(counts <<<"$output")" = '1/1/0 0/0/0' ]
}

@test "a record without a time is rejected; a condition that fails is no" {
	printf '%s\n' '{"c":1,"a":true}' '{"ts":"yesterday","c":1,"a":true}' '{"ts":"2026-03-01T00:00:00Z","c":1,"a":true,"b":{}}' >in
	printf '%s\n' 'key: [c]' "stages: [{stage: a, when: '.a'}, {stage: b, when: '.b + 1 == 2'}]" >ab.yaml
	run --separate-stderr ct-funnel -r ab.yaml -x rejects in
	[ "$status" -eq 1 ]
	[ "$(jq -c .line rejects | paste -sd ' ')" = '1 2' ]
	[ "$(counts <<<"$output")" = '1/1/0 0/0/0' ]
	[[ $stderr == *'ct-funnel: in:3: b: '* ]]
}

@test "empty input: a funnel of nobody, and no groups where there are keys" {
	[ "$(ct-funnel -r funnel.yaml </dev/null | counts)" = '0/0/0 0/0/0 0/0/0 0/0/0' ]
	echo 'by: [source]' >>funnel.yaml
	[ -z "$(ct-funnel -r funnel.yaml </dev/null)" ]
	[ "$(ct-funnel -r funnel.yaml --totals </dev/null | wc -l)" -eq 4 ]
}

@test "half an input gives no counts at all" {
	march
	gzip -c march.ndjson | head -c 150 >cut.gz
	run --separate-stderr ct-funnel -r funnel.yaml cut.gz
	[ "$status" -eq 2 ]
	[ -z "$output" ]
}

# A rule file, and the message after "ct-funnel: bad.yaml:".
wrong() {
	local said=0
	printf '%s\n' "$1" >bad.yaml
	ct-funnel -r bad.yaml /dev/null >said 2>&1 || said=$?
	cat said
	[ "$said" -eq 2 ]
	[ "$(cat said)" = "ct-funnel: bad.yaml$2" ]
}

@test "wrong rules are named by line and column" {
	local s='stages: [{stage: a, when: .a}]' k='key: [c]'
	wrong "$s" ': no "key": the members that tell who it is'
	wrong "$k" ': no "stages": a list of {stage: NAME, when: CONDITION}'
	wrong "key: []
$s" ':1:6: "key" must name 1 to 64 members'
	wrong "key: [c, c]
$s" ':1:10: the key "c" is there already'
	wrong "$k
stages: []" ':2:9: there must be 1 to 32 stages'
	wrong "$k
stages: [{stage: a}]" ':2:10: a stage needs "stage", its name, and "when", a condition'
	wrong "$k
stages: [{stage: a, when: .a}, {stage: a, when: .b}]" ':2:40: the stage "a" is there already'
	wrong "$k
stages: [{stage: a, wen: .a}]" ':2:21: unknown key "wen"; did you mean "when"?'
	wrong "$k
$s
by: {stage: b, keys: [x]}" ':3:13: unknown stage "b"; known here: a'
	wrong "$k
$s
by: {stage: a}" ':3:5: "by" needs "keys"'
	wrong "$k
$s
by: [stage]" ':3:6: "stage" is a member of the output; name the key: NAME=.stage'
	wrong "$k
$s
by: [x, .x]" ':3:9: the key "x" is there already'
	wrong "$k
$s
by: [x=]" ':3:6: an empty key'
	wrong "$k
$s
window: 2d
forget: 1d" ':4:9: "forget" must not be shorter than "window"'
}

@test "wrong use is said and exits 2" {
	run ct-funnel
	[ "$status" -eq 2 ]
	[ "${lines[0]}" = 'ct-funnel: no rules: give --rules FILE' ]
	run ct-funnel -r funnel.yaml --explain --totals
	[ "$status" -eq 2 ]
	[ "${lines[0]}" = 'ct-funnel: --explain prints customers, which have no --totals' ]
	run ct-funnel -r funnel.yaml -z Mars/Base /dev/null
	[ "$status" -eq 2 ]
}
