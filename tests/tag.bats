#!/usr/bin/env bats
# ct-tag: rules in, tags out.
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
	echo "tags: [{tag: vip, when: '.type == \"call\"'}]" >tags.yaml
}

# tag RULES: the standard input through ct-tag with these rules.
tag() {
	printf '%s\n' "$1" >rules.yaml
	ct-tag -r rules.yaml
}

# bad RULES MESSAGE: this rule file is refused with this message and exit 2.
bad() {
	printf '%s\n' "$1" >bad.yaml
	run --separate-stderr ct-tag -r bad.yaml </dev/null
	[ "$status" -eq 2 ] || return
	[ -z "$output" ] || return
	[ "$stderr" = "ct-tag: $2" ] && return
	echo "$stderr" >&2
	return 1
}

@test "a tag goes before the brace; every other byte stays" {
	echo '{"type":"call","cost":3.50, "x":90071992547409931}' >calls.ndjson
	run --separate-stderr ct-tag -r tags.yaml calls.ndjson
	[ "$status" -eq 0 ]
	[ "$output" = '{"type":"call","cost":3.50, "x":90071992547409931,"tags":["vip"],"auto_tags":["vip"]}' ]
	[ -z "$stderr" ]
}

@test "a broken line is named by file and line, the rest goes on" {
	printf '%s\n' '{"type":"call"}' 'oops' '{"type":"call"}' >calls.ndjson
	run --separate-stderr ct-tag -r tags.yaml calls.ndjson
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 2 ]
	[[ $stderr == 'ct-tag: calls.ndjson:2:'* ]]
}

@test "an empty input gives an empty output; a last line without its newline is a line" {
	[ "$(ct-tag -r tags.yaml </dev/null | wc -c)" -eq 0 ]
	printf '{"type":"call"}' | ct-tag -r tags.yaml >out
	echo '{"type":"call","tags":["vip"],"auto_tags":["vip"]}' | cmp - out
}

@test "a full disk is exit 2" {
	echo '{"type":"call"}' >calls.ndjson
	run ct-tag -r tags.yaml calls.ndjson -o /dev/full
	[ "$status" -eq 2 ]
	run bash -c 'ct-tag -r tags.yaml calls.ndjson >/dev/full'
	[ "$status" -eq 2 ]
	[[ $output == *'No space left on device'* ]]
}

@test "every rule that holds adds its tag, sorted by bytes, each once" {
	run tag "tags:
  - {tag: zeta, when: 'true'}
  - {tag: alpha, when: '.status == \"busy\"'}
  - {tag: alpha, when: 'true'}
  - {tag: перезвонить, when: 'true'}
  - {tag: never, when: 'false'}" <<<'{"type":"call","status":"busy"}'
	[ "$output" = '{"type":"call","status":"busy","tags":["alpha","zeta","перезвонить"],"auto_tags":["alpha","zeta","перезвонить"]}' ]
}

@test "tags of people stay, and only what a rule added is in auto_tags" {
	run tag "tags: [{tag: b, when: 'true'}, {tag: a, when: 'true'}]" <<<'{"type":"call","tags":["z","b"],"k":1}'
	[ "$output" = '{"type":"call","tags":["a","b","z"],"k":1,"auto_tags":["a"]}' ]
}

@test "tags that do not change keep their bytes, order and spacing" {
	cat >in.ndjson <<-'EOF'
		{"type":"call","tags" : [ "z",  "a" ]}
		{"type":"call","tags":["\u0061","a","z"]}
		{"type":"call","tags":[]}
		{"type":"call","tags":null}
		{"type":"call","tags":""}
	EOF
	printf '%s\n' "tags: [{tag: a, when: '.tags[0] != null and .tags != \"\"'}, {tag: x, when: 'false'}]" >rules.yaml
	ct-tag -r rules.yaml in.ndjson | cmp - in.ndjson
}

@test "rules run on calls and requests, unless on says otherwise" {
	run tag "tags:
  - {tag: usual, when: 'true'}
  - {tag: deals, when: 'true', on: deal}
  - {tag: both, when: 'true', on: [deal, call]}
  - {tag: all, when: 'true', on: any}" <<-'EOF'
		{"type":"call"}
		{"type":"request"}
		{"type":"deal"}
		{"type":"zebra"}
		{}
	EOF
	[ "${lines[0]}" = '{"type":"call","tags":["all","both","usual"],"auto_tags":["all","both","usual"]}' ]
	[ "${lines[1]}" = '{"type":"request","tags":["all","usual"],"auto_tags":["all","usual"]}' ]
	[ "${lines[2]}" = '{"type":"deal","tags":["all","both","deals"],"auto_tags":["all","both","deals"]}' ]
	[ "${lines[3]}" = '{"type":"zebra","tags":["all"],"auto_tags":["all"]}' ]
	[ "${lines[4]}" = '{"tags":["all"],"auto_tags":["all"]}' ]
}

@test "a rule sees the tags of the rules before it, not of those after it" {
	run tag "tags:
  - {tag: second, when: 'any(.tags[]?; . == \"first\")'}
  - {tag: first, when: 'true'}
  - {tag: third, when: 'any(.tags[]?; . == \"first\")'}" <<<'{"type":"call"}'
	[ "$output" = '{"type":"call","tags":["first","third"],"auto_tags":["first","third"]}' ]
}

@test "remove takes tags off, people's too; nothing left is no member" {
	run tag "tags:
  - {tag: wrong, when: '.x'}
  - {tag: ok, remove: [wrong, new], when: '.x'}
  - {remove: old, when: 'true'}" <<-'EOF'
		{"type":"call","tags":["new","old"],"x":true}
		{"type":"call","tags":["old"]}
	EOF
	[ "${lines[0]}" = '{"type":"call","tags":["ok"],"x":true,"auto_tags":["ok"]}' ]
	[ "${lines[1]}" = '{"type":"call"}' ]
}

@test "a tag that is taken off and set again is still the people's" {
	run tag "tags: [{remove: a, when: 'true'}, {tag: a, when: 'true'}]" <<<'{"type":"call","tags":["a"]}'
	[ "$output" = '{"type":"call","tags":["a"]}' ]
}

@test "from makes a tag of each text that an expression gives" {
	run tag "tags: [{from: '.category, .ivr[]?, .none, 7, \"\"'}, {from: '[.employee]', when: '.talk > 5'}]" <<-'EOF'
		{"type":"call","category":"доставка","ivr":["1","2"],"employee":"Анна","talk":6}
		{"type":"call","employee":"Анна","talk":5}
	EOF
	[ "${lines[0]}" = '{"type":"call","category":"доставка","ivr":["1","2"],"employee":"Анна","talk":6,"tags":["1","2","7","Анна","доставка"],"auto_tags":["1","2","7","Анна","доставка"]}' ]
	[ "${lines[1]}" = '{"type":"call","employee":"Анна","talk":5,"tags":["7"],"auto_tags":["7"]}' ]
}

@test "set gives constants; a period in it becomes seconds" {
	run tag "set: {long: 1m, who: Анна, list: [1, 2]}
tags: [{tag: long, when: '.talk > \$long'}, {tag: hers, when: '.employee == \$who'}, {tag: two, when: '\$list | length == 2'}]" <<<'{"type":"call","talk":61,"employee":"Анна"}'
	[ "$output" = '{"type":"call","talk":61,"employee":"Анна","tags":["hers","long","two"],"auto_tags":["hers","long","two"]}' ]
}

@test "twice is once, with other rules too: the tags of an earlier run go" {
	cat >in.ndjson <<-'EOF'
		{"type":"call","status":"busy","tags":["mine"],"n":1.50}
		{"type":"call","status":"answered","n":2}
		{"type":"session","tags":["b","a"]}
	EOF
	printf '%s\n' "tags: [{tag: lost, when: '.status != \"answered\"'}, {tag: seen, when: 'any(.tags[]?; . == \"lost\")'}]" >one.yaml
	printf '%s\n' "tags: [{tag: other, when: '.auto_tags'}]" >two.yaml
	ct-tag -r one.yaml in.ndjson >once
	ct-tag -r one.yaml once | cmp - once
	run head -n 1 once
	[ "$output" = '{"type":"call","status":"busy","tags":["lost","mine","seen"],"n":1.50,"auto_tags":["lost","seen"]}' ]
	# What rules said of before is gone without a trace.
	ct-tag -r two.yaml once | cmp - in.ndjson
	echo 'tags: []' >none.yaml
	ct-tag -r none.yaml once | cmp - in.ndjson
}

@test "unknown types and members pass byte for byte" {
	cat >in.ndjson <<-'EOF'
		{"type":"call","cost":3.50,"big":12345678901234567890,"deep":{"a":[1, 2,{}]},"e":1E+2}
		{ "ts" : "x" , "type" : "weather" , "tags" : 5 }
		{"no":"type"}
		{}
	EOF
	printf '%s\n' "tags: [{tag: a, when: '.none'}]" >rules.yaml
	ct-tag -r rules.yaml in.ndjson | cmp - in.ndjson
}

@test "tags that are no list of texts are rejected, not overwritten" {
	printf '%s\n' '{"type":"call","tags":"vip"}' '{"type":"call","tags":["a",1]}' '{"type":"call","tags":["a"],"auto_tags":7}' >calls.ndjson
	run --separate-stderr ct-tag -r tags.yaml calls.ndjson -x rejects.ndjson
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	run jq -r '"\(.line) \(.error)"' rejects.ndjson
	[ "${lines[0]}" = '1 "tags" is no list of texts' ]
	[ "${lines[1]}" = '2 "tags" is no list of texts' ]
	[ "${lines[2]}" = '3 "auto_tags" is no list of texts' ]
}

@test "a condition that fails at run time is no, is said with its place, and makes exit 1" {
	printf '%s\n' '{"type":"call","talk":"x"}' '{"type":"call","talk":[]}' >calls.ndjson
	printf '%s\n' "tags:" "  - {tag: odd, when: '.talk - 1 > 0'}" "  - {tag: even, when: 'true'}" >rules.yaml
	run --separate-stderr ct-tag -r rules.yaml calls.ndjson
	[ "$status" -eq 1 ]
	[ "${lines[0]}" = '{"type":"call","talk":"x","tags":["even"],"auto_tags":["even"]}' ]
	[[ $stderr == *'ct-tag: calls.ndjson:1: the condition of tag "odd" (rules.yaml:2) failed: '*'cannot be subtracted'* ]]
	[[ $stderr == *'ct-tag: calls.ndjson:2: the condition of tag "odd" (rules.yaml:2) failed: '* ]]
	yes '{"type":"call","talk":"x"}' | head -n 25 >calls.ndjson
	run --separate-stderr ct-tag -r rules.yaml calls.ndjson
	[[ $stderr == *'ct-tag: 15 more like: the condition of tag "odd" (rules.yaml:2) failed'* ]]
}

@test "a rule without a name that fails is said with its place" {
	printf '%s\n' "tags: [{from: '.talk - 1'}]" >rules.yaml
	run --separate-stderr ct-tag -r rules.yaml <<<'{"type":"call","talk":"x"}'
	[ "$status" -eq 1 ]
	[[ $stderr == 'ct-tag: standard input:1: the rule at rules.yaml:1 failed: '* ]]
}

@test "tests in the rule file pass in silence of the data, or say the difference" {
	cat >rules.yaml <<-'EOF'
		tags:
		  - {tag: callback, when: '.status != "answered"'}
		  - {tag: both, when: 'any(.tags[]?; . == "callback")'}
		tests:
		  - {given: {type: call, status: busy}, expect: {tags: [both, callback]}}
		  - {given: {type: call, status: answered}, expect: {tags: null}}
	EOF
	run --separate-stderr ct-tag -r rules.yaml --test
	[ "$status" -eq 0 ]
	[ -z "$output" ]
	[ "$stderr" = 'ct-tag: rules.yaml: 2 tests passed' ]
	cat >>rules.yaml <<-'EOF'
		  - {given: {type: call, status: answered}, expect: {tags: [callback]}}
		  - given: [{type: call, status: busy}]
		    expect: {tags: [callback], auto_tags: [both, callback]}
		  - {given: {type: call, tags: vip}, expect: {tags: [vip]}}
	EOF
	run --separate-stderr ct-tag -r rules.yaml --test
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[ "$stderr" = 'ct-tag: rules.yaml:7:54: test 3: tags is absent, not ["callback"]
ct-tag: rules.yaml:9:14: test 4: tags is ["both","callback"], not ["callback"]
ct-tag: rules.yaml:10:13: test 5: rejected: "tags" is no list of texts
ct-tag: rules.yaml: 3 of 5 tests failed' ]
}

@test "--test without tests is something to look at" {
	run --separate-stderr ct-tag -r tags.yaml --test
	[ "$status" -eq 1 ]
	[ "$stderr" = 'ct-tag: tags.yaml: no tests' ]
}

@test "a mistake in a rule file is named with its place and what would be right" {
	bad "tags: [{tag: a, wen: 'true'}]" 'bad.yaml:1:17: unknown key "wen"; did you mean "when"?'
	bad "tgas: []" 'bad.yaml:1:1: unknown key "tgas"; did you mean "tags"?'
	bad "tags: [{tag: a}]" 'bad.yaml:1:8: a rule without "when"'
	bad "tags: [{when: 'true'}]" 'bad.yaml:1:8: a rule without "tag"'
	bad "tags: [{tag: '', when: 'true'}]" 'bad.yaml:1:14: a tag has no name'
	bad "tags: [{tag: a, from: .b}]" 'bad.yaml:1:8: "tag" and "from" in one rule'
	bad "tags: [vip]" 'bad.yaml:1:8: a rule is a mapping: {tag: ..., when: ...}'
	bad "tags: [{tag: a, when: 'true', on: []}]" 'bad.yaml:1:35: "on" names no type of record'
	bad "tests: [{given: {type: call}}]" 'bad.yaml:1:9: a test needs "given" and "expect"'
	bad "tests: [{given: call, expect: {}}]" 'bad.yaml:1:17: "given" is a record or a list of records'
	bad "tests: [{given: [call], expect: {}}]" 'bad.yaml:1:18: a record is a mapping'
	bad "tests: [{given: [], expect: {}}]" 'bad.yaml:1:17: "given" is empty'
	bad "tests: [{given: {type: call}, expect: {tgas: [a]}}]" 'bad.yaml:1:40: unknown key "tgas"; did you mean "tags"?'
	bad "extends: ''" 'bad.yaml:1:10: "extends" names no file'
	bad "extends: bad.yaml" 'bad.yaml:1:10: too many files extend one another'
	bad "{extends: tags.yaml, without: [vop]}" 'bad.yaml:1:32: no tag "vop" to leave out in what this file extends'
}

@test "more than 63 types of records are refused" {
	{
		echo 'tags:'
		for i in $(seq 62); do echo "  - {tag: a, when: 'true', on: type$i}"; done
	} >many.yaml
	run --separate-stderr ct-tag -r many.yaml </dev/null
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-tag: many.yaml:63:32: more than 63 types of records' ]
}

@test "without the files of share/ it is exit 2" {
	CT_DATADIR=/nowhere run --separate-stderr ct-tag
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-tag: /nowhere/tags/default.yaml: No such file or directory' ]
}

@test "a rule file that is not there is exit 2" {
	run --separate-stderr ct-tag -r none.yaml
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-tag: none.yaml: No such file or directory' ]
}

@test "extends takes over another file's rules and constants, and changes some" {
	cat >base.yaml <<-'EOF'
		set: {long: 60}
		tags:
		  - {tag: long, when: '.talk >= $long'}
		  - {tag: anna, when: '.employee == "Анна"'}
		  - {tag: spam, when: 'true'}
		  - {tag: last, when: 'any(.tags[]?; . == "anna")'}
		tests:
		  - {given: {type: call}, expect: {tags: [no]}}
	EOF
	mkdir sub
	cat >sub/mine.yaml <<-'EOF'
		extends: ../base.yaml
		set: {long: 10}
		without: [spam]
		tags:
		  - {tag: new, when: 'any(.tags[]?; . == "last")'}
		  - {tag: anna, when: '.employee == "Anna"'}
		tests:
		  - {given: {type: call, talk: 10, employee: Anna}, expect: {tags: [anna, last, long, new]}}
		  - {given: {type: call, talk: 9, employee: Анна}, expect: {tags: null}}
	EOF
	run --separate-stderr ct-tag -r sub/mine.yaml --test
	[ "$stderr" = 'ct-tag: sub/mine.yaml: 2 tests passed' ]
	[ "$status" -eq 0 ]
	sed 's,\.\./base.yaml,default,' sub/mine.yaml >mine.yaml
	run ct-tag -r mine.yaml <<<'{"ts":"2026-03-01T09:00:00.000Z","type":"call","cause":"no_lines"}'
	[ "$output" = '{"ts":"2026-03-01T09:00:00.000Z","type":"call","cause":"no_lines","tags":["no-lines"],"auto_tags":["no-lines"]}' ]
}

@test "without --rules the default rules are used, and their tests pass" {
	run --separate-stderr ct-tag --test
	[ "$status" -eq 0 ]
	[[ $stderr == *'/tags/default.yaml: '*' tests passed' ]]
	run ct-tag <<<'{"ts":"2026-03-01T09:00:00.000Z","type":"call","direction":"in","status":"missed","customer":"+79161234567","cause":"no_lines"}'
	[[ $output == *'"tags":["callback","no-lines"],"auto_tags":["callback","no-lines"]}' ]]
}

@test "random tags and rules: the same as jq computes" {
	python3 - >in.ndjson <<-'EOF'
		import json, random
		random.seed(7)
		for i in range(2000):
		    r = {"type": random.choice(["call", "request", "session"]), "n": random.randrange(10)}
		    if random.random() < .6:
		        r["tags"] = sorted(random.sample("abcdefgh", random.randrange(1, 5)))
		    print(json.dumps(r, separators=(",", ":")))
	EOF
	cat >rules.yaml <<-'EOF'
		tags:
		  - {tag: c, when: '.n > 4'}
		  - {tag: x, when: 'any(.tags[]?; . == "a")'}
		  - {tag: y, when: '.n < 3', remove: [a, b, x]}
	EOF
	ct-tag -r rules.yaml in.ndjson | jq -cS . >ours
	jq -cS 'if .type == "session" then . else
		(.tags // []) as $before | .tags = $before
		| if .n > 4 then .tags += ["c"] else . end
		| if .tags | index("a") then .tags += ["x"] else . end
		| if .n < 3 then .tags = (.tags - ["a", "b", "x"]) + ["y"] else . end
		| .tags |= unique | .auto_tags = (.tags - $before)
		| if .tags == [] then del(.tags) else . end
		| if .auto_tags == [] then del(.auto_tags) else . end end' in.ndjson >theirs
	cmp ours theirs
}

# calls: a day of two customers.
calls() {
	cat <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"a","direction":"in","status":"missed","customer":"+1","cause":"no_lines","source":"google"}
		{"ts":"2026-03-01T10:00:00.000Z","type":"call","id":"b","direction":"in","status":"missed","customer":"+2"}
		{"ts":"2026-03-01T11:00:00.000Z","type":"call","id":"c","direction":"in","status":"busy","customer":"+1","source":"yandex"}
		{"ts":"2026-03-01T12:00:00.000Z","type":"call","id":"d","direction":"in","status":"missed"}
		{"ts":"2026-03-01T13:00:00.000Z","type":"request","id":"e","channel":"callback","customer":"+3"}
		{"ts":"2026-03-01T14:00:00.000Z","type":"call","id":"f","direction":"in","status":"missed","customer":"+4"}
		{"ts":"2026-03-01T15:00:00.000Z","type":"call","id":"g","direction":"out","status":"answered","customer":"+4"}
		{"ts":"2026-03-01T16:00:00.000Z","type":"call","id":"h","direction":"out","status":"busy","customer":"+2"}
	EOF
}

@test "until_contact stays open until the customer is reached, either way" {
	calls >calls.ndjson
	run --separate-stderr ct-tag --open open.ndjson calls.ndjson
	[ "$status" -eq 0 ]
	[ "${lines[6]}" = '{"ts":"2026-03-01T15:00:00.000Z","type":"call","id":"g","direction":"out","status":"answered","customer":"+4","closes":["f"]}' ]
	[ "$(printf '%s\n' "${lines[@]}" | jq -r 'select(.tags) | .id' | tr -d '\n')" = abcef ]
	# The one that found no free line first, then the newest; who has no number is not there.
	cat >want <<-'EOF'
		{"ts":"2026-03-01T11:00:00.000Z","type":"task","id":"+1/callback","kind":"callback","customer":"+1","urgent":true,"attempts":2,"since":"2026-03-01T09:00:00.000Z","age":25200,"calls":["a","c"],"direction":"in","status":"busy","source":"yandex"}
		{"ts":"2026-03-01T13:00:00.000Z","type":"task","id":"+3/callback","kind":"callback","customer":"+3","attempts":1,"since":"2026-03-01T13:00:00.000Z","age":10800,"calls":["e"],"channel":"callback"}
		{"ts":"2026-03-01T10:00:00.000Z","type":"task","id":"+2/callback","kind":"callback","customer":"+2","attempts":1,"since":"2026-03-01T10:00:00.000Z","age":21600,"calls":["b"],"direction":"in","status":"missed"}
	EOF
	cmp want open.ndjson
}

@test "what is open is the same as jq finds, and twice is once" {
	python3 - >in.ndjson <<-'EOF'
		import json, random, datetime
		random.seed(5)
		t = datetime.datetime(2026, 1, 1)
		for i in range(2000):
		    t += datetime.timedelta(seconds=random.randrange(1, 3600))
		    r = {"ts": t.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "type": "call", "id": "i%d" % i,
		         "direction": random.choice(["in", "in", "out"]), "status": random.choice(["answered", "missed", "busy"])}
		    if random.random() < .95:
		        r["customer"] = "+7916%07d" % random.randrange(400)
		    print(json.dumps(r, separators=(",", ":")))
	EOF
	ct-tag --open open.ndjson in.ndjson >once
	ct-tag --open again.ndjson once | cmp - once
	cmp open.ndjson again.ndjson
	jq -c '[.customer, .calls]' open.ndjson | sort >ours
	jq -cn 'reduce (inputs | select(.customer)) as $c ({};
		if $c.status == "answered" then del(.[$c.customer])
		elif $c.direction == "in" then .[$c.customer] += [$c.id] else . end) | to_entries[] | [.key, .value]' in.ndjson | sort >theirs
	cmp ours theirs
	jq -c 'select(.closes) | .closes[]' once | sort >closed
	jq -c '.calls[]' open.ndjson | sort >left
	jq -c 'select(.auto_tags // [] | index("callback")) | .id' once | sort | cmp - <(sort closed left)
}

@test "daily runs with a state are one run, byte for byte" {
	calls >calls.ndjson
	cat >rules.yaml <<-'EOF'
		extends: default
		tags:
		  - {tag: again, when: '$prev.id != null and $contacts_24h >= 1'}
		  - {tag: angry, when: '$lost_in_row >= 1 and $contacts_cycle == $contacts'}
	EOF
	ct-tag -r rules.yaml --open open.all calls.ndjson >all
	grep -q '"angry"' all
	grep -q '"again"' all
	for i in 1 2 3 4 5 6 7 8; do
		sed -n "${i}p" calls.ndjson | ct-tag -r rules.yaml -s tag.state --open open.days
	done >days
	cmp all days
	cmp open.all open.days
	# --state-from repeats a day and leaves the old state as it is.
	head -n 4 calls.ndjson | ct-tag -r rules.yaml -s one.state >/dev/null
	cp one.state kept
	tail -n 4 calls.ndjson | ct-tag -r rules.yaml --state-from one.state -s two.state >rest
	tail -n 4 all | cmp - rest
	cmp one.state kept
	cmp two.state tag.state
}

@test "a state that is none is exit 2, with its place, and stays as it is" {
	calls >calls.ndjson
	ct-tag -s tag.state calls.ndjson >/dev/null
	for line in '{"lost":"+1"}' '{"lost":"+1","ts":"x"}' '{"lost":"+1","ts":"2026-03-01T09:00:00.000Z","info":1}' \
		'{"past":"+1","recent":[1]}' '{"past":"+1","recent":1}' '{"past":"+1","prev":1}' '{"past":"+1","lost_in_row":-1}' \
		'{"past":"+1","contacts":"x"}' '{"last":"soon"}' '{}'; do
		{
			sed '$d' tag.state
			printf '%s\n' "$line"
		} >bad.state
		cp bad.state kept
		run --separate-stderr ct-tag -s bad.state calls.ndjson
		[ "$status" -eq 2 ]
		[ "$stderr" = "ct-tag: bad.state:$(wc -l <kept): no line of this state" ]
		cmp bad.state kept
	done
	ct-classify -s class.state calls.ndjson >/dev/null
	run --separate-stderr ct-tag -s class.state calls.ndjson
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-tag: class.state: not a state of ct-tag' ]]
}

@test "a late record settles nothing that was lost after it" {
	run --separate-stderr ct-tag --open open.ndjson <<-'EOF'
		{"ts":"2026-03-02T00:00:00.000Z","type":"call","id":"a","direction":"in","customer":"+1","status":"missed"}
		{"ts":"2026-03-01T00:00:00.000Z","type":"c\u0061ll","id":"b","direction":"in","customer":"+1","status":"answered"}
	EOF
	[ "$status" -eq 1 ]
	[[ ${lines[1]} != *closes* ]]
	[ "$(jq -c .calls open.ndjson)" = '["a"]' ]
}

@test "no list and no state after a failure" {
	calls >calls.ndjson
	run ct-tag --open open.ndjson -s tag.state calls.ndjson -o /dev/full
	[ "$status" -eq 2 ]
	[ ! -e open.ndjson ]
	[ ! -e tag.state ]
}

@test "rules about customers need a time, and say when it goes back" {
	printf '%s\n' '{"ts":"2026-03-02T09:00:00.000Z","type":"call"}' '{"ts":"2026-03-01T09:00:00.000Z","type":"call"}' '{"type":"call"}' >in.ndjson
	run --separate-stderr ct-tag in.ndjson
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 2 ]
	[[ $stderr == *'ct-tag: in.ndjson:2: the time goes back: sort the input'* ]]
	[[ $stderr == *'ct-tag: in.ndjson:3:'*'1 of 3 lines rejected'* ]]
	# Others do not.
	run --separate-stderr ct-tag -r tags.yaml in.ndjson
	[ "$status" -eq 0 ]
}

@test "--explain says which rule did what" {
	cat >rules.yaml <<-'EOF'
		tags:
		  - {tag: one, when: '.talk > 5'}
		  - {remove: old, when: 'true'}
		  - {from: '.ivr[]', when: '.ivr'}
		  - {tag: one, when: 'true'}
	EOF
	run ct-tag -r rules.yaml --explain <<<'{"type":"call","talk":6,"tags":["old"],"ivr":["1","2"],"tag_why":"mine"}'
	[ "$output" = '{"type":"call","talk":6,"tags":["1","2","one"],"ivr":["1","2"],"tag_why":[{"tag":"one","rule":"rules.yaml:2"},{"removed":"old","rule":"rules.yaml:3"},{"tag":"1","rule":"rules.yaml:4"},{"tag":"2","rule":"rules.yaml:4"},{"tag":"one","rule":"rules.yaml:5"}],"auto_tags":["1","2","one"]}' ]
	run ct-tag -r rules.yaml <<<"$output"
	[ "$output" = '{"type":"call","talk":6,"tags":["1","2","one"],"ivr":["1","2"],"auto_tags":["1","2","one"]}' ]
}

@test "--diff shows whose tags change, and the totals" {
	printf '%s\n' '{"type":"call","id":"a","talk":1}' '{"type":"call","id":"b","talk":2,"tags":["vip"]}' '{"type":"call","id":"c","talk":3}' >calls.ndjson
	echo "tags: [{tag: long, when: '.talk > 2'}]" >old.yaml
	echo "tags: [{tag: long, when: '.talk > 1'}]" >new.yaml
	run --separate-stderr ct-tag -r new.yaml --diff old.yaml calls.ndjson
	[ "$status" -eq 1 ]
	[ "$output" = '{"ts":null,"id":"b","was":["vip"],"is":["long","vip"]}' ]
	[ "$stderr" = 'ct-tag: long: 1 was, 2 is (+1)
ct-tag: 1 of 3 records differ' ]
	run --separate-stderr ct-tag -r new.yaml --diff new.yaml calls.ndjson
	[ "$status" -eq 0 ]
	[ "$stderr" = 'ct-tag: 0 of 3 records differ' ]
	run --separate-stderr ct-tag -r new.yaml --diff old.yaml -s x.state calls.ndjson
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-tag: --diff keeps no state and no list of what is open'* ]]
	run --separate-stderr ct-tag -r new.yaml --diff none.yaml calls.ndjson
	[ "$status" -eq 2 ]
}

@test "--list and --explain-plan print the rules in order, with their place" {
	cat >rules.yaml <<-'EOF'
		extends: base.yaml
		tags:
		  - {tag: доставка, on: any, when: '.x'}
		  - {from: '.category', remove: [a, b], on: [call, deal]}
	EOF
	echo "tags: [{tag: old, when: '[.y] | map(. + 1) | first > 1'}]" >base.yaml
	run ct-tag -r rules.yaml --list
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = 'PLACE         RULE               ON            WHEN' ]
	[ "${lines[1]}" = 'base.yaml:1   old                call,request  [.y] | map(. + 1) | first > 1' ]
	[ "${lines[2]}" = 'rules.yaml:3  доставка           any           .x' ]
	[ "${lines[3]}" = 'rules.yaml:4  (.category) -a -b  call,deal     always' ]
	run ct-tag -r rules.yaml --explain-plan
	[[ ${lines[0]} == *'RUN BY  WHEN' ]]
	[[ ${lines[2]} == *'  ct      .x' ]]
	run bash -c 'ct-tag -r rules.yaml --list >/dev/full'
	[ "$status" -eq 2 ]
}

@test "mistakes about until_contact are named" {
	bad "tags: [{from: .a, until_contact: true}]" 'bad.yaml:1:8: "until_contact" without "tag"'
	bad "tags: [{tag: a, when: 'true', urgent: 'true'}]" 'bad.yaml:1:8: "urgent" without "until_contact: true"'
	bad "unique: {min_talk: 5}" 'bad.yaml:1:10: unknown key "min_talk"; known here: cycle, from'
}

@test "the names of the past are not to be taken" {
	# shellcheck disable=SC2016 # a variable of rules
	bad "set: {prev: 1}" 'bad.yaml:1:7: $prev is a variable already'
}

@test "the examples of the manual run" {
	calls >calls.ndjson
	cat >tags.yaml <<-'EOF'
		tags:
		  - tag: callback
		    when: '.direction == "in" and .status != "answered"'
		    until_contact: true
		tests:
		  - given: {type: call, direction: in, status: busy}
		    expect: {tags: [callback]}
	EOF
	run --separate-stderr ct-tag -r tags.yaml --test
	[ "$stderr" = 'ct-tag: tags.yaml: 1 tests passed' ]
	ct-tag -r tags.yaml --open to-call.ndjson calls.ndjson >tagged.ndjson
	[ "$(wc -l <to-call.ndjson)" -eq 2 ]
	sed 's/ and .status.*/'\''/' tags.yaml >new.yaml
	run --separate-stderr ct-tag -r new.yaml --diff tags.yaml calls.ndjson
	[ "$status" -eq 0 ]
	ct-tag -s tag.state calls.ndjson >tagged.ndjson
	ct-tag --open to-call.ndjson calls.ndjson >tagged.ndjson
	run ct-tag --help
	[ "$status" -eq 0 ]
	[[ $output == *'ct-tag --open to-call.ndjson calls.ndjson >tagged.ndjson'* ]]
}

@test "the JSON Schema for editors knows the keys that the filter knows" {
	schema=$BATS_TEST_DIRNAME/../share/schema/rules-tags.json
	while IFS='|' read -r rules path; do
		printf '%s\n' "$rules" >rules.yaml
		run --separate-stderr ct-tag -r rules.yaml </dev/null
		known=${stderr##*known here: }
		[ "$(jq -r "$path | keys | sort | join(\", \")" "$schema")" = "$(tr -d ' ' <<<"$known" | tr ',' '\n' | sort | paste -sd, | sed 's/,/, /g')" ]
	done <<-'EOF'
		zzzzzzz: 1|.properties
		tags: [{zzzzzzz: 1}]|.properties.tags.items.properties
		unique: {zzzzzzz: 1}|.properties.unique.properties
		tests: [{zzzzzzz: 1}]|.properties.tests.items.properties
		tests: [{given: {a: 1}, expect: {zzzzzzz: 1}}]|.properties.tests.items.properties.expect.properties
	EOF
}
