#!/usr/bin/env bats
# ct-validate: is this export what it says?
# shellcheck disable=SC2154,SC2016 # run sets stderr; a schema's $ref is no variable
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC CT_DATADIR="$BATS_TEST_DIRNAME/../share"
	unit=$BUILD/unit
	cd "$BATS_TEST_TMPDIR" || return
}

# found WANT LINE... - what is found in these lines, without the name of the input.
found() {
	local want=$1
	shift
	run --separate-stderr ct-validate <<<"$(printf '%s\n' "$@")"
	[ "${output//standard input:/}" = "$want" ]
	[ "$status" -eq "$([ -z "$want" ] && echo 0 || echo 1)" ]
}

# checked WANT SCHEMA JSON... - what a schema says of the member x of an event.
checked() {
	local want=$1 json
	printf '{"type": "object", "properties": {"x": %s}}\n' "$2" >schema.json
	shift 2
	for json in "$@"; do
		printf '{"ts":"2026-03-01T09:00:00.000Z","type":"x","x":%s}\n' "$json"
	done >in
	run --separate-stderr ct-validate --schema ./schema.json --format json in
	[ "$(jq -r '.path + " " + .error' <<<"$output")" = "$want" ]
}

@test "the manual's examples print what it says" {
	printf '%s\n' '{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"c1","status":"ansered"}' \
		'{"ts":"2026-03-01T08:59:59.000Z","type":"call","id":"c1","talk":"12"}' >march.ndjson
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/p' "$BATS_TEST_DIRNAME/../man/ct-validate.1" |
		sed -n '/^\.Bd/,/^\.Ed/{/^\.[BE]d/d;p;}' >want
	while IFS= read -r line; do
		[[ $line == '$ '* ]] || continue
		printf '%s\n' "$line"
		bash -c "${line#\$ }" 2>>said || :
	done <want >got
	[ -s want ]
	diff want got
	diff said - <<-'END'
		ct-validate: 4 findings in 2 lines: 1 time, 1 id, 2 schema
		ct-validate: 4 findings in 2 lines: 1 time, 1 id, 2 schema
	END
}

@test "good events: nothing is said, exit 0; the simulation writes such, and so does an empty file" {
	for seed in 1 2; do
		ct-sim --seed "$seed" --bayes shop >in
		run --separate-stderr ct-validate in
		[ "$status" -eq 0 ]
		[ -z "$output" ]
		[ -z "$stderr" ]
	done
	run --separate-stderr ct-validate </dev/null
	[ "$status" -eq 0 ]
	[ -z "$output$stderr" ]
}

@test "what the filters write is valid, from vendors' exports to tags" {
	ct-sim --days 3 --export exports --bayes shop >sim.ndjson
	ct-attribute --explain --model linear sim.ndjson | ct-classify --explain |
		ct-tag --rules "$CT_DATADIR/tags/default.yaml" --explain >out.ndjson
	run --separate-stderr ct-validate out.ndjson
	[ -z "$output" ]
	[ "$status" -eq 0 ]
	grep -q '"auto_tags"' out.ndjson
	for f in exports/*; do
		ct-ingest -q "$f" 2>/dev/null | sort >out.ndjson
		[ -s out.ndjson ]
		run --separate-stderr ct-validate out.ndjson
		[ -z "$output" ]
		[ "$status" -eq 0 ]
	done
}

@test "json: what is no object, and a member that is there twice" {
	found '1: not a JSON object [json]' oops
	found '1:50: the member "id" is there twice [json]
1: no "type" [schema]' '{"ts":"2026-03-01T09:00:00.000Z","id":"a","x":1,"id":"b"}'
}

@test "order: ts, type and id come first" {
	found '' '{"ts":"2026-03-01T09:00:00.000Z","type":"x","id":"a","b":1}'
	found '' '{"ts":"2026-03-01T09:00:00.000Z","type":"x","b":1}'
	found '1:18: "ts" is not in its place: ts, type and id come first [order]' \
		'{"type":"x","ts":"2026-03-01T09:00:00.000Z","id":"a"}'
	found '1:56: "id" is not in its place: ts, type and id come first [order]' \
		'{"ts":"2026-03-01T09:00:00.000Z","type":"x","a":1,"id":"b"}'
}

@test "ts: absent, no time, or written otherwise" {
	found '1: .ts: no "ts" [ts]
1: no "ts" [schema]' '{"type":"x"}'
	run --separate-stderr ct-validate --skip schema <<<'{"ts":"yesterday","type":"x"}'
	[ "$output" = 'standard input:1:7: .ts: "yesterday" is no time [ts]' ]
	run --separate-stderr ct-validate --skip schema <<<'{"ts":1772323200,"type":"x"}'
	[ "$output" = 'standard input:1:7: .ts: "1772323200" is no time [ts]' ]
	found '1:7: .ts: "2026-03-01T09:00:00Z" is not written as 2026-03-01T09:15:27.000Z [ts]' \
		'{"ts":"2026-03-01T09:00:00Z","type":"x"}'
}

@test "time: it does not go back, from file to file neither; the same instant is fine" {
	a='{"ts":"2026-03-01T09:00:00.000Z","type":"x"}' b='{"ts":"2026-03-01T09:00:01.000Z","type":"x"}'
	found '' "$a" "$a" "$b"
	found '2:7: .ts: time goes back: 2026-03-01T09:00:00.000Z after 2026-03-01T09:00:01.000Z [time]' "$b" "$a" "$b"
	echo "$a" >a
	echo "$b" >b
	run --separate-stderr ct-validate b a
	[ "$status" -eq 1 ]
	[ "$output" = 'a:1:7: .ts: time goes back: 2026-03-01T09:00:00.000Z after 2026-03-01T09:00:01.000Z [time]' ]
	run --separate-stderr ct-validate --skip time b a
	[ "$status" -eq 0 ]
}

@test "id: once for each type, over all files" {
	a='{"ts":"2026-03-01T09:00:00.000Z","type":"x","id":"a"}' b='{"ts":"2026-03-01T09:00:00.000Z","type":"y","id":"a"}'
	found '' "$a" "$b"
	found '3:50: .id: another x with the id "a" is in line 1 [id]' "$a" "$b" "$a"
	echo "$a" >a
	cp a c
	run --separate-stderr ct-validate a c
	[ "$output" = 'c:1:50: .id: another x with the id "a" is in a, line 1 [id]' ]
	# Exactly the lines that sort | uniq -d names, of a hundred thousand.
	awk 'BEGIN { srand(5); for (i = 0; i < 100000; i++) printf "{\"ts\":\"2026-03-01T09:00:00.000Z\",\"type\":\"x\",\"id\":\"%d\"}\n", rand() * 1000000 }' >many
	ct-validate --skip schema --format json many | jq -r '.error' | sort | sed 's/.*id "\(.*\)" is.*/\1/' | sort -u >got
	jq -r .id many | sort | uniq -d | diff - got
	[ -s got ]
}

@test "until and end are not before ts" {
	found '' '{"ts":"2026-03-01T09:00:00.000Z","type":"x","until":"2026-03-01T09:00:00.000Z"}'
	found '1:53: .until: 2026-03-01T08:59:59.999Z is before the event'"'"'s ts [until]' \
		'{"ts":"2026-03-01T09:00:00.000Z","type":"x","until":"2026-03-01T08:59:59.999Z"}'
	found '1:51: .end: 2026-02-28T00:00:00.000Z is before the event'"'"'s ts [until]' \
		'{"ts":"2026-03-01T09:00:00.000Z","type":"x","end":"2026-02-28T00:00:00.000Z"}'
}

@test "number: calls go to numbers that are declared" {
	echo 'pools: [{name: site, numbers: ["+74951230001..+74951230040"], ttl: 30m}]' >numbers.yaml
	printf '{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"%d","number":"+749512300%d"}\n' 1 40 2 41 >in
	run --separate-stderr ct-validate --numbers numbers.yaml in
	[ "$status" -eq 1 ]
	[ "$output" = 'in:2:66: .number: the number +74951230041 is declared nowhere [number]' ]
	run --separate-stderr ct-validate in
	[ "$status" -eq 0 ]
}

@test "schema: what an event of each type must be" {
	ts='"ts":"2026-03-01T09:00:00.000Z"'
	found '1: no "id" [schema]' "{$ts,\"type\":\"call\"}"
	found '1:64: .talk: -1 is less than 0 [schema]' "{$ts,\"type\":\"call\",\"id\":\"c\",\"talk\":-1}"
	run --separate-stderr ct-validate <<<"{$ts,\"type\":\"call\",\"id\":\"c\",\"customer\":\"102\"}"
	[[ $output == *': .customer: "102" does not match ^\+[1-9][0-9]{1,14}$ [schema]' ]]
	run --separate-stderr ct-validate <<<"{$ts,\"type\":\"call\",\"id\":\"c\",\"cause\":\"no-lines\"}"
	[[ $output == *': .cause: unknown value "no-lines"; did you mean "no_lines"? [schema]' ]]
	run --separate-stderr ct-validate <<<"{$ts,\"type\":\"call\",\"id\":\"c\",\"source\":\"Google\"}"
	[[ $output == *': .source: "Google" does not match ^[^A-Z]*$ [schema]' ]]
	run --separate-stderr ct-validate <<<"{$ts,\"type\":\"number\",\"number\":\"+74951230001\"}"
	[ "$output" = 'standard input:1: none of the forms that it may have [schema]' ]
	run --separate-stderr ct-validate <<<"{$ts,\"type\":\"call\",\"id\":7,\"tags\":[\"b\",1]}"
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[0]} == *': .id: expected a text, not a number [schema]' ]]
	[[ ${lines[1]} == *': .tags[1]: expected a text, not a number [schema]' ]]
	# What is not known is not our affair.
	found '' "{$ts,\"type\":\"weather\",\"talk\":-1,\"x\":{\"y\":[null]}}"
}

@test "schema: each word" {
	checked '' '{"type": ["string", "null"]}' '"a"' null
	checked '.x expected a text or null, not true' '{"type": ["string", "null"]}' true
	checked '.x expected a whole number, not a number' '{"type": "integer"}' 1 1.0 1e2 1.5
	checked '.x expected a text or a whole number, not false' '{"type": ["integer", "string"]}' false
	checked '.x unknown value "c"; known here: aaaa, bbbb' '{"enum": ["aaaa", "bbbb", 1, true, null]}' '"aaaa"' '"\u0061aaa"' 1.0 true null '"c"'
	checked '.x "2", expected 1' '{"const": 1}' 1 2
	checked '.x an array, which is none of the known values' '{"enum": ["a", "b"]}' '"a"' '["a"]'
	checked '.x 3 is more than 2
.x 0 is less than 1' '{"minimum": 1, "maximum": 2}' 1 2 3 0 '"text"'
	checked '.x 1 is not more than 1
.x 2 is not less than 2' '{"exclusiveMinimum": 1, "exclusiveMaximum": 2}' 1.5 1 2
	checked '.x 0.075 is no multiple of 0.01' '{"multipleOf": 0.01}' 0.07 19.99 0.075
	checked '.x 1 characters, at least 2 expected
.x 4 characters, at most 3 expected' '{"minLength": 2, "maxLength": 3}' '"яя"' '"\u044f"' '"аббв"'
	checked '.x "b" does not match ^a' '{"pattern": "^a"}' '"ab"' '"b"' 5
	checked '.x "2026-02-30" is no date' '{"format": "date"}' '"2026-02-28"' '"2026-02-30"'
	checked '.x "2026-02-28" is no time as RFC 3339 writes it' '{"format": "date-time"}' '"2026-02-28T00:00:00+03:00"' '"2026-02-28"'
	checked '.x 0 items, at least 1 expected
.x 3 items, at most 2 expected' '{"minItems": 1, "maxItems": 2}' '[]' '[1]' '[1,2,3]'
	checked '.x "a" is there twice' '{"uniqueItems": true}' '["a","b"]' '["a","b","a"]'
	checked '.x[1] expected a number, not a text' '{"items": {"type": "number"}}' '[1,2]' '[1,"a",3]'
	checked '.x no "a"' '{"required": ["a"]}' '{"a":1}' '{"\u0061":1}' '{"b":1}' '"no object"'
	checked '.x.c not known here' '{"properties": {"a": {}}, "additionalProperties": false}' '{"a":1}' '{"a":1,"c":2}'
	checked '.x.c expected a number, not null' '{"properties": {"a": {}}, "additionalProperties": {"type": "number"}}' '{"a":null,"b":1,"c":null}'
	checked '.x 0 members, at least 1 expected' '{"minProperties": 1, "maxProperties": 1}' '{}' '{"a":1}'
	checked '.x 5 is more than 3' '{"allOf": [{"minimum": 1}, {"maximum": 3}]}' 2 5
	checked '.x none of the forms that it may have' '{"anyOf": [{"minimum": 5}, {"maximum": 3}]}' 2 6 4
	checked '.x more than one of the forms that it may have' '{"oneOf": [{"minimum": 3}, {"maximum": 5}]}' 2 6 4
	checked '.x a form that it must not have' '{"not": {"type": "null"}}' 1 null
	checked '.x no "b"
.x no "c"' '{"if": {"required": ["a"]}, "then": {"required": ["b"]}, "else": {"required": ["c"]}}' '{"a":1,"b":1}' '{"c":1}' '{"a":1}' '{}'
	checked '.x not known here' 'false' 1
	checked '' 'true' 1
}

@test "schema: references, to themselves too" {
	cat >schema.json <<-'END'
		{"$ref": "#/$defs/tree", "$defs": {"tree": {"type": "object", "properties": {
		  "n": {"type": "number"}, "of": {"type": "array", "items": {"$ref": "#/$defs/tree"}}}}}}
	END
	run --separate-stderr ct-validate --skip ts --schema ./schema.json <<<'{"n":1,"of":[{"n":2},{"of":[{"n":"3"}]}]}'
	[ "$output" = 'standard input:1:34: .of[1].of[0].n: expected a number, not a text [schema]' ]
	echo '{"$ref": "#"}' >schema.json
	run --separate-stderr ct-validate --skip ts --schema ./schema.json <<<'{}'
	[ "$output" = 'standard input:1: the schema refers to itself without end [schema]' ]
}

@test "a schema with an error is exit 2, with its place" {
	wrong() {
		echo "$2" >s.json
		run --separate-stderr ct-validate --schema ./s.json </dev/null
		[ "$status" -eq 2 ]
		[ "$stderr" = "ct-validate: ./s.json:$1" ]
	}
	wrong '1:2: unknown key "requred"; did you mean "required"?' '{"requred": []}'
	wrong '1:10: unknown value "strng"; did you mean "string"?' '{"type": "strng"}'
	wrong '1:13: unknown value "email"; known here: date-time, date' '{"format":  "email"}'
	wrong '1:13: not a pattern: a bracket without its end' '{"pattern": "[a"}'
	wrong '2:17: not a pattern: "(?"; only (?: is known' $'{"type": "string",\n    "pattern":  "(?=a)"}'
	wrong '1:13: not a pattern: invalid character property name {Foo}' '{"pattern": "\\p{Foo}"}'
	wrong '1:10: there is nothing at "#/$defs/y"' '{"$ref": "#/$defs/y", "$defs": {"x": {}}}'
	wrong '1:10: only references within the file, such as "#/$defs/call"' '{"$ref": "http://x"}'
	wrong '1:11: "enum" without a value' '{"enum":  []}'
	wrong '1:12: only plain values can be compared' '{"const":  {"a": 1}}'
	wrong '1:25: unknown key "typ"; did you mean "type"?' '{"$defs": {"not used": {"typ": 1}}}'
	run --separate-stderr ct-validate --schema no-such </dev/null
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-validate: unknown schema "no-such"; known here: events, rules-classes, rules-tags' ]
}

@test "GitHub's commands are escaped as it wants" {
	printf '%s\n' 'oops' '{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"100%","status":"a%b"}' >'a,b:c.ndjson'
	run --separate-stderr ct-validate --format github 'a,b:c.ndjson'
	[ "$status" -eq 1 ]
	[ "$output" = '::error file=a%2Cb%3Ac.ndjson,line=1,title=ct-validate json::not a JSON object
::error file=a%2Cb%3Ac.ndjson,line=2,col=69,title=ct-validate schema::.status: unknown value "a%25b"; known here: answered, missed, abandoned, busy, failed, voicemail' ]
}

@test "of a check only ten findings are written, unless told; the rest is counted" {
	for i in 1 2 3 4 5 6 7 8 9 10 11 12; do echo "oops $i"; done >in
	run --separate-stderr ct-validate in
	[ "${#lines[@]}" -eq 10 ]
	[ "$stderr" = 'ct-validate: 12 findings in 12 lines: 12 json (10 shown)' ]
	run --separate-stderr ct-validate --limit 2 in
	[ "${#lines[@]}" -eq 2 ]
	run --separate-stderr ct-validate --limit 0 in
	[ "${#lines[@]}" -eq 12 ]
	[ "$stderr" = 'ct-validate: 12 findings in 12 lines: 12 json' ]
	run --separate-stderr ct-validate --format json in
	[ "${#lines[@]}" -eq 12 ]
	run --separate-stderr ct-validate -q in
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[ "$stderr" = 'ct-validate: 12 findings in 12 lines: 12 json' ]
}

@test "wrong use is exit 2" {
	run --separate-stderr ct-validate --skip tim </dev/null
	[ "$status" -eq 2 ]
	[ "${stderr%%$'\n'*}" = 'ct-validate: --skip: unknown check "tim"; did you mean "time"?' ]
	run --separate-stderr ct-validate --format xml </dev/null
	[ "$status" -eq 2 ]
	[ "${stderr%%$'\n'*}" = 'ct-validate: --format: unknown format "xml"; known here: text, json, github' ]
	run --separate-stderr ct-validate --limit many </dev/null
	[ "$status" -eq 2 ]
	run --separate-stderr ct-validate no-such-file
	[ "$status" -eq 2 ]
	run --separate-stderr bash -c 'echo oops | ct-validate >/dev/full'
	[ "$status" -eq 2 ]
}

@test "a gzip that breaks off is found, and exit 2" {
	ct-sim --seed 1 shop | gzip | head -c 5000 >in.gz
	run --separate-stderr ct-validate in.gz
	[ "$status" -eq 2 ]
}

@test "a pattern that takes too long is a finding, wherever it stands" {
	printf '{"x":"%s!"}\n{"x":"aa"}\n' "$(printf '%065535d' 0 | tr 0 a)" >long
	slow() {
		echo "{\"properties\": {\"x\": $1}}" >s.json
		run --separate-stderr ct-validate --skip ts --schema ./s.json long
		[ "$status" -eq 1 ]
		[ "${output//aaaaaaaaaa/}" = 'long:1:6: .x: the pattern (a+)+$ takes too long on "" [schema]' ]
		[ "$stderr" = 'ct-validate: 1 finding in 2 lines: 1 schema' ]
	}
	slow '{"pattern": "(a+)+$"}'
	slow '{"not": {"not": {"pattern": "(a+)+$"}}}'
	slow '{"oneOf": [{"pattern": "(a+)+$"}, {"minLength": 9}]}'
	slow '{"if": {"pattern": "(a+)+$"}, "then": {"minLength": 1}}'
}

@test "patterns match what python's match" {
	cat >ask.py <<-'END'
		import random, re
		random.seed(2)
		def atom(d):
		    r = random.random()
		    if r < .5 or d > 3: return random.choice(["a", "b", "c", "я", ".", "[ab]", "[^a]", "\\d", "[а-я]", "\\."])
		    if r < .6: return random.choice("^$")
		    return "(" + random.choice(["?:", ""]) + alt(d + 1) + ")"
		def piece(d):
		    a = atom(d)
		    if a in "^$": return a
		    # No repetition of repetitions: python would take years.
		    if a[0] == "(": return a + random.choice(["", "?", "" if set("*+{") & set(a) else "*"])
		    return a + random.choice(["", "", "", "*", "+", "?", "{2}", "{1,3}", "{0,2}", "{2,}", "*?"])
		def alt(d=0):
		    return "|".join("".join(piece(d) for _ in range(random.randrange(0, 4))) for _ in range(random.choice([1, 1, 2, 3])))
		with open("ask", "w") as a, open("want", "w") as w:
		    for i in range(3000):
		        p = alt()
		        c = re.compile(p.replace("$", "\\Z"))
		        for _ in range(3):
		            t = "".join(random.choice("abcяд1.") for _ in range(random.randrange(0, 7)))
		            a.write(p + "\t" + t + "\n")
		            w.write("%d\n" % bool(c.search(t)))
	END
	PYTHONIOENCODING=utf-8 PYTHONUTF8=1 python3 ask.py
	[[ $unit == /* ]] || unit=$PWD/$unit
	"$unit/regex" - <ask | cmp want -
}
