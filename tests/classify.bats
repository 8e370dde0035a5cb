#!/usr/bin/env bats
# ct-classify: class, target, unique, repeat.
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
	cat >classes.yaml <<-'EOF'
		set: {target_talk: 30}
		classes:
		  - {class: junk,       when: '.customer == null'}
		  - {class: missed,     when: '.status != "answered"'}
		  - {class: target,     when: '.talk >= $target_talk'}
		  - {class: non_target, when: 'true'}
		unique: {cycle: 30d, from: last, min_talk: 0}
	EOF
}

# flags RULES: what ct-classify adds to the calls of standard input, one line each.
flags() {
	printf '%s\n' "$1" >rules.yaml
	ct-classify -r rules.yaml | jq -c 'del(.ts, .type, .id, .customer, .status, .talk, .direction, .channel)'
}

# bad RULES MESSAGE: this rule file is refused with this message and exit 2.
bad() {
	printf '%s\n' "$1" >bad.yaml
	run --separate-stderr ct-classify -r bad.yaml </dev/null
	[ "$status" -eq 2 ] || return
	[ -z "$output" ] || return
	[ "$stderr" = "ct-classify: $2" ] && return
	echo "$stderr" >&2
	return 1
}

@test "a call gets its class and flags before the brace; every other byte stays" {
	echo '{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"a","direction":"in","customer":"+79161234567","status":"answered","talk":30, "cost":3.50}' >calls.ndjson
	run --separate-stderr ct-classify -r classes.yaml calls.ndjson
	[ "$status" -eq 0 ]
	[ "$output" = '{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"a","direction":"in","customer":"+79161234567","status":"answered","talk":30, "cost":3.50,"class":"target","target":true,"unique":true,"repeat":false,"first_target":true,"contact":1}' ]
	[ -z "$stderr" ]
}

@test "the first rule that holds names the class" {
	run flags "$(cat classes.yaml)" <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","status":"answered","talk":99}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","customer":"+1","status":"busy"}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","customer":"+2","status":"answered","talk":30}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","customer":"+3","status":"answered","talk":29.9}
	EOF
	[ "${lines[0]}" = '{"class":"junk","target":true}' ]
	[ "${lines[1]}" = '{"class":"missed","target":false,"unique":true,"repeat":false,"first_target":false,"contact":1}' ]
	[ "${lines[2]}" = '{"class":"target","target":true,"unique":true,"repeat":false,"first_target":true,"contact":1}' ]
	[ "${lines[3]}" = '{"class":"non_target","target":false,"unique":true,"repeat":false,"first_target":false,"contact":1}' ]
}

@test "no rule holds: no class, and no target" {
	run flags "classes: [{class: long, when: '.talk > 600'}]" <<<'{"ts":"2026-03-01T09:00:00.000Z","type":"call","status":"answered","talk":60}'
	[ "$output" = '{"target":false}' ]
}

@test "the file's own target decides, if the call was answered" {
	run flags "classes: [{class: target, when: 'true'}]
target: '.talk > 10'" <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","status":"answered","talk":10}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","status":"answered","talk":11}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","status":"voicemail","talk":11}
	EOF
	[ "${lines[0]}" = '{"class":"target","target":false}' ]
	[ "${lines[1]}" = '{"class":"target","target":true}' ]
	[ "${lines[2]}" = '{"class":"target","target":false}' ]
}

@test "contacts are calls that come in and requests; others have no flags" {
	run flags "classes: []" <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","direction":"out","customer":"+1","status":"answered","talk":60}
		{"ts":"2026-03-01T09:01:00.000Z","type":"request","customer":"+1","channel":"form"}
		{"ts":"2026-03-01T09:02:00.000Z","type":"call","direction":"in","customer":"+1","status":"answered","talk":60}
		{"ts":"2026-03-01T09:03:00.000Z","type":"call","direction":"internal","customer":"+1","status":"answered"}
		{"ts":"2026-03-01T09:04:00.000Z","type":"session","customer":"+1"}
		{"ts":"2026-03-01T09:05:00.000Z","type":"request","channel":"chat"}
	EOF
	[ "${lines[0]}" = '{"target":false}' ]
	[ "${lines[1]}" = '{"unique":true,"repeat":false,"contact":1}' ]
	[ "${lines[2]}" = '{"target":false,"unique":false,"repeat":true,"first_target":false,"contact":2}' ]
	[ "${lines[3]}" = '{"target":false}' ]
	[ "${lines[4]}" = '{}' ]
	[ "${lines[5]}" = '{}' ]
}

@test "a sliding cycle is renewed by each contact; its last millisecond is still a repeat" {
	calls='{"ts":"2026-03-01T00:00:00.000Z","type":"call","customer":"+1"}
{"ts":"2026-03-31T00:00:00.000Z","type":"call","customer":"+1"}
{"ts":"2026-04-30T00:00:00.000Z","type":"call","customer":"+1"}
{"ts":"2026-05-30T00:00:00.001Z","type":"call","customer":"+1"}'
	run flags 'unique: {cycle: 30d, from: last}' <<<"$calls"
	[ "$(jq -c '[.unique,.repeat,.contact]' <<<"$output" | tr '\n' ' ')" = '[true,false,1] [false,true,2] [false,true,3] [true,false,4] ' ]
	run flags 'unique: {cycle: 30d, from: first}' <<<"$calls"
	[ "$(jq -c '[.unique,.repeat,.contact]' <<<"$output" | tr '\n' ' ')" = '[true,false,1] [false,true,2] [true,false,3] [true,false,4] ' ]
	run flags 'unique: {cycle: forever}' <<<"$calls"
	[ "$(jq -c '[.unique,.repeat,.contact]' <<<"$output" | tr '\n' ' ')" = '[true,false,1] [false,true,2] [false,true,3] [false,true,4] ' ]
}

@test "min_talk leaves short calls out of the count" {
	run flags 'unique: {min_talk: 10}' <<-'EOF'
		{"ts":"2026-03-01T00:00:00.000Z","type":"call","customer":"+1","talk":9}
		{"ts":"2026-03-02T00:00:00.000Z","type":"call","customer":"+1"}
		{"ts":"2026-03-03T00:00:00.000Z","type":"call","customer":"+1","talk":10}
		{"ts":"2026-03-04T00:00:00.000Z","type":"request","customer":"+1"}
	EOF
	[ "${lines[0]}" = '{"target":false}' ]
	[ "${lines[1]}" = '{"target":false}' ]
	[ "${lines[2]}" = '{"target":false,"unique":true,"repeat":false,"first_target":false,"contact":1}' ]
	[ "${lines[3]}" = '{"unique":false,"repeat":true,"contact":2}' ]
}

@test "first_target is the first target call of the cycle, unique or not" {
	run flags "$(cat classes.yaml)" <<-'EOF'
		{"ts":"2026-03-01T00:00:00.000Z","type":"call","customer":"+1","status":"answered","talk":1}
		{"ts":"2026-03-02T00:00:00.000Z","type":"call","customer":"+1","status":"answered","talk":31}
		{"ts":"2026-03-03T00:00:00.000Z","type":"call","customer":"+1","status":"answered","talk":31}
		{"ts":"2026-04-03T00:00:00.000Z","type":"call","customer":"+1","status":"answered","talk":31}
	EOF
	[ "$(printf '%s\n' "${lines[@]}" | jq -c '[.unique,.first_target]' | tr '\n' ' ')" = '[true,false] [false,true] [false,false] [true,true] ' ]
}

@test "a lost call keeps its class; the later contact that reaches the customer recovers it" {
	run flags "$(cat classes.yaml)" <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"a","direction":"in","customer":"+1","status":"missed"}
		{"ts":"2026-03-01T09:01:00.000Z","type":"call","id":"b","direction":"in","customer":"+2","status":"missed"}
		{"ts":"2026-03-01T09:02:00.000Z","type":"call","id":"c","direction":"in","customer":"+1","status":"abandoned"}
		{"ts":"2026-03-01T09:03:00.000Z","type":"call","id":"d","direction":"out","customer":"+1","status":"busy"}
		{"ts":"2026-03-01T09:04:00.500Z","type":"call","id":"e","direction":"out","customer":"+1","status":"answered","talk":40}
		{"ts":"2026-03-01T09:05:00.000Z","type":"call","id":"f","direction":"in","customer":"+1","status":"answered","talk":40}
		{"ts":"2026-03-08T09:01:00.001Z","type":"call","id":"g","direction":"in","customer":"+2","status":"answered","talk":40}
	EOF
	[ "$(jq -r '.class' <<<"${lines[0]}")" = missed ]
	[ "$(jq -c '[.recovers,.recovers_after]' <<<"${lines[3]}")" = '[null,null]' ]
	[ "$(jq -c '[.recovers,.recovers_after]' <<<"${lines[4]}")" = '[["a","c"],240.5]' ]
	[ "$(jq -c '[.recovers,.recovers_after]' <<<"${lines[5]}")" = '[null,null]' ]
	# A week and a millisecond later it is too late.
	[ "$(jq -c '[.recovers,.recovers_after]' <<<"${lines[6]}")" = '[null,null]' ]
}

@test "recovers: within says how long a lost call can be made good" {
	calls='{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"a","customer":"+1","status":"missed"}
{"ts":"2026-03-01T10:00:00.000Z","type":"call","id":"b","customer":"+1","status":"missed"}
{"ts":"2026-03-01T11:00:00.000Z","type":"call","id":"c","customer":"+1","status":"answered"}'
	run flags 'recovers: {within: 1h}' <<<"$calls"
	[ "$(jq -c '[.recovers,.recovers_after]' <<<"${lines[2]}")" = '[["b"],3600]' ]
	run flags 'recovers: {within: forever}' <<<"$calls"
	[ "$(jq -c '[.recovers,.recovers_after]' <<<"${lines[2]}")" = '[["a","b"],7200]' ]
}

@test "twice is once, with other rules too" {
	cat >in.ndjson <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"a","customer":"+1","status":"missed","x":1.50}
		{"ts":"2026-03-01T09:05:00.000Z","type":"call","id":"b","customer":"+1","status":"answered","talk":31}
		{"ts":"2026-03-01T09:06:00.000Z","type":"request","id":"c","customer":"+1"}
		{"ts":"2026-03-01T09:07:00.000Z","type":"deal","target":5,"class":"a deal's own"}
	EOF
	ct-classify -r classes.yaml in.ndjson >once
	ct-classify -r classes.yaml once | cmp - once
	echo "classes: [{class: seen, when: '.class or .unique or .contact or .recovers'}]" >other.yaml
	ct-classify -r other.yaml once >two
	ct-classify -r other.yaml in.ndjson | cmp - two
}

@test "the past of the customer is there as variables" {
	run flags "classes:
  - {class: angry, when: '\$lost_in_row >= 2'}
  - {class: after_target, when: '\$after_target'}
  - {class: third, when: '\$contacts == 2 and \$contacts_24h == 1 and \$contacts_cycle == 2'}
  - {class: again, when: '\$prev.id == \"a\" and \$prev.class == \"new\"'}
  - {class: new, when: '\$prev == null and \$contacts == 0 and \$contacts_24h == 0 and \$contacts_cycle == 0 and \$lost_in_row == 0 and (\$after_target | not)'}
  - {class: target, when: '.talk >= 60'}" <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"a","customer":"+1","status":"missed"}
		{"ts":"2026-03-02T12:00:00.000Z","type":"call","id":"b","customer":"+1","status":"answered","talk":5}
		{"ts":"2026-03-03T11:00:00.000Z","type":"call","id":"c","customer":"+1","status":"answered","talk":60}
		{"ts":"2026-03-03T12:00:00.000Z","type":"call","id":"d","customer":"+1","status":"busy"}
		{"ts":"2026-03-03T13:00:00.000Z","type":"call","id":"e","customer":"+1","status":"busy"}
		{"ts":"2026-03-03T14:00:00.000Z","type":"call","id":"f","customer":"+1","status":"answered"}
		{"ts":"2026-03-03T15:00:00.000Z","type":"call","id":"g","customer":"+1","status":"answered"}
		{"ts":"2026-03-03T16:00:00.000Z","type":"call","id":"h","customer":"+2","status":"answered"}
		{"ts":"2026-03-03T17:00:00.000Z","type":"call","id":"i","status":"answered"}
	EOF
	[ "$(printf '%s\n' "${lines[@]}" | jq -r .class | tr '\n' ' ')" = 'new again third after_target after_target angry after_target new new ' ]
}

@test "a call or request without a time is rejected; other records need none" {
	printf '%s\n' '{"type":"call"}' '{"type":"request","ts":"yesterday"}' '{"type":"deal"}' >in.ndjson
	run --separate-stderr ct-classify -r classes.yaml in.ndjson
	[ "$status" -eq 1 ]
	[ "$output" = '{"type":"deal"}' ]
	[[ $stderr == *'ct-classify: in.ndjson:1:'*'ct-classify: in.ndjson:2:'* ]]
	[[ $stderr == *'2 of 3 lines rejected'* ]]
}

@test "time that goes back is said and makes exit 1, and nothing is lost" {
	printf '%s\n' '{"ts":"2026-03-02T00:00:00.000Z","type":"call"}' '{"ts":"2026-03-01T00:00:00.000Z","type":"call"}' >in.ndjson
	run --separate-stderr ct-classify -r classes.yaml in.ndjson
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 2 ]
	[ "$stderr" = 'ct-classify: in.ndjson:2: the time goes back: sort the input' ]
	# What was lost after a late record is not made good by it.
	run --separate-stderr ct-classify <<-'EOF'
		{"ts":"2026-03-02T00:00:00.000Z","type":"call","id":"a","customer":"+1","status":"missed"}
		{"ts":"2026-03-01T00:00:00.000Z","type":"call","id":"b","customer":"+1","status":"answered"}
		{"ts":"2026-03-02T00:00:01.500Z","type":"call","id":"c","customer":"+1","status":"answered"}
	EOF
	[[ ${lines[1]} != *recovers* ]]
	[[ ${lines[2]} == *'"recovers":["a"],"recovers_after":1.5}' ]]
}

@test "texts are compared after unescaping" {
	run flags "$(cat classes.yaml)" <<<'{"ts":"2026-03-01T09:00:00.000Z","type":"c\u0061ll","direction":"\u0069n","customer":"\u002b1","status":"answere\u0064","talk":30}'
	[ "$output" = '{"class":"target","target":true,"unique":true,"repeat":false,"first_target":true,"contact":1}' ]
}

@test "a condition that fails at run time is no, is said with its place, and makes exit 1" {
	printf '%s\n' "classes:" "  - {class: odd, when: '.talk - 1 > 0'}" "  - {class: rest, when: 'true'}" "target: '.talk * [] == 1'" >rules.yaml
	echo '{"ts":"2026-03-02T00:00:00.000Z","type":"call","talk":"x","status":"answered"}' >in.ndjson
	run --separate-stderr ct-classify -r rules.yaml in.ndjson
	[ "$status" -eq 1 ]
	[[ $output == *'"class":"rest","target":false}' ]]
	[[ $stderr == *'ct-classify: in.ndjson:1: the condition of class "odd" (rules.yaml:2) failed: '*'cannot be subtracted'* ]]
	[[ $stderr == *'ct-classify: in.ndjson:1: the condition of "target" (rules.yaml:4) failed: '* ]]
}

@test "a mistake in a rule file is named with its place and what would be right" {
	bad "classes: [{class: a, wen: 'true'}]" 'bad.yaml:1:22: unknown key "wen"; did you mean "when"?'
	bad "clases: []" 'bad.yaml:1:1: unknown key "clases"; did you mean "classes"?'
	bad "classes: [{class: a}]" 'bad.yaml:1:11: a rule without "when"'
	bad "classes: [{when: 'true'}]" 'bad.yaml:1:11: a rule without "class"'
	bad "unique: {cicle: 30d}" 'bad.yaml:1:10: unknown key "cicle"; did you mean "cycle"?'
	bad "recovers: {whitin: 30d}" 'bad.yaml:1:12: unknown key "whitin"; did you mean "within"?'
	bad "unique: {cycle: 30}" 'bad.yaml:1:17: "30" has no unit: 30d, 30h, 30m or 30s?'
	bad "recovers: {within: 7}" 'bad.yaml:1:20: "7" has no unit: 7d, 7h, 7m or 7s?'
	bad "extends: nobody" 'bad.yaml:1:10: unknown rules "nobody"; known here: calltouch, comagic, default, google-ads, ringostat'
	bad "extends: ./nobody.yaml" './nobody.yaml: No such file or directory'
	bad "{extends: default, without: [tarqet]}" 'bad.yaml:1:30: no class "tarqet" to leave out in what this file extends'
}

@test "a period or a choice that is none is named with its place" {
	printf '%s\n' 'unique: {cycle: soon}' >bad.yaml
	run --separate-stderr ct-classify -r bad.yaml </dev/null
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-classify: bad.yaml:1:17: '* ]]
	printf '%s\n' 'unique: {from: frist}' >bad.yaml
	run --separate-stderr ct-classify -r bad.yaml </dev/null
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-classify: bad.yaml:1:16: '*'did you mean "first"?' ]]
}

@test "--rules and --as exclude each other; an unknown name is exit 2" {
	run --separate-stderr ct-classify -r classes.yaml --as comagic
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-classify: --rules and --as exclude each other'* ]]
	run --separate-stderr ct-classify --as nobody
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-classify: unknown rules "nobody"; known here: calltouch, comagic, default, google-ads, ringostat' ]
	run --separate-stderr ct-classify --as ./nobody
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-classify: ./nobody: No such file or directory' ]
}

@test "each file of definitions passes its own tests" {
	for name in default comagic ringostat calltouch google-ads; do
		run --separate-stderr ct-classify --as "$name" --test
		[ "$status" -eq 0 ]
		[[ $stderr == *"/classes/$name.yaml: "*' tests passed' ]]
	done
	run --separate-stderr ct-classify --test
	[[ $stderr == *'/classes/default.yaml: '*' tests passed' ]]
}

@test "a failed test of a rule is said with the difference" {
	cat >>classes.yaml <<-'EOF'
		tests:
		  - {given: {type: call, customer: "+79161234567", status: answered, talk: 30}, expect: {class: target, target: true}}
		  - {given: {type: call, customer: "+79161234567", status: answered, talk: 29}, expect: {class: target, contact: 2}}
	EOF
	run --separate-stderr ct-classify -r classes.yaml --test
	[ "$status" -eq 1 ]
	[ "$stderr" = 'ct-classify: classes.yaml:10:90: test 2: class is "non_target", not "target"
ct-classify: classes.yaml:10:105: test 2: contact is 1, not 2
ct-classify: classes.yaml: 1 of 2 tests failed' ]
}

@test "extends: own classes come first, those of the same name take their place" {
	cat >mine.yaml <<-'EOF'
		extends: default
		set: {target_talk: 60}
		without: [outgoing]
		unique: {cycle: 1d}
		classes:
		  - {class: night, when: '.ts[11:13] < "06"'}
		  - {class: junk, when: '.customer == null or .talk == 0'}
		tests:
		  - {given: {ts: "2026-03-01T05:59:00.000Z", type: call, customer: "+1", status: missed}, expect: {class: night}}
		  - {given: {ts: "2026-03-01T06:00:00.000Z", type: call, customer: "+1", status: missed}, expect: {class: missed}}
		  - {given: {ts: "2026-03-01T06:00:00.000Z", type: call, customer: "+1", status: answered, talk: 0}, expect: {class: junk}}
		  - {given: {ts: "2026-03-01T06:00:00.000Z", type: call, customer: "+1", status: answered, talk: 59}, expect: {class: non_target}}
		  - {given: {ts: "2026-03-01T06:00:00.000Z", type: call, customer: "+1", status: answered, talk: 60}, expect: {class: target}}
		  - {given: {ts: "2026-03-01T06:00:00.000Z", type: call, customer: "+1", status: answered, direction: out}, expect: {class: non_target}}
	EOF
	run --separate-stderr ct-classify -r mine.yaml --test
	[ "$stderr" = 'ct-classify: mine.yaml: 6 tests passed' ]
}

@test "unique, repeat and first_target on random calls are what SQLite and python compute" {
	python3 - >in.ndjson <<-'EOF'
		import json, random, datetime
		random.seed(11)
		t = datetime.datetime(2026, 1, 1)
		for i in range(3000):
		    t += datetime.timedelta(seconds=random.randrange(0, 7200))
		    r = {"ts": t.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "type": random.choice(["call", "call", "request", "session"]), "id": "i%d" % i}
		    if r["type"] == "call":
		        r["direction"] = random.choice(["in", "in", "in", "out"])
		        r["status"] = random.choice(["answered", "missed"])
		        r["talk"] = random.randrange(60) if r["status"] == "answered" else 0
		    if random.random() < .95:
		        r["customer"] = "+7916%07d" % random.randrange(300)
		    print(json.dumps(r, separators=(",", ":")))
	EOF
	for from in first last; do
		sed "s/from: last/from: $from/; s/cycle: 30d/cycle: 5d/" classes.yaml >rules.yaml
		ct-classify -r rules.yaml in.ndjson | jq -c '[.id,.unique,.repeat,.first_target,.contact]' >ours
		FROM=$from python3 - >theirs <<-'EOF'
			import json, os, datetime
			first = os.environ["FROM"] == "first"
			cycle = datetime.timedelta(days=5)
			began, target, count = {}, {}, {}
			def passes(d, k, t):
			    new = k not in d or t - d[k] > cycle
			    if new or not first:
			        d[k] = t
			    return new
			for line in open("in.ndjson"):
			    r = json.loads(line)
			    out = [r["id"], None, None, None, None]
			    k = r.get("customer")
			    if k and (r["type"] == "request" or r["type"] == "call" and r["direction"] == "in"):
			        t = datetime.datetime.strptime(r["ts"][:19], "%Y-%m-%dT%H:%M:%S")
			        out[1] = passes(began, k, t)
			        out[2] = not out[1]
			        count[k] = out[4] = count.get(k, 0) + 1
			        if r["type"] == "call":
			            out[3] = r["status"] == "answered" and r["talk"] >= 30 and passes(target, k, t)
			    print(json.dumps(out, separators=(",", ":")))
		EOF
		cmp ours theirs
	done
	# The same for the whole file at once: customers = first contacts when the cycle is forever.
	sed 's/cycle: 30d/cycle: forever/' classes.yaml >rules.yaml
	ct-classify -r rules.yaml in.ndjson | jq -r 'select(.unique != null) | [.id, .customer, .unique] | @csv' >calls.csv
	run sqlite3 :memory: 'create table c(id, customer, uniq)' '.mode csv' '.import calls.csv c' \
		"select (select count(*) from c where uniq = 'true') = (select count(distinct customer) from c)"
	[ "$output" = 1 ]
}

# people: calls of three numbers, two of them one visitor's.
people() {
	cat <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"a","customer":"+1"}
		{"ts":"2026-03-02T09:00:00.000Z","type":"call","id":"b","customer":"+1","visitor_id":"v"}
		{"ts":"2026-03-03T09:00:00.000Z","type":"call","id":"c","customer":"+2","visitor_id":"v"}
		{"ts":"2026-03-04T09:00:00.000Z","type":"call","id":"d","customer":"+3"}
		{"ts":"2026-03-05T09:00:00.000Z","type":"deal","id":"e","customer":"+3","person_id":"p"}
		{"ts":"2026-03-06T09:00:00.000Z","type":"deal","id":"f","customer":"+2","person_id":"p"}
		{"ts":"2026-03-07T09:00:00.000Z","type":"call","id":"g","customer":"+3"}
		{"ts":"2026-03-08T09:00:00.000Z","type":"call","id":"h","customer":"+4","person_id":"q"}
	EOF
}

# persons RULES: [id, unique, unique_person, repeat_person] of those calls.
persons() {
	printf '%s\n' "$1" >rules.yaml
	people | ct-classify -r rules.yaml | jq -c '[.id, .unique, .unique_person, .repeat_person] | select(.[1] != null)' | tr '\n' ' '
}

@test "numbers that records link are one person, with flags of its own" {
	run persons 'classes: []'
	[ "$output" = '["a",true,null,null] ["b",false,false,true] ["c",true,false,true] ["d",true,null,null] ["g",false,false,true] ["h",true,true,false] ' ]
}

@test "persons says what links, and how sure a visitor must be" {
	run persons 'persons: {by: [person_id]}'
	[ "$output" = '["a",true,null,null] ["b",false,null,null] ["c",true,null,null] ["d",true,null,null] ["g",false,false,true] ["h",true,true,false] ' ]
	run persons 'persons: {by: []}'
	[ "$output" = '["a",true,null,null] ["b",false,null,null] ["c",true,null,null] ["d",true,null,null] ["g",false,null,null] ["h",true,null,null] ' ]
	echo 'persons: {min_confidence: 0.8}' >rules.yaml
	run ct-classify -r rules.yaml <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","customer":"+1","visitor_id":"v","confidence":0.79}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","customer":"+2","visitor_id":"v","confidence":0.8}
	EOF
	[[ ${lines[0]} != *unique_person* ]]
	[[ ${lines[1]} == *'"unique_person":true'* ]]
}

@test "a shared number does not merge the world into one person" {
	# Twenty visitors of one office call from its switchboard, each then from a telephone of their own.
	for i in $(seq 10 29); do
		printf '{"ts":"2026-03-01T09:00:%s.000Z","type":"call","customer":"+100","visitor_id":"v%s"}\n' "$i" "$i"
	done >in.ndjson
	for i in $(seq 10 29); do
		printf '{"ts":"2026-03-01T10:00:%s.000Z","type":"call","customer":"+1%s","visitor_id":"v%s"}\n' "$i" "$i" "$i"
	done >>in.ndjson
	run --separate-stderr ct-classify -r classes.yaml in.ndjson
	[ "$status" -eq 0 ]
	[ "$stderr" = 'ct-classify: 16 links not followed: too many numbers or visitors for one person' ]
	echo 'persons: {max_numbers: 100, max_ids: 10}' >rules.yaml
	run --separate-stderr ct-classify -r rules.yaml in.ndjson
	[[ $stderr == 'ct-classify: '*' links not followed: '* ]]
	run --separate-stderr ct-classify -q -r rules.yaml in.ndjson
	[ -z "$stderr" ]
}

@test "unique_person on random links is what python computes" {
	python3 - >in.ndjson <<-'EOF'
		import json, random, datetime
		random.seed(3)
		t = datetime.datetime(2026, 1, 1)
		for i in range(1500):
		    t += datetime.timedelta(seconds=random.randrange(1, 9000))
		    r = {"ts": t.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "type": random.choice(["call", "request"]), "id": "i%d" % i,
		         "customer": "+%d" % random.randrange(150)}
		    if random.random() < .2:
		        r["visitor_id"] = "v%d" % random.randrange(200)
		    if random.random() < .1:
		        r["person_id"] = "p%d" % random.randrange(80)
		    print(json.dumps(r, separators=(",", ":")))
	EOF
	echo 'persons: {max_numbers: 1000, max_ids: 100000}' >rules.yaml
	echo 'unique: {cycle: forever}' >>rules.yaml
	ct-classify -r rules.yaml in.ndjson | jq -c '[.id, .unique_person]' >ours
	# With an endless cycle a person is new if no number of theirs, as far as known now, was seen.
	python3 - >theirs <<-'EOF'
		import json
		groups, seen, linked = {}, set(), set()
		def group(x):
		    return groups.setdefault(x, {x})
		for line in open("in.ndjson"):
		    r = json.loads(line)
		    me = "n" + r["customer"]
		    for kind, key in (("p", "person_id"), ("v", "visitor_id")):
		        if key in r:
		            both = group(me) | group(kind + r[key])
		            for x in both:
		                groups[x] = both
		            linked.add(me)
		    out = None
		    if me in linked:
		        out = not (group(me) & seen)
		    seen.add(me)
		    print(json.dumps([r["id"], out], separators=(",", ":")))
	EOF
	cmp ours theirs
	# With a sliding cycle, if none of them was seen within it.
	sed -i 's/forever/5d/' rules.yaml
	ct-classify -r rules.yaml in.ndjson | jq -c '[.id, .unique_person]' >ours
	python3 - >theirs <<-'EOF'
		import json, datetime
		groups, seen, linked = {}, {}, set()
		def group(x):
		    return groups.setdefault(x, {x})
		for line in open("in.ndjson"):
		    r = json.loads(line)
		    t = datetime.datetime.strptime(r["ts"][:19], "%Y-%m-%dT%H:%M:%S")
		    me = "n" + r["customer"]
		    for kind, key in (("p", "person_id"), ("v", "visitor_id")):
		        if key in r:
		            both = group(me) | group(kind + r[key])
		            for x in both:
		                groups[x] = both
		            linked.add(me)
		    out = None
		    if me in linked:
		        out = all(t - seen[x] > datetime.timedelta(days=5) for x in group(me) if x in seen)
		    seen[me] = t
		    print(json.dumps([r["id"], out], separators=(",", ":")))
	EOF
	cmp ours theirs
}

@test "the years that a time can have are no limit, nor is a very long cycle" {
	printf '%s\n' 'unique: {cycle: 900000000w, from: last}' 'recovers: {within: 900000000w}' >rules.yaml
	run --separate-stderr ct-classify -r rules.yaml <<-'EOF'
		{"ts":"0000-01-01T00:00:00.000Z","type":"call","id":"a","customer":"+1","status":"missed"}
		{"ts":"9999-12-31T23:59:59.999Z","type":"call","id":"b","customer":"+1","status":"answered"}
	EOF
	[ "$status" -eq 0 ]
	[[ ${lines[0]} == *'"unique":true,"repeat":false,"first_target":false,"contact":1}' ]]
	[[ ${lines[1]} == *'"unique":false,"repeat":true,"first_target":false,"contact":2,"recovers":["a"],"recovers_after":315569519999.999}' ]]
	run ct-classify <<<"$(printf '%s\n' "${lines[@]}")"
	[[ ${lines[1]} == *'"unique":true,"repeat":false,"first_target":false,"contact":2'* ]]
}

@test "daily runs with a state are one run, byte for byte" {
	{
		people
		cat <<-'EOF'
			{"ts":"2026-03-09T09:00:00.000Z","type":"call","id":"i","customer":"+5","status":"missed"}
			{"ts":"2026-03-09T09:10:00.000Z","type":"call","id":"j","customer":"+5","status":"busy"}
			{"ts":"2026-03-09T09:20:00.000Z","type":"call","id":"k","customer":"+5","status":"answered","talk":90}
			{"ts":"2026-03-09T09:30:00.000Z","type":"call","id":"l","customer":"+5","status":"answered","talk":90}
		EOF
	} >in.ndjson
	cat >rules.yaml <<-'EOF'
		classes:
		  - {class: angry, when: '$lost_in_row == 2 and $prev.id == "j" and $contacts_24h == 2'}
		  - {class: again, when: '$after_target'}
		  - {class: target, when: '.talk > 60'}
	EOF
	ct-classify -r rules.yaml in.ndjson >all
	grep -q '"angry".*"recovers":\["i","j"\],"recovers_after":1200' all
	grep -q '"again"' all
	while read -r line; do
		ct-classify -r rules.yaml -s class.state <<<"$line"
	done <in.ndjson >days
	cmp all days
	head -n 6 in.ndjson | ct-classify -r rules.yaml -s one.state >/dev/null
	tail -n 6 in.ndjson | ct-classify -r rules.yaml --state-from one.state -s two.state | cmp - <(tail -n 6 all)
	cmp two.state class.state
	# The clock goes on, too.
	run --separate-stderr ct-classify -r rules.yaml -s class.state in.ndjson
	[ "$status" -eq 1 ]
	[[ $stderr == *'the time goes back: sort the input'* ]]
}

@test "a state that is none is exit 2, with its place, and stays as it is" {
	people | ct-classify -s class.state >/dev/null
	for line in '{"customer":"+1"}' '{"customer":"+9","contact":1}' '{"customer":"+9","contacts":-1}' '{"link":"n"}' '{"link":"n+1","with":"n+1"}' \
		'{"link":"n+1","with":"n"}' '{"link":"vv","with":"n+2"}' '{"lost":"+1"}' '{"past":"+1","prev":[]}' '{"last":"x"}' '{}'; do
		{
			sed '$d' class.state
			printf '%s\n' "$line"
		} >bad.state
		cp bad.state kept
		run --separate-stderr ct-classify -s bad.state in.ndjson
		[ "$status" -eq 2 ]
		[ "$stderr" = "ct-classify: bad.state:$(wc -l <kept): no line of this state" ]
		cmp bad.state kept
	done
}

@test "no state after a failure" {
	people >in.ndjson
	run ct-classify -s class.state in.ndjson -o /dev/full
	[ "$status" -eq 2 ]
	[ ! -e class.state ]
}

@test "--explain says the rule, and how near the next class was" {
	run ct-classify --explain <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","customer":"+1","status":"answered","talk":18}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","customer":"+1","status":"answered","talk":31.50}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","customer":"+1","status":"answered"}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","customer":"+1","status":"missed"}
	EOF
	[ "$(jq -r .class_why.next <<<"${lines[0]}")" = 'talk 18, target from 30' ]
	[[ ${lines[0]} =~ '"class_why":{"rule":"default.yaml:'[0-9]+'","next":"talk 18, target from 30"}}'$ ]]
	[ "$(jq -r .class_why.next <<<"${lines[1]}")" = 'talk 31.50, target from 30' ]
	[ "$(jq -r .class_why.next <<<"${lines[2]}")" = 'talk unknown, target from 30' ]
	[ "$(jq -r .class_why.next <<<"${lines[3]}")" = null ]
	cat >rules.yaml <<-'EOF'
		set: {most: 5}
		classes:
		  - {class: a, when: '.talk > 60 and (.x or .y) and .wait <= $most'}
		  - {class: b, when: '.talk < -1.5'}
		  - {class: c, when: '.talk > 1 or .wait > 1'}
	EOF
	run ct-classify -r rules.yaml --explain <<-'EOF'
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","talk":61,"x":true,"wait":6}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","talk":60,"x":true,"wait":5}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","talk":0,"x":true,"wait":6}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","talk":61,"wait":1}
		{"ts":"2026-03-01T09:00:00.000Z","type":"call","talk":61,"y":1,"wait":1}
	EOF
	[ "$(jq -c .class_why <<<"${lines[0]}")" = '{"rule":"rules.yaml:5","next":"wait 6, a up to 5"}' ]
	[ "$(jq -c .class_why <<<"${lines[1]}")" = '{"rule":"rules.yaml:5","next":"talk 60, a over 60"}' ]
	[ "$(jq -c .class_why <<<"${lines[2]}")" = '{"rule":"rules.yaml:5","next":"talk 0, b under -1.5"}' ]
	[ "$(jq -c .class_why <<<"${lines[3]}")" = '{"rule":"rules.yaml:5","next":"talk 61, b under -1.5"}' ]
	[ "$(jq -c .class_why <<<"${lines[4]}")" = '{"rule":"rules.yaml:3","next":"talk 61, a over 60"}' ]
}

@test "--diff shows whose class changes, and the totals" {
	for i in 10 29 30 31 59 60 61; do
		printf '{"ts":"2026-03-01T09:00:00.0%sZ","type":"call","id":"c%s","customer":"+1","status":"answered","talk":%s}\n' "$i" "$i" "$i"
	done >calls.ndjson
	run --separate-stderr ct-classify --as google-ads --diff classes.yaml calls.ndjson
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 3 ]
	[ "${lines[0]}" = '{"ts":"2026-03-01T09:00:00.030Z","id":"c30","was":"target","is":"non_target"}' ]
	[ "$stderr" = 'ct-classify: non_target: 2 was, 5 is (+3)
ct-classify: target: 5 was, 2 is (-3)
ct-classify: 3 of 7 records differ' ]
	run --separate-stderr ct-classify --as google-ads --diff classes.yaml -s x.state calls.ndjson
	[ "$status" -eq 2 ]
	[[ $stderr == 'ct-classify: --diff keeps no state'* ]]
	run --separate-stderr ct-classify --diff none.yaml calls.ndjson
	[ "$status" -eq 2 ]
}

@test "--list prints the rules in order, with the file's own target" {
	run ct-classify --as ringostat --list
	[ "$status" -eq 0 ]
	[[ ${lines[0]} =~ ^PLACE\ +RULE\ +WHEN$ ]]
	[[ ${lines[1]} =~ ^ringostat.yaml:[0-9]+\ +internal\ +'.direction == "internal"'$ ]]
	# shellcheck disable=SC2016 # a variable of rules
	[[ ${lines[7]} =~ ^ringostat.yaml:[0-9]+\ +'(target flag)'\ +'.talk >= $target_talk and' ]]
	# The rules that come with the program need no libjq.
	for name in default comagic ringostat calltouch google-ads; do
		run ct-classify --as "$name" --explain-plan
		[[ $output != *' libjq '* ]]
	done
}

@test "the examples of the manual run" {
	people >calls.ndjson
	run bash -c 'ct-classify calls.ndjson | jq -r .class | sort | uniq -c'
	[ "$status" -eq 0 ]
	[[ $output == *'6 missed'* ]]
	cat >classes.yaml <<-'EOF'
		extends: default
		set: {target_talk: 60}
		unique: {cycle: 180d, from: last}
	EOF
	run ct-classify -r classes.yaml --list
	[ "$status" -eq 0 ]
	run --separate-stderr ct-classify --as google-ads --diff classes.yaml calls.ndjson
	[ "$status" -eq 0 ]
	run ct-classify --help
	[ "$status" -eq 0 ]
	[[ $output == *'ct-classify -r classes.yaml --test'* ]]
}

@test "the JSON Schema for editors knows the keys that the filter knows" {
	schema=$BATS_TEST_DIRNAME/../share/schema/rules-classes.json
	while IFS='|' read -r rules path; do
		printf '%s\n' "$rules" >rules.yaml
		run --separate-stderr ct-classify -r rules.yaml </dev/null
		known=${stderr##*known here: }
		[ "$(jq -r "$path | keys | sort | join(\", \")" "$schema")" = "$(tr -d ' ' <<<"$known" | tr ',' '\n' | sort | paste -sd, | sed 's/,/, /g')" ]
	done <<-'EOF'
		zzzzzzz: 1|.properties
		classes: [{zzzzzzz: 1}]|.properties.classes.items.properties
		unique: {zzzzzzz: 1}|.properties.unique.properties
		persons: {zzzzzzz: 1}|.properties.persons.properties
		recovers: {zzzzzzz: 1}|.properties.recovers.properties
		tests: [{zzzzzzz: 1}]|.properties.tests.items.properties
		tests: [{given: {a: 1}, expect: {zzzzzzz: 1}}]|.properties.tests.items.properties.expect.properties
	EOF
}

@test "the rule files in ct-rules(5) are right, and pass their tests" {
	page=$BATS_TEST_DIRNAME/..
	# The blocks between .Bd and .Ed, each to a file of its own.
	awk '/^\.Bd/ { n++; next } /^\.Ed/ { on = 0; next } { if (n != last) { last = n; on = 1 } } on { print > ("block" n ".yaml") }' "$page/man/ct-rules.5"
	run --separate-stderr ct-tag -r block1.yaml --test
	[ "$stderr" = 'ct-tag: block1.yaml: 1 tests passed' ]
	run --separate-stderr ct-classify -r block2.yaml --test
	[ "$stderr" = 'ct-classify: block2.yaml: 1 tests passed' ]
	run ct-classify -r block3.yaml <<<'{"ts":"2026-03-01T05:00:00.000Z","type":"call"}'
	[[ $output == *'"class":"night"'* ]]
}

@test "the past of customers on random calls is what python computes" {
	python3 - >in.ndjson <<-'EOF'
		import json, random, datetime
		random.seed(23)
		t = datetime.datetime(2026, 1, 1)
		for i in range(1200):
		    t += datetime.timedelta(seconds=random.randrange(1, 5000))
		    r = {"ts": t.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "type": random.choice(["call", "call", "request"]), "id": "i%d" % i}
		    if r["type"] == "call":
		        r["direction"] = random.choice(["in", "in", "out"])
		        r["status"] = random.choice(["answered", "missed", "busy"])
		    if random.random() < .9:
		        r["customer"] = "+7916%07d" % random.randrange(60)
		    print(json.dumps(r, separators=(",", ":")))
	EOF
	cat >rules.yaml <<-'EOF'
		unique: {cycle: 3d, from: first}
		tags:
		  - from: '"prev=" + ($prev.id // "-" | tostring), "n=" + ($contacts | tostring), "day=" + ($contacts_24h | tostring), "cycle=" + ($contacts_cycle | tostring), "lost=" + ($lost_in_row | tostring)'
	EOF
	ct-tag -r rules.yaml in.ndjson | jq -c '[.id] + .tags' >ours
	python3 - >theirs <<-'EOF'
		import json, datetime
		day, cycle = datetime.timedelta(days=1), datetime.timedelta(days=3)
		past, lost = {}, {}
		for line in open("in.ndjson"):
		    r = json.loads(line)
		    t = datetime.datetime.strptime(r["ts"][:19], "%Y-%m-%dT%H:%M:%S")
		    k = r.get("customer")
		    before = past.get(k, []) if k else []
		    # The contacts since the cycle that holds now began.
		    start, inside = None, 0
		    for when, _ in before:
		        if start is None or when - start > cycle:
		            start, inside = when, 0
		        inside += 1
		    if start is None or t - start > cycle:
		        inside = 0
		    tags = ["prev=" + (before[-1][1] if before else "-"), "n=%d" % len(before),
		            "day=%d" % sum(t - w <= day for w, _ in before), "cycle=%d" % inside, "lost=%d" % (lost.get(k, 0) if k else 0)]
		    print(json.dumps([r["id"]] + sorted(tags), separators=(",", ":")))
		    if not k:
		        continue
		    comes = r["type"] == "request" or r["direction"] == "in"
		    if comes:
		        past.setdefault(k, []).append((t, r["id"]))
		    if r["type"] == "call" and r["status"] == "answered":
		        lost[k] = 0
		    elif r["type"] == "call" and comes:
		        lost[k] = lost.get(k, 0) + 1
	EOF
	cmp ours theirs
}

@test "recovers on random calls is what python computes" {
	python3 - >in.ndjson <<-'EOF'
		import json, random, datetime
		random.seed(29)
		t = datetime.datetime(2026, 1, 1)
		for i in range(2000):
		    t += datetime.timedelta(seconds=random.randrange(1, 5000))
		    r = {"ts": t.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "type": "call", "id": "i%d" % i,
		         "direction": random.choice(["in", "in", "out"]), "status": random.choice(["answered", "missed", "busy"]),
		         "customer": "+7916%07d" % random.randrange(300)}
		    print(json.dumps(r, separators=(",", ":")))
	EOF
	ct-classify in.ndjson | jq -c '[.id, .recovers, .recovers_after]' >ours
	python3 - >theirs <<-'EOF'
		import json, datetime
		week = datetime.timedelta(days=7)
		lost = {}
		for line in open("in.ndjson"):
		    r = json.loads(line)
		    t = datetime.datetime.strptime(r["ts"][:19], "%Y-%m-%dT%H:%M:%S")
		    out = [r["id"], None, None]
		    mine = lost.setdefault(r["customer"], [])
		    if r["status"] == "answered":
		        saved = [(w, i) for w, i in mine if t - w <= week]
		        if saved:
		            out[1:] = [[i for _, i in saved], int((t - saved[0][0]).total_seconds())]
		        mine.clear()
		    elif r["direction"] == "in":
		        mine.append((t, r["id"]))
		    print(json.dumps(out, separators=(",", ":")))
	EOF
	cmp ours theirs
	[ "$(grep -c '\[.*\[' ours)" -gt 100 ]
}

@test "customers of any shape are told apart, also across runs" {
	for c in +1 +01 +001 + 1 anonymous +123456789012345 +1234567890123456 +1x '+1\u0031' '\u002b7' ' +1'; do
		printf '{"ts":"2026-03-01T09:00:00.000Z","type":"call","customer":"%s"}\n' "$c"
	done >in.ndjson
	# "+1\u0031" is +11; none of them is another.
	run ct-classify -s class.state in.ndjson
	[ "$(printf '%s\n' "${lines[@]}" | grep -c '"contact":1}')" -eq 12 ]
	run ct-classify -s class.state in.ndjson
	[ "$(printf '%s\n' "${lines[@]}" | grep -c '"contact":2}')" -eq 12 ]
	run jq -r 'select(.customer) | .customer' class.state
	[ "${lines[*]}" = '+1 +7 +01 +11 +001 +123456789012345 + 1 anonymous +1234567890123456 +1x  +1' ]
}

@test "a month cut anywhere into runs is the month in one, for both filters" {
	python3 - >in.ndjson <<-'EOF'
		import json, random, datetime
		random.seed(41)
		t = datetime.datetime(2026, 1, 1)
		for i in range(1500):
		    t += datetime.timedelta(seconds=random.choice([0, 0, 1, 600, 4000]))
		    r = {"ts": t.strftime("%Y-%m-%dT%H:%M:%S.000Z"), "type": random.choice(["call", "call", "call", "request", "deal", "session"]), "id": "i%d" % i}
		    if r["type"] == "call":
		        r["direction"] = random.choice(["in", "in", "out"])
		        r["status"] = random.choice(["answered", "missed", "busy"])
		        r["talk"] = random.randrange(90) if r["status"] == "answered" else 0
		    if random.random() < .9:
		        r["customer"] = random.choice(["+7916%07d", "sip:%d", "+%d"]) % random.randrange(90)
		    if random.random() < .2:
		        r["visitor_id"] = "v%d" % random.randrange(90)
		    if random.random() < .1:
		        r["person_id"] = "p%d" % random.randrange(40)
		    print(json.dumps(r, separators=(",", ":")))
	EOF
	cat >classes.yaml <<-'EOF'
		extends: default
		unique: {cycle: 5d, from: first}
		classes:
		  - {class: angry, when: '$lost_in_row > 2 and $contacts_24h > 0'}
		  - {class: after, when: '$after_target and $prev.class == "target"'}
	EOF
	cat >tags.yaml <<-'EOF'
		extends: default
		tags:
		  - {from: '"n" + ($contacts | tostring), "c" + ($contacts_cycle | tostring), $prev.class'}
	EOF
	ct-classify -q -r classes.yaml in.ndjson | ct-tag -r tags.yaml --open open.all >all
	[ "$(jq -r 'select(.class == "angry" or .class == "after" or .recovers or .closes) | .id' all | wc -l)" -gt 100 ]
	at=1
	for n in 1 3 250 46 700 500; do
		tail -n +$at in.ndjson | head -n $n | ct-classify -q -r classes.yaml -s class.state | ct-tag -r tags.yaml -s tag.state --open open.runs
		at=$((at + n))
	done >runs
	cmp all runs
	cmp open.all open.runs
	# What one run leaves behind is what many leave behind.
	ct-classify -q -r classes.yaml -s whole.state in.ndjson | ct-tag -r tags.yaml -s whole.tags >/dev/null
	diff <(sort class.state) <(sort whole.state)
	diff <(sort tag.state) <(sort whole.tags)
}
