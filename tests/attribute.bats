#!/usr/bin/env bats
# ct-attribute: which visit made the telephone ring.
bats_require_minimum_version 1.5.0
setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
	cat >numbers.yaml <<-'END'
	pools:
	  - {name: site, numbers: ["+74951230001..+74951230040", "+7495124*"], ttl: 30m, max_lease: 2h}
	static:
	  - {number: "+74951239901", source: billboard, medium: offline, campaign: mkad, from: 2026-02-01, until: 2026-04-01}
	  - {number: "+74951239901", source: radio, from: 2026-04-01}
	  - {number: "+78001230000", source: site, medium: header, fallback: true}
	lookback: 90d
	END
	session='{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","visitor_id":"v1","end":"2026-03-01T09:05:00.000Z","source":"google","medium":"cpc","campaign":"sofa","gclid":"G1","landing":"https://shop.example/?a=1"}'
	number='{"ts":"2026-03-01T09:00:10.000Z","type":"number","id":"n1","number":"+74951230001","session_id":"s1"}'
}

# call TIME ID NUMBER [MORE]: a call on March 1st; MORE goes before the brace
call() {
	echo "{\"ts\":\"2026-03-01T$1.000Z\",\"type\":\"call\",\"id\":\"$2\",\"direction\":\"in\",\"number\":\"$3\"${4:-}}"
}

# The members that matter of the calls, one line each.
brief() {
	jq -r 'select(.attribution) | [.id, .attribution, .session_id // "-", .source // "-", .candidates // "-", .lag // "-"] | join(" ")' "$@"
}

@test "a call takes over the session that held its number" {
	{ echo "$session"; echo "$number"; call 09:01:30 c1 +74951230001 ',"cost":3.50'; } >x
	run --separate-stderr ct-attribute -r numbers.yaml x
	[ "$status" -eq 0 ]
	[ "${lines[0]}" = "$session" ]
	[ "${lines[1]}" = "$number" ]
	[ "${lines[2]%%,\"confidence\"*}" = '{"ts":"2026-03-01T09:01:30.000Z","type":"call","id":"c1","direction":"in","number":"+74951230001","cost":3.50,"attribution":"dynamic","session_id":"s1","visitor_id":"v1","gclid":"G1","landing":"https://shop.example/?a=1","source":"google","medium":"cpc","campaign":"sofa"' ]
	[ "${lines[2]##*,\"candidates\"}" = ':1,"lag":80}' ]
	[ -z "$stderr" ]
}

@test "twice is once, whatever the method" {
	{
		echo "$session"
		echo "$number"
		call 09:01:30 c1 +74951230001 ',"source":null,"customer":"+79160000001"'
		call 09:01:31 c2 +74951239901 ',"visitor_id":"v1"'
		call 09:01:32 c3 +74951230002 ',"source":"avito","landing":"x"'
		call 09:01:33 c4 +74951239901
		call 09:01:34 c5 +78001230000
		call 09:01:35 c6 +74951230009
		call 09:01:36 c7 +74951230009 ',"visitor_id":"v99"'
		call 09:01:37 c8 +74951230009 ',"session_id":"s99","source":"bing"'
		call 09:01:38 c9 +74951230009 ',"session_id":"s1","source":"bing"'
		call 12:00:00 c10 +74951230009 ',"customer":"+79160000001"'
	} >x
	ct-attribute -r numbers.yaml --explain x >once
	run -0 ct-attribute -r numbers.yaml --explain once
	printf '%s\n' "${lines[@]}" | cmp - once
	ct-attribute -r numbers.yaml x >plain
	ct-attribute -r numbers.yaml once | cmp - plain
	[ "$(brief plain | tr '\n' ';')" = 'c1 dynamic s1 google 1 80;c2 session s1 google - -;c3 given - avito - -;c4 static - billboard - -;c5 static - site - -;c6 none - - - -;c7 session - - - -;c8 given s99 bing - -;c9 session s1 google - -;c10 history s1 google - -;' ]
}

@test "sessions and numbers of a ts are taken in before its calls are decided; the order stays" {
	{
		call 09:00:00 c1 +74951230001
		echo '{"ts":"2026-03-01T09:00:00.000Z","type":"number","id":"n1","number":"+74951230001","visitor_id":"v1"}'
		echo '{"ts":"2026-03-01T09:00:00.000Z","type":"pageview","id":"p"}'
		echo "$session"
		call 09:00:00 c2 +74951230001
		call 09:00:01 c3 +74951230001
	} >x
	ct-attribute -r numbers.yaml x >y
	[ "$(brief y | tr '\n' ';')" = 'c1 dynamic s1 google 1 0;c2 dynamic s1 google 1 0;c3 dynamic s1 google 1 1;' ]
	[ "$(jq -r .id y | tr '\n' ' ')" = 'c1 n1 p s1 c2 c3 ' ]
}

@test "a call is let go when the input pauses" {
	mkfifo in
	exec 7<>in # so that the writer ends with this test, whatever becomes of it
	{ echo "$session"; echo "$number"; call 09:01:30 c1 +74951230001; cat in; } 7>&- | ct-attribute -r numbers.yaml 7>&- >out &
	for _ in $(seq 1 200); do
		[ "$(wc -l <out)" -eq 3 ] && break
		read -rt 0.02 <> <(:) || :
	done
	[ "$(wc -l <out)" -eq 3 ]
	exec 7>&-
	wait
}

@test "a number record without a session belongs to the visitor's visit until 30 minutes after its end" {
	n() { echo "{\"ts\":\"2026-03-01T$1.000Z\",\"type\":\"number\",\"id\":\"n\",\"number\":\"$2\",\"visitor_id\":\"v1\"}"; }
	{
		echo "$session"
		n 09:35:00 +74951230001
		n 09:35:01 +74951230002
		call 09:35:02 c1 +74951230001
		call 09:35:02 c2 +74951230002
	} >x
	ct-attribute -r numbers.yaml x >y
	[ "$(brief y | tr '\n' ';')" = 'c1 dynamic s1 google 1 2;c2 dynamic - - 1 1;' ]
	[ "$(jq -r 'select(.id=="c2").visitor_id' y)" = v1 ]
}

@test "the session of a number may come late: from then on the number is its" {
	{
		echo "$number"
		call 09:00:30 c1 +74951230001
		call 09:00:31 c2 +74951230001
		echo "$session"
		call 09:01:30 c3 +74951230001
	} >x
	run --separate-stderr ct-attribute -r numbers.yaml x
	[ "$status" -eq 1 ]
	[ "$stderr" = 'ct-attribute: x:4: ts is 31.000 s before the latest one, and late' ]
	[ "$(printf '%s\n' "${lines[@]}" | brief | tr '\n' ';')" = 'c1 dynamic s1 - 1 20;c2 dynamic s1 google 1 21;c3 dynamic s1 google 1 80;' ]
}

@test "--slack waits for late records" {
	{
		echo "$number"
		call 09:00:30 c1 +74951230001
		call 09:00:31 c2 +74951230001
		echo "$session"
		call 09:01:30 c3 +74951230001
	} >x
	run --separate-stderr ct-attribute -r numbers.yaml --slack 31s x
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(printf '%s\n' "${lines[@]}" | brief | tr '\n' ';')" = 'c1 dynamic s1 google 1 20;c2 dynamic s1 google 1 21;c3 dynamic s1 google 1 80;' ]
	[ "$(printf '%s\n' "${lines[@]}" | jq -r .id | tr '\n' ' ')" = 'n1 c1 c2 s1 c3 ' ]
	run -2 ct-attribute --slack soon x
	[[ $output == 'ct-attribute: --slack: expected a length of time from 0 to 366d, not "soon"'* ]]
}

@test "a lease ends at the visit's end or until, and the pool's ttl after it; without either at max_lease" {
	n() { echo "{\"ts\":\"2026-03-01T09:00:00.000Z\",\"type\":\"number\",\"id\":\"n\",\"number\":\"$1\",\"session_id\":\"$2\"$3}"; }
	{
		echo "$session"
		echo '{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s2","source":"bing"}'
		n +74951230001 s1 ''
		n +74951230002 s1 ',"until":"2026-03-01T09:01:00.000Z"'
		n +74951230003 s2 ''
		n +74951230004 s2 ',"until":"2026-03-01T09:01:00.000Z"'
	} >x
	{
		cat x
		call 09:31:00 a2 +74951230002
		call 09:31:00 a4 +74951230004
		call 09:31:01 b2 +74951230002
		call 09:31:01 b4 +74951230004
		call 09:35:00 a1 +74951230001
		call 09:35:01 b1 +74951230001
		call 11:00:00 a3 +74951230003
		call 11:00:01 b3 +74951230003
	} | ct-attribute -r numbers.yaml --explain | jq -r 'select(.type=="call") | .id + " " + ([.attribution_why.candidates[]?.session_id]|join(","))' >y
	[ "$(tr '\n' ';' <y)" = 'a2 s1;a4 s2;b2 ;b4 ;a1 s1;b1 ;a3 s2;b3 ;' ]
}

@test "several leases of one session on one number are one candidate" {
	{ echo "${session/\"source\"/\"number\":\"+74951230001\",\"source\"}"; echo "$number"; echo "${number/00:10/00:40}"; call 09:01:00 c1 +74951230001; } >x
	ct-attribute -r numbers.yaml x >y
	[ "$(brief y)" = 'c1 dynamic s1 google 1 60' ]
}

@test "a session that is told twice is one: the end may come later, the start stays" {
	{
		echo '{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","number":"+74951230001","source":"google"}'
		call 09:01:00 c1 +74951230001
		echo '{"ts":"2026-03-01T09:02:00.000Z","type":"session","id":"s1","end":"2026-03-01T09:02:00.000Z","source":"google","medium":"cpc"}'
		call 09:31:00 c2 +74951230001
		call 09:32:01 c3 +74951230001
	} >x
	ct-attribute -r numbers.yaml x >y
	[ "$(brief y | head -n 2 | tr '\n' ';')" = 'c1 dynamic s1 google 1 60;c2 dynamic s1 google 1 1860;' ]
	[ "$(brief y | tail -n 1)" = 'c3 none - - - -' ]
	[ "$(jq -r 'select(.id=="c2").medium' y)" = cpc ]
}

@test "a session that is told again keeps every number it holds, and each is forgotten in its time" {
	{
		echo '{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","end":"2026-03-01T09:01:00.000Z","number":"+74951230001"}'
		echo "${number/230001/230002}"
		echo '{"ts":"2026-03-01T09:01:00.000Z","type":"session","id":"s1","end":"2026-03-01T09:20:00.000Z","number":"+74951230003"}'
		echo '{"ts":"2026-03-01T09:02:00.000Z","type":"session","id":"s2","end":"2026-03-01T09:20:00.000Z","number":"+74951230002"}'
		for i in 1 2 3; do call 09:49:00 "c$i" "+7495123000$i"; done
		# Four hours later their memory is somebody else's.
		for i in {100..199}; do
			echo "{\"ts\":\"2026-03-01T13:00:00.${i}Z\",\"type\":\"session\",\"id\":\"t$i\",\"number\":\"+74951230004\"}"
		done
		for i in 1 2 3; do call 13:03:01 "d$i" "+7495123000$i"; done
		call 13:03:01 d4 +74951230004
	} >x
	ct-attribute -q -r numbers.yaml --prefer session,dynamic x >y
	[ "$(brief y | cut -d ' ' -f 1,2,3,5)" = "$(printf '%s\n' 'c1 dynamic s1 1' 'c2 dynamic s2 2' 'c3 dynamic s1 1' \
		'd1 none - -' 'd2 none - -' 'd3 none - -' 'd4 dynamic t199 100')" ]
}

@test "a static number is attributed by the day" {
	{
		call 09:00:00 c1 +74951239901
		echo '{"ts":"2026-03-31T23:59:59.999Z","type":"call","id":"c2","number":"+74951239901"}'
		echo '{"ts":"2026-04-01T00:00:00.000Z","type":"call","id":"c3","number":"+74951239901"}'
	} >x
	ct-attribute -r numbers.yaml x >y
	[ "$(brief y | tr '\n' ';')" = 'c1 static - billboard - -;c2 static - billboard - -;c3 static - radio - -;' ]
	ct-attribute -z Europe/Moscow -r numbers.yaml x >y
	[ "$(brief y | tail -n 2 | head -n 1)" = 'c2 static - radio - -' ]
	echo '{"ts":"2026-01-31T23:00:00.000Z","type":"call","id":"c0","number":"+74951239901"}' >x
	[ "$(ct-attribute -r numbers.yaml x | brief)" = 'c0 none - - - -' ]
}

@test "a fallback number ranks after history" {
	{
		call 09:00:00 c1 +74951239901 ',"customer":"+79160000001"'
		call 10:00:00 c2 +78001230000 ',"customer":"+79160000001"'
		call 10:00:00 c3 +78001230000 ',"customer":"+79160000002"'
	} >x
	ct-attribute -r numbers.yaml x >y
	[ "$(brief y | tr '\n' ';')" = 'c1 static - billboard - -;c2 history - billboard - -;c3 static - site - -;' ]
}

@test "a known customer does not pull a stranger's visit, but his own" {
	later() { echo "{\"ts\":\"2026-03-05T$1.000Z\",\"type\":\"$2\",\"id\":\"$3\",\"number\":\"+74951230001\"$4}"; }
	{
		echo "$session"
		echo "$number"
		call 09:01:00 c1 +74951230001 ',"customer":"+79160000001"'
		later 10:00:00 session s2 ',"visitor_id":"v2","source":"bing","end":"2026-03-05T10:10:00.000Z"'
		later 10:01:00 call c2 ',"customer":"+79160000001"'
		later 10:01:00 call c3 ',"customer":"+79160000002"'
		later 10:02:00 session s3 ',"visitor_id":"v1","source":"yandex","end":"2026-03-05T10:10:00.000Z"'
		later 10:03:00 call c4 ',"customer":"+79160000001"'
		echo '{"ts":"2026-07-01T10:03:00.000Z","type":"call","id":"c5","number":"+74951230001","customer":"+79160000001"}'
	} >x
	ct-attribute -r numbers.yaml x >y
	[ "$(brief y | tr '\n' ';')" = 'c1 dynamic s1 google 1 50;c2 history s1 google - -;c3 dynamic s2 bing 1 60;c4 dynamic s3 yandex 2 60;c5 none - - - -;' ]
}

@test "requests and deals: a request by its visitor, a deal by its customer" {
	{
		echo "$session"
		echo '{"ts":"2026-03-01T09:03:00.000Z","type":"request","id":"r1","channel":"form","visitor_id":"v1","customer":"+79160000001"}'
		echo '{"ts":"2026-03-02T09:03:00.000Z","type":"deal","id":"d1","customer":"+79160000001"}'
		echo '{"ts":"2026-03-02T09:03:00.000Z","type":"deal","id":"d2","customer":"+79160000002"}'
	} | ct-attribute -r numbers.yaml | brief >y
	[ "$(tr '\n' ';' <y)" = 'r1 session s1 google - -;d1 history s1 google - -;d2 none - - - -;' ]
}

@test "outgoing calls are nobody's visit, but keep the customer's source" {
	{
		echo "$session"
		echo "$number"
		call 09:01:00 c1 +74951230001 ',"customer":"+79160000001"'
		call 09:02:00 c2 +74951230001 ',"customer":"+79160000001"' | sed 's/"in"/"out"/'
		call 09:02:00 c3 +74951230001 ',"customer":"+79160000002"' | sed 's/"in"/"out"/'
	} | ct-attribute -r numbers.yaml | brief >y
	[ "$(tr '\n' ';' <y)" = 'c1 dynamic s1 google 1 50;c2 history s1 google - -;c3 none - - - -;' ]
}

@test "--prefer sets the order and what is used at all" {
	{ echo "$session"; echo "$number"; call 09:01:00 c1 +74951230001 ',"session_id":"s1","source":"avito"'; } >x
	[ "$(ct-attribute --prefer given,session x | brief)" = 'c1 given s1 avito - -' ]
	[ "$(ct-attribute --prefer dynamic x | brief)" = 'c1 dynamic s1 google 1 50' ]
	[ "$(ct-attribute --prefer history x | brief)" = 'c1 none - - - -' ]
	ct-attribute --prefer given,session x | ct-attribute --prefer given,session >y
	[ "$(brief y)" = 'c1 given s1 avito - -' ]
	run -2 ct-attribute --prefer session,magic x
	[[ $output == 'ct-attribute: --prefer: unknown method "magic"; known here: session, given, dynamic, static, history'* ]]
	run -2 ct-attribute --prefer given,given x
	[ "${lines[0]}" = 'ct-attribute: --prefer: "given" is there twice' ]
}

@test "a number nobody declared is told once, and works" {
	{
		echo "${session/\"source\"/\"number\":\"+74957770001\",\"source\"}"
		call 09:01:00 c1 +74957770001
		call 09:01:01 c2 +74957770001
		call 09:01:02 c3 +74957770002
	} >x
	run --separate-stderr ct-attribute -r numbers.yaml x
	[ "$status" -eq 0 ]
	[ "$stderr" = 'ct-attribute: x:2: the rules do not name the number +74957770001
ct-attribute: x:4: the rules do not name the number +74957770002' ]
	[ "$(printf '%s\n' "${lines[@]}" | brief | cut -d' ' -f1-3 | tr '\n' ';')" = 'c1 dynamic s1;c2 dynamic s1;c3 none -;' ]
	run --separate-stderr ct-attribute x
	[ -z "$stderr" ]
}

@test "what lacks what it must have is rejected with its place" {
	cat >x <<-'END'
	{"type":"call","id":"c1"}
	{"ts":"2026-03-01T09:00:00.000Z","type":"session"}
	{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s","end":"soon"}
	{"ts":"2026-03-01T09:00:00.000Z","type":"number","id":"n"}
	{"ts":"2026-03-01T09:00:00.000Z","type":"number","number":"+7","until":"x"}
	{"ts":"yesterday","type":"number","number":"+7"}
	{"type":"other"}
	oops
	END
	run --separate-stderr ct-attribute x
	[ "$status" -eq 1 ]
	[ "$output" = '{"type":"other"}' ]
	[ "$(grep -v 'lines rejected' <<<"$stderr" | sed 's/^ct-attribute: //' | cut -c1-40 | tr '\n' ';')" = 'x:1: no "ts";x:2: no "id" in a session;x:3: "end" is no time;x:4: no "number" in a number;x:5: "until" is no time;x:6: "ts" is not a time;x:8: not a JSON object;' ]
}

@test "the rules are read strictly" {
	wrong() {
		printf '%b' "$1" >bad.yaml
		run -2 --separate-stderr ct-attribute -r bad.yaml /dev/null
		[ "$stderr" = "ct-attribute: bad.yaml:$2" ] || { echo "$stderr"; return 1; }
	}
	wrong 'pool: []\n' '1:1: unknown key "pool"; did you mean "pools"?'
	wrong 'pools: [{numbers: ["+7"]}]\n' '1:9: a pool needs a name'
	wrong 'pools: [{name: a}]\n' '1:9: pool "a" has no numbers'
	wrong 'pools: [{name: a, numbers: [7495]}]\n' '1:29: "7495" is no number: write "+74951230001", "+74951230001..+74951230040" or "+7495123*"'
	wrong 'pools: [{name: a, numbers: ["+7495..+749"]}]\n' '1:29: the ends of the range have 4 and 3 digits'
	wrong 'pools: [{name: a, numbers: ["+7495..+7494"]}]\n' '1:29: the range goes backwards'
	wrong 'pools:\n- {name: a, numbers: ["+7495..+7499"]}\n- {name: b, numbers: ["+7499"]}\n' '3:23: "+7499" is taken already by pool "a", line 2'
	wrong 'pools:\n- {name: a, numbers: ["+7495*"]}\n- {name: b, numbers: ["+7495*"]}\n' '3:23: "+7495*" is taken already by pool "a", line 2'
	wrong 'static:\n- {number: "+7", source: a, until: 2026-03-02}\n- {number: "+7", source: b, from: 2026-03-01}\n' '3:12: "+7" stands for something else at the same time, line 2'
	wrong 'static: [{number: "+7"}]\n' '1:10: a static number needs a source'
	wrong 'static: [{source: x}]\n' '1:10: a static number needs its number'
	wrong 'static: [{number: "+7", source: x, from: soon}]\n' '1:42: "soon" is no date: write 2026-03-01 or 2026-03-01T09:00:00Z'
	wrong 'static: [{number: "+7", source: x, from: 2026-02-30}]\n' '1:42: "2026-02-30" is no date: write 2026-03-01 or 2026-03-01T09:00:00Z'
	wrong 'static: [{number: "+7", source: x, from: 2026-03-02, until: 2026-03-01}]\n' '1:61: until is not after from'
	wrong 'credit: {first: 0.9, last: 0.9}\n' '1:9: first and last are shares, together at most 1'
	wrong 'credit: {half_life: 0s}\n' '1:21: half_life must be above 0'
	wrong 'model: {shown: [1]}\n' '1:16: shown has 43 rates, not 1'
	wrong 'model: {none: 0}\n' '1:8: none, always, unknown, second and stranger must be above 0, the last two at most 1'
	wrong 'model: {rates: [{rate: 2}]}\n' '1:17: a rate needs its source'
	wrong 'model: {rates: [{source: x, rate: 0}]}\n' '1:35: a rate must be above 0'
}

@test "one number and ranges go before beginnings, a longer beginning before a shorter one" {
	cat >n.yaml <<-'END'
	pools:
	  - {name: a, numbers: ["+7495*"], ttl: 1m}
	  - {name: b, numbers: ["+749512*"], ttl: 2m}
	  - {name: c, numbers: ["+74951230001..+74951230009", "+74951230020"], ttl: 3m}
	END
	for n in +74950000000 +74951200000 +74951230001 +74951230009 +74951230010 +74951230020; do
		echo "{\"ts\":\"2026-03-01T09:00:00.000Z\",\"type\":\"session\",\"id\":\"s$n\",\"number\":\"$n\",\"end\":\"2026-03-01T09:00:00.000Z\"}"
	done >x
	for n in +74950000000 +74951200000 +74951230001 +74951230009 +74951230010 +74951230020; do
		for m in 1 2 3; do
			call 09:0$m:00 "$n-$m" "$n"
		done
	done | sort >>x
	ct-attribute -r n.yaml --explain x | jq -r 'select(.attribution_why.candidates).number' | sort | uniq -c | awk '{print $2, $1}' >y
	[ "$(tr '\n' ';' <y)" = '+74950000000 1;+74951200000 2;+74951230001 3;+74951230009 3;+74951230010 2;+74951230020 3;' ]
}

@test "ids compare as texts: escapes and spacing do not matter" {
	{
		echo '{"ts":"2026-03-01T09:00:00.000Z", "type" : "session", "id":"s\u0031","visitor_id":"a\"b","source":"google"}'
		echo '{"ts":"2026-03-01T09:00:01.000Z","type":"number","number":"+74951230001","visitor_id":"\u0061\"b"}'
		call 09:00:05 c1 +74951230001
		call 09:00:05 c2 +7 ',"session_id":"s1"'
	} | ct-attribute | brief >y
	[ "$(tr '\n' ';' <y)" = 'c1 dynamic s1 google 1 4;c2 session s1 google - -;' ]
}

@test "the candidates are those of an exact join, row by row" {
	run -0 python3 "$BATS_TEST_DIRNAME/attribute/join.py" make 3 >/dev/null
	for seed in 1 2 3; do
		python3 "$BATS_TEST_DIRNAME/attribute/join.py" make $seed >x
		python3 "$BATS_TEST_DIRNAME/attribute/join.py" join x >want
		ct-attribute -r rules.yaml --explain x | jq -r 'select(.type=="call") | .id as $c | .attribution_why.candidates[]? | "\($c) \(.session_id) \(.lag + 0)"' | sort >got
		[ "$(wc -l <want)" -gt 500 ]
		cmp want got
	done
}

@test "no input, no output; a full disk and a missing file are told" {
	run -0 --separate-stderr ct-attribute -r numbers.yaml /dev/null
	[ -z "$output$stderr" ]
	echo "$session" >x
	run -2 bash -c 'ct-attribute x >/dev/full'
	run -2 ct-attribute -r missing.yaml x
	run -2 ct-attribute missing.ndjson
}

# visits TIME...: sessions v1's, one a day, of these sources
visits() {
	local d=1 source
	for source in "$@"; do
		echo "{\"ts\":\"2026-03-0${d}T09:00:00.000Z\",\"type\":\"session\",\"id\":\"s$d\",\"visitor_id\":\"v1\",\"end\":\"2026-03-0${d}T09:10:00.000Z\",\"source\":\"$source\",\"number\":\"+74951230001\"}"
		d=$((d + 1))
	done
	echo "{\"ts\":\"2026-03-0$((d - 1))T09:01:00.000Z\",\"type\":\"call\",\"id\":\"c1\",\"number\":\"+74951230001\"}"
}

# The credits of the call, one word for each visit.
credits() {
	jq -r 'select(.touches) | [.touches[] | "\(.session_id // "-")/\(.source // "-")"] | join(" ")' "$1"
	grep -o '"credit":[0-9.]*' "$1" | cut -d: -f2 | tr '\n' ' '
}

@test "--model shares the credit over the visitor's visits; six digits, together exactly 1" {
	visits google '(direct)' bing '(direct)' >x
	for m in first last last_non_direct linear position time_decay; do
		ct-attribute --model $m x >y
		echo "$m $(credits y | tail -n 1)"
	done >got
	cat >want <<-'END'
	first 1.000000 0.000000 0.000000 0.000000 
	last 0.000000 0.000000 0.000000 1.000000 
	last_non_direct 0.000000 0.000000 1.000000 0.000000 
	linear 0.250000 0.250000 0.250000 0.250000 
	position 0.400000 0.100000 0.100000 0.400000 
	time_decay 0.214178 0.236472 0.261087 0.288263 
	END
	[ "$(sed 's/ $//' got)" = "$(sed 's/ $//' want)" ]
	[ "$(credits y | head -n 1)" = 's1/google s2/(direct) s3/bing s4/(direct)' ]
	# Half-life of 7 days, against the formula.
	python3 - <<-'END'
	w = [2 ** (-(86400 * d + 60) / (7 * 86400)) for d in (3, 2, 1, 0)]
	assert all(abs(x / sum(w) - float(y)) < 1.1e-6 for x, y in zip(w, "0.214178 0.236472 0.261087 0.288263".split())), w
	END
	visits a b c >x
	[ "$(ct-attribute --model linear x >y; credits y | tail -n 1)" = '0.333334 0.333333 0.333333 ' ]
	visits a b >x
	[ "$(ct-attribute --model position x >y; credits y | tail -n 1)" = '0.500000 0.500000 ' ]
	visits a >x
	[ "$(ct-attribute --model position x >y; credits y | tail -n 1)" = '1.000000 ' ]
	visits a b c >x
	echo 'credit: {first: 0.5, last: 0.25, half_life: 1d}' >r.yaml
	[ "$(ct-attribute -r r.yaml --model position x >y; credits y | tail -n 1)" = '0.500000 0.250000 0.250000 ' ]
	[ "$(ct-attribute -r r.yaml --model time_decay x >y; credits y | tail -n 1)" = '0.142857 0.285714 0.571429 ' ]
	echo 'lookback: 25h' >r.yaml
	[ "$(ct-attribute -r r.yaml --model linear x >y; credits y | tail -n 1)" = '0.500000 0.500000 ' ]
	ct-attribute --model linear x >once
	ct-attribute --model linear once | cmp - once
	ct-attribute once >y
	[ "$(credits y)" = '' ]
	run -2 ct-attribute --model even x
	[[ $output == 'ct-attribute: --model: unknown model "even"; known here: first, last, last_non_direct, linear, position, time_decay'* ]]
	run -2 ct-attribute --model last --fractional x
	[[ $output == 'ct-attribute: --model and --fractional both write touches: give one of them'* ]]
}

@test "--help has a line for each model of credit, all of them are models, and the manual knows them" {
	ct-attribute --help | sed -n '/--model/,/--prefer/s/^ \{30\}\([a-z_]*\)  *[a-z].*/\1/p' >models
	printf '%s\n' first last last_non_direct linear position time_decay | cmp - models
	visits a b >x
	while read -r m; do
		ct-attribute --model "$m" x | grep -q '"credit":'
		grep -Eq "^\.It Cm (.* , )?$m( ,|$)" "$BATS_TEST_DIRNAME/../man/ct-attribute.1"
	done <models
}

@test "--model knows a person on two devices by client id and by telephone" {
	s() { echo "{\"ts\":\"2026-03-0$1T09:00:00.000Z\",\"type\":\"session\",\"id\":\"s$1\",\"end\":\"2026-03-0$1T09:10:00.000Z\",\"source\":\"x$1\",$2}"; }
	c() { echo "{\"ts\":\"2026-03-0$1T09:05:00.000Z\",\"type\":\"call\",\"id\":\"c$1\",\"customer\":\"+79160000001\",\"session_id\":\"s$1\"}"; }
	{
		s 1 '"visitor_id":"phone"'
		c 1
		s 2 '"visitor_id":"desk","client_id":"k"'
		s 3 '"visitor_id":"desk2","client_id":"k"'
		c 3
		echo '{"ts":"2026-03-04T09:05:00.000Z","type":"deal","id":"d","customer":"+79160000001"}'
		echo '{"ts":"2026-03-05T09:05:00.000Z","type":"call","id":"c","customer":"+79160000001","source":"poster"}'
	} >x
	ct-attribute --model linear x >y
	[ "$(jq -r 'select(.touches) | .id + " " + ([.touches[].source] | join(","))' y | tr '\n' ';')" = 'c1 x1;c3 x1,x2,x3;d x1,x2,x3;c x1,x2,x3,poster;' ]
}

@test "--fractional: the candidates' probabilities as credit, and the rest to nobody" {
	echo 'model: {none: 0.0001}' >>numbers.yaml
	{
		echo "${session/\"source\"/\"number\":\"+74951230001\",\"source\"}"
		echo '{"ts":"2026-03-01T09:00:20.000Z","type":"session","id":"s2","source":"bing","number":"+74951230001"}'
		call 09:01:00 c1 +74951230001
		call 09:01:00 c2 +74951239901
	} >x
	ct-attribute -r numbers.yaml --fractional --explain x >y
	[ "$(jq -c 'select(.id == "c1") | [.attribution_why.candidates[].p, .attribution_why.none] as $p | [.touches[].credit]
	    | . as $c | [range(2) | ($c[.] - $p[.] | fabs) < 0.0001] | all' y)" = true ]
	[ "$(jq -c 'select(.touches) | [.id, ([.touches[].credit * 1000000 | round] | add), .touches[2].source]' y)" = '["c1",1000000,null]' ]
}

@test "daily runs with --state give the bytes of the one run, and leave the same state" {
	export CT_DATADIR="$BATS_TEST_DIRNAME/../share"
	ct-sim --seed 3 shop >x
	echo 'pools: [{name: site, numbers: ["+74951230001..+74951230010"], ttl: 15m}]' >r.yaml
	for m in --explain '--model position'; do
		rm -f ./*.state
		# shellcheck disable=SC2086 # two words
		ct-attribute -q -r r.yaml $m -s one.state x >one
		: >daily
		cut -c8-17 x | sort -u >days
		while read -r d; do
			grep "^{\"ts\":\"$d" x >day
			# shellcheck disable=SC2086
			ct-attribute -q -r r.yaml $m -s daily.state day >>daily
		done <days
		cmp one daily
		cmp one.state daily.state
	done
	# A day can be repeated from the state before it.
	grep '^{"ts":"2026-03-08' x >day
	grep -v '^{"ts":"2026-03-08' x | ct-attribute -q -r r.yaml -s before.state >/dev/null
	ct-attribute -q -r r.yaml --state-from before.state -s a.state day >a
	ct-attribute -q -r r.yaml --state-from before.state -s b.state day >b
	cmp a b
	cmp a.state b.state
	# A run that fails leaves the state alone.
	cp a.state c.state
	run -2 bash -c 'ct-attribute -q -r r.yaml -s c.state day >/dev/full'
	cmp a.state c.state
	sed -i '$s/.*/{"visit":7}/' c.state
	run -2 --separate-stderr ct-attribute -r r.yaml -s c.state day
	[[ $stderr == "ct-attribute: c.state:$(wc -l <c.state): the state is damaged"* ]]
	[ -z "$output" ]
	run -2 ct-attribute --fit m.yaml -s a.state day
}

@test "--fit writes a model that --fitted reads; it finds the truth of a simulation" {
	cat >sim.yaml <<-'END'
	from: 2026-03-02
	days: 14
	visits: {per_day: 3000, length: {mean: 4m, sigma: 1}, bounce: 0.3}
	campaigns:
	  - {source: yandex, medium: cpc, campaign: kitchens, weight: 3, calls: 0.08}
	  - {source: google, medium: organic, weight: 4, calls: 0.05}
	  - {source: vk, medium: cpc, campaign: sale, weight: 3, calls: 0.02}
	pool: {numbers: ["+74951230001..+74951230020"], ttl: 10m}
	lag: [{weight: 0.7, mean: 2m, sigma: 0.9}, {weight: 0.3, mean: 8m, from: end}]
	calls: {stray_per_day: 15}
	END
	echo 'pools: [{name: site, numbers: ["+7495123*"], ttl: 10m}]' >r.yaml
	ct-sim --bayes ./sim.yaml >x
	ct-sim --seed 2 --blind ./sim.yaml | ct-attribute -q -r r.yaml --fit model.yaml >out
	[ ! -s out ]
	[[ $(head -n 1 model.yaml) == '# Written by ct-attribute --fit from '* ]]
	ct-attribute -q -r r.yaml --fitted model.yaml x >fitted
	ct-attribute -q -r r.yaml x >default
	# yandex calls four times as often as vk.
	awk '/yandex.*campaign/ {y = $NF + 0} /vk.*campaign/ {v = $NF + 0} END {exit !(y / v > 3 && y / v < 5.5)}' model.yaml
	python3 "$BATS_TEST_DIRNAME/attribute/judge.py" <fitted >f
	python3 "$BATS_TEST_DIRNAME/attribute/judge.py" <default >d
	# right, best possible, calibration error, the last who was shown the number
	awk '{exit !($1 > $2 - 0.02 && $3 < 0.05 && $1 > $4)}' f
	awk '{exit !($1 > $2 - 0.03 && $3 < 0.06 && $1 > $4)}' d
}

@test "--fit without a call says so" {
	echo "$session" >x
	run -1 --separate-stderr ct-attribute --fit m.yaml x
	[ "$stderr" = 'ct-attribute: --fit: no call to learn from: the model is what was believed before' ]
	run -0 ct-attribute --fitted m.yaml x
	run -2 ct-attribute --fit /nonexistent/m.yaml x
	run -2 --separate-stderr ct-attribute --fit /nonexistent/m.yaml <(cat x && echo oops) # before an hour is spent
	[ "$stderr" = 'ct-attribute: /nonexistent/m.yaml: No such file or directory' ]
	run -2 ct-attribute --fitted missing.yaml x
}

@test "a fitted model does not learn on: the same call, the same confidence" {
	{ echo "$session"; echo "$number"; call 09:01:30 c1 +74951230001; } >x
	ct-attribute --fit m.yaml x || :
	for i in $(seq 1 60); do
		echo "{\"ts\":\"2026-03-0$((i % 9 + 1))T09:00:00.000Z\",\"type\":\"session\",\"id\":\"s$i\",\"number\":\"+7495000${i}\",\"end\":\"2026-03-0$((i % 9 + 1))T09:05:00.000Z\"}"
		echo "{\"ts\":\"2026-03-0$((i % 9 + 1))T09:01:30.000Z\",\"type\":\"call\",\"id\":\"c$i\",\"number\":\"+7495000${i}\"}"
	done | sort >x
	[ "$(ct-attribute --fitted m.yaml x | jq .attribution | sort -u | wc -l)" -eq 2 ]
	ct-attribute x >a
	echo 'model: {learn: false}' >r.yaml
	ct-attribute -r r.yaml x >b
	run ! cmp -s a b
}

@test "every command of the manual runs" {
	echo "$session" >sessions.ndjson
	echo "$number" >numbers.ndjson
	call 09:01:30 c1 +74951230001 >calls.ndjson
	man=$BATS_TEST_DIRNAME/../man/ct-attribute.1
	sed -n 's/^\.Dl //p' "$man" >commands
	[ "$(wc -l <commands)" -ge 4 ]
	while read -r command; do
		echo "$command"
		bash -euo pipefail -c "$command" >>out
	done <commands
	grep -q '"attribution":"dynamic"' march.ndjson
	ct-attribute --help | sed -n '/^Examples/,$s/^  //p' >commands
	[ "$(wc -l <commands)" -eq 2 ]
	while read -r command; do
		bash -euo pipefail -c "$command" >>out
	done <commands
}

@test "a source that is a list or a mapping is no source, whatever space is in it" {
	printf '%s\n' '{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","number":"+74951230001","source":{"a":	1},"medium":["x",	2],"campaign":77}' \
		'{"ts":"2026-03-01T09:01:00.000Z","type":"call","id":"c1","number":"+74951230001"}' >x
	run -0 --separate-stderr ct-attribute x
	[ "$(jq -c 'select(.type == "call") | [.source, .medium, .campaign]' <<<"$output")" = '[null,null,77]' ]
}

@test "a clock that is behind or ahead: calls count by the site's time" {
	session() { printf '{"ts":"2026-03-01T09:%s.000Z","type":"session","id":"%s","source":"%s","number":"+74951230001","end":"2026-03-01T09:%s.000Z"}\n' "$@"; }
	call() { printf '{"ts":"2026-03-01T09:%s.000Z","type":"call","id":"%s","number":"+74951230001"}\n' "$@"; }
	pool='pools: [{name: site, numbers: ["+74951230001"], ttl: 0s}]'
	found() { jq -r 'select(.type == "call") | [.ts[14:19], .id, .source // "-", .lag // "-"] | join(" ")'; }
	{
		session 00:00 s1 a 01:00
		call 01:40 c1
		session 02:00 s2 b 04:00
		call 03:30 c2
	} >x
	echo "$pool" >r.yaml
	ct-attribute -r r.yaml x | found >got
	printf '%s\n' '01:40 c1 - -' '03:30 c2 b 90' | cmp - got
	# The first call is made at 02:50, the second at 04:40.
	echo "$pool
clock: {behind: 70s}" >r.yaml
	ct-attribute -r r.yaml x | found >got
	printf '%s\n' '01:40 c1 b 50' '03:30 c2 - -' | cmp - got
	# At 01:00, when the visit has just ended, and at 02:50.
	echo "$pool
clock: {ahead: 40s}" >r.yaml
	ct-attribute -r r.yaml x | found >got
	printf '%s\n' '01:40 c1 a 60' '03:30 c2 b 50' | cmp - got
	# The lines stay in their order, and the input may pause.
	while read -r line; do printf '%s\n' "$line"; done <x | ct-attribute -r r.yaml | jq -r .id >got
	jq -r .id x | cmp - got
	# A static number stands for the source of the moment in which it was called.
	printf '%s\n' 'static: [{number: "+74951230001", source: a, until: 2026-03-01T09:02:00Z}, {number: "+74951230001", source: b, from: 2026-03-01T09:02:00Z}]' 'clock: {behind: 1m}' >r.yaml
	call 01:10 c1 | ct-attribute -r r.yaml | found >got
	echo '01:10 c1 b -' | cmp - got
}

@test "what waits for a slow clock waits in the state" {
	printf '%s\n' 'clock: {behind: 1m}' >r.yaml
	echo '{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"c1","number":"+74951230001"}' >first
	echo '{"ts":"2026-03-01T09:00:20.000Z","type":"session","id":"s1","source":"a","number":"+74951230001"}' >second
	ct-attribute -r r.yaml -s a.state first >got
	[ ! -s got ]
	ct-attribute -r r.yaml -s a.state second >got
	[ ! -s got ]
	ct-attribute -r r.yaml --state-from a.state </dev/null >got
	[ "$(jq -c '[.id, .lag]' got)" = '["c1",40]
["s1",null]' ]
	cat first second | ct-attribute -r r.yaml | cmp - got
}

@test "the clock of a simulated exchange, off by as much as the rules say, costs nothing" {
	cat >sim.yaml <<-'END'
	days: 10
	visits: {per_day: 1000, length: {mean: 4m, sigma: 1}}
	campaigns: [{source: a, medium: b, calls: 0.1}, {source: c, medium: d, calls: 0.05}]
	pool: {numbers: ["+74951230001..+74951230020"], ttl: 10m}
	lag: [{weight: 7, mean: 2m, sigma: 1}, {weight: 3, mean: 8m, from: end}]
	calls: {stray_per_day: 5}
	END
	pool='pools: [{name: site, numbers: ["+7495123*"], ttl: 10m}]'
	recall() { ct-attribute -q -r r.yaml x | ct-eval | jq -c '[.calls, (.recall * 100 | floor)]'; }
	echo "$pool" >r.yaml
	ct-sim ./sim.yaml >x
	want=$(recall)
	for off in '-30 behind 30s 85' '-120 behind 2m 40' '120 ahead 2m 99' '1800 ahead 30m 30'; do
		read -r seconds way by most <<<"$off"
		sed "\$a skew: {telephone: $seconds}" sim.yaml >off.yaml
		ct-sim ./off.yaml >x
		echo "$pool" >r.yaml
		[ "$(recall | jq '.[1]')" -lt "$most" ]
		printf '%s\n' "$pool" "clock: {$way: $by}" >r.yaml
		[ "$(recall)" = "$want" ]
	done
}

@test "a clock is behind or ahead, by a period up to a day" {
	while IFS='|' read -r clock error; do
		echo "clock: $clock" >r.yaml
		run -2 --separate-stderr ct-attribute -r r.yaml x
		[ "$stderr" = "ct-attribute: r.yaml:1:$error" ]
	done <<-'END'
	30s|8: expected a mapping, not "30s"
	{behind: 30s, ahead: 1m}|8: a clock is behind or ahead, not both
	{behind: 2d}|17: a clock is at most 1d behind
	{ahead: forever}|16: a clock is at most 1d ahead
	{behind: -3s}|17: expected a length of time such as 45s, 1h30m, 30d or forever, not "-3s"
	{of: 3s}|9: unknown key "of"; known here: behind, ahead
	END
}

@test "a session without an end holds its number for max_lease, and is its visitor's for two hours" {
	cat >x <<-'END'
	{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","visitor_id":"v1","source":"a","number":"+74951230001"}
	{"ts":"2026-03-01T09:20:00.000Z","type":"call","id":"c1","number":"+74951230001"}
	{"ts":"2026-03-01T09:40:00.001Z","type":"call","id":"c2","number":"+74951230001"}
	{"ts":"2026-03-01T11:00:00.000Z","type":"request","id":"r1","visitor_id":"v1"}
	{"ts":"2026-03-01T11:00:00.001Z","type":"request","id":"r2","visitor_id":"v1"}
	END
	echo 'pools: [{name: p, numbers: ["+74951230001"], max_lease: 40m}]' >r.yaml
	ct-attribute -r r.yaml x | jq -r 'select(.attribution) | [.id, .attribution, .source // "-"] | join(" ")' >got
	printf '%s\n' 'c1 dynamic a' 'c2 none -' 'r1 session a' 'r2 session -' | cmp - got
}

@test "an end before its start counts as the start" {
	cat >x <<-'END'
	{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","source":"a","number":"+74951230001","end":"2026-03-01T08:00:00.000Z"}
	{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s2","source":"b"}
	{"ts":"2026-03-01T09:00:00.000Z","type":"number","id":"n2","session_id":"s2","number":"+74951230002","until":"2026-03-01T08:00:00.000Z"}
	{"ts":"2026-03-01T09:10:00.000Z","type":"call","id":"c1","number":"+74951230001"}
	{"ts":"2026-03-01T09:10:00.000Z","type":"call","id":"c2","number":"+74951230002"}
	{"ts":"2026-03-01T09:30:00.001Z","type":"call","id":"c3","number":"+74951230001"}
	{"ts":"2026-03-01T09:30:00.001Z","type":"call","id":"c4","number":"+74951230002"}
	END
	ct-attribute x | jq -r 'select(.attribution) | [.id, .attribution, .source // "-"] | join(" ")' >got
	printf '%s\n' 'c1 dynamic a' 'c2 dynamic b' 'c3 none -' 'c4 none -' | cmp - got
}

@test "a file older than the one before it: every line is told, counted, passed on and used from then on" {
	for i in 48 49 50 51 52 53 54 55 56 57 58 59; do
		echo "{\"ts\":\"2026-03-01T08:$i:00.000Z\",\"type\":\"session\",\"id\":\"s$i\",\"source\":\"a\",\"number\":\"+749512300$i\"}"
	done >old
	cat >new <<-'END'
	{"ts":"2026-03-01T09:00:00.000Z","type":"call","id":"c1","number":"+74951230059"}
	{"ts":"2026-03-01T09:00:01.000Z","type":"pageview","id":"p1"}
	END
	sed 's/c1/c2/; s/09:00:0./09:00:02/' new >newest
	run --separate-stderr ct-attribute new old newest
	[ "$status" -eq 1 ]
	[ "$(printf '%s\n' "${lines[@]}" | jq -r 'select(.attribution) | [.id, .attribution] | join(" ")' | tr '\n' ';')" = 'c1 none;c2 dynamic;' ]
	[ "${#lines[@]}" -eq 16 ]
	[ "$(head -n 1 <<<"$stderr")" = 'ct-attribute: old:1: ts is 721.000 s before the latest one, and late' ]
	[ "$(tail -n 1 <<<"$stderr")" = 'ct-attribute: 2 more like: records that come late: sort the input by ts' ]
	run -0 ct-attribute --slack 1h new old newest
	[ "$(printf '%s\n' "${lines[@]}" | jq -r 'select(.attribution) | [.id, .attribution] | join(" ")' | tr '\n' ';')" = 'c1 dynamic;c2 dynamic;' ]
}

@test "a touch of a known caller has the time of his visit" {
	cat >x <<-'END'
	{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","visitor_id":"v1","source":"a","number":"+74951230001"}
	{"ts":"2026-03-01T09:00:05.000Z","type":"session","id":"s2","visitor_id":"v2","source":"b","number":"+74951230001"}
	{"ts":"2026-03-01T09:01:00.000Z","type":"call","id":"c1","number":"+74951230001","customer":"+79160000001"}
	{"ts":"2026-03-02T09:01:00.000Z","type":"call","id":"c2","number":"+74951230001","customer":"+79160000001"}
	END
	ct-attribute --model linear x | jq -r 'select(.type == "call") | [.attribution, .touches[0].session_id, .touches[0].ts] | join(" ")' >got
	sed -n 1p got | grep -q '^dynamic'
	[ "$(sed -n 2p got)" = "$(sed -n '1s/dynamic/history/p' got)" ]
}

@test "the credits of a simulated fortnight are those that Python works out from the visits" {
	cat >sim.yaml <<-'END'
	days: 14
	visits: {per_day: 200, length: {mean: 4m, sigma: 1}, returning: {share: 0.5, after: 1d, direct: 0.4}}
	campaigns: [{source: a, medium: b, keywords: [купить, диван], calls: 0.15}, {source: c, medium: d, campaign: e, calls: 0.1}, {source: (direct), medium: (none), calls: 0.1}]
	pool: {numbers: ["+74951230001..+74951230010"], ttl: 10m}
	static: [{number: "+78001230000", source: billboard, medium: offline, per_day: 3}]
	lag: [{weight: 7, mean: 2m, sigma: 1}, {weight: 3, mean: 8m, from: end}]
	calls: {two_phones: 0.3, repeat: {share: 0.4, after: 1d}, stray_per_day: 3}
	topics: [{deal: 0.5, amount: 100}]
	deals: {stages: [{stage: new}, {stage: won}]}
	END
	ct-sim ./sim.yaml >x
	echo '{pools: [{name: p, numbers: ["+7495123*"], ttl: 10m}], static: [{number: "+78001230000", source: billboard, medium: offline}]}' >r.yaml
	for model in first last last_non_direct linear position time_decay; do
		ct-attribute -q -r r.yaml --model $model x >y
		python3 "$BATS_TEST_DIRNAME/credit.py" $model y
	done
}

@test "--fit - writes the model to standard output; a file without a model is none to be fitted by" {
	{
		echo '{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","source":"a","number":"+74951230001"}'
		call 09:01:00 c1 +74951230001 ',"customer":"+79160000001"'
	} >x
	ct-attribute --fit model.yaml x
	ct-attribute --fit - x | cmp - model.yaml
	ct-attribute --fitted model.yaml x | grep -q '"confidence":'
	run -2 --separate-stderr bash -c 'ct-attribute --fit - x >/dev/full'
	[ "$stderr" = 'ct-attribute: standard output: No space left on device' ]
	run -2 --separate-stderr ct-attribute --fit - -o out x
	[[ $stderr == 'ct-attribute: --fit writes no events, so there is no --output'* ]]
	echo 'pools: []' >r.yaml
	run -2 --separate-stderr ct-attribute --fitted r.yaml x
	[ "$stderr" = 'ct-attribute: r.yaml: no "model" in it; --fit writes one' ]
}

@test "a known customer keeps his source while the look-back lasts, whoever holds the number; then he is new" {
	s() { printf '{"ts":"2026-03-%sT09:00:00.000Z","type":"session","id":"%s","visitor_id":"%s","source":"%s","end":"2026-03-%sT09:05:00.000Z","number":"+74951230001"}\n' "$1" "$2" "$3" "$4" "$1"; }
	c() { printf '{"ts":"2026-03-%s.000Z","type":"call","id":"%s","number":"+74951230001","customer":"%s"}\n' "$1" "$2" "${3:-+79160000001}"; }
	{
		s 01 s1 v1 ads
		c 01T09:01:00 c1
		s 05 s2 v2 seo
		c 05T09:01:00 stranger-holds
		s 06 s3 v1 mail
		c 06T09:01:00 he-holds
		s 07 s4 v3 seo
		c 07T09:01:00 stranger-again
		c 07T09:02:00 somebody-new +79160000002
		c 07T12:00:00 nobody-holds
		s 16 s5 v4 maps
		c 16T09:00:59 still-known
		s 26 s6 v5 maps
		c 26T09:01:00 forgotten
	} >x
	printf '%s\n' 'pools: [{name: p, numbers: ["+74951230001"]}]' 'lookback: 10d' >r.yaml
	ct-attribute -r r.yaml x | jq -r 'select(.attribution) | [.id, .attribution, .source, .session_id] | join(" ")' >got
	cat >want <<-'END'
	c1 dynamic ads s1
	stranger-holds history ads s1
	he-holds dynamic mail s3
	stranger-again history mail s3
	somebody-new dynamic seo s4
	nobody-holds history mail s3
	still-known history mail s3
	forgotten dynamic maps s6
	END
	cmp got want
}
