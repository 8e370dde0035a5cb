#!/usr/bin/env bats
# ct-ingest: options, containers, values, rejects.  The vendors' formats are in ingest-formats.bats.
bats_require_minimum_version 1.5.0
setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
	# A mapping for the tests of the engine: three columns, one event.
	cat >my.yaml <<-'YAML'
		title: a test
		container: csv
		events:
		  - type: call
		    members:
		      ts: at
		      id: id
		      customer: {from: phone, as: phone}
		      comment: note
	YAML
}

# --- our own lines -----------------------------------------------------------------------------

@test "events: a canonical line passes byte for byte" {
	printf '%s\n' '{"ts":"2026-03-01T09:15:27.000Z","type":"call","id":"c1","cost": 3.50, "x":90071992547409931}' >in
	run --separate-stderr ct-ingest -f events in
	[ "$status" -eq 0 ]
	[ "$output" = "$(cat in)" ]
	[ -z "$stderr" ]
}

@test "events: any RFC 3339 time becomes canonical, ts, type and id come first, the rest stays" {
	printf '%s\n' '{"type":"call","x":1.50,"ts":"2026-03-01T12:15:27.5+03:00","y":[1, 2],"id":"c1"}' |
		ct-ingest -f events >out
	printf '%s\n' '{"ts":"2026-03-01T09:15:27.500Z","type":"call","id":"c1","x":1.50,"y":[1, 2]}' | cmp - out
}

@test "events: null and empty texts are not written, ids become texts and keep their digits" {
	printf '%s\n' '{"ts":"2026-03-01T09:15:27.000Z","type":"call","id":12345678901234567890,"a":null,"b":"","session_id":5,"n":7}' |
		ct-ingest -f events >out
	printf '%s\n' '{"ts":"2026-03-01T09:15:27.000Z","type":"call","id":"12345678901234567890","session_id":"5","n":7}' | cmp - out
}

@test "events: twice is once, and an event without an id gets one from its line" {
	printf '%s\n' '{"ts":"2026-03-01 09:15:27Z","type":"number","number":"+74951230001"}' |
		ct-ingest -f events >once
	grep -qE '"id":"events-[0-9a-f]{16}"' once
	ct-ingest -f events once | cmp - once
}

@test "events: what is no event is rejected by file and line, the rest goes on, exit 1" {
	printf '%s\n' 'oops' '{"ts":"2026-03-01T09:15:27Z"}' '{"type":"call","id":"1"}' \
		'{"ts":"yesterday","type":"call"}' '{"ts":"2026-03-01T09:15:27Z","type":"call","id":"ok"}' >in
	run --separate-stderr ct-ingest -f events in
	[ "$status" -eq 1 ]
	[ "$output" = '{"ts":"2026-03-01T09:15:27.000Z","type":"call","id":"ok"}' ]
	[[ $stderr == *'ct-ingest: in:1: not a JSON object'* ]]
	[[ $stderr == *'ct-ingest: in:2: no "type"'* ]]
	[[ $stderr == *'ct-ingest: in:3: no "ts"'* ]]
	[[ $stderr == *'ct-ingest: 4 of 5 lines rejected'* ]]
}

# --- CSV ---------------------------------------------------------------------------------------

@test "csv: quotes, doubled quotes, separators and line breaks inside cells" {
	printf 'id,at,phone,note\n1,2026-03-14 10:02:11,+79261234567,"a ""b"", c\nd"\n2,2026-03-14 10:02:12,,x\n' >in.csv
	ct-ingest -f ./my.yaml in.csv >out
	cat >expect <<-'EOT'
		{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"1","customer":"+79261234567","comment":"a \"b\", c\nd"}
		{"ts":"2026-03-14T10:02:12.000Z","type":"call","id":"2","comment":"x"}
	EOT
	cmp expect out
}

@test "csv: CRLF, a BOM, gzip and a missing last line end change nothing" {
	printf 'id,at,phone,note\n1,2026-03-14 10:02:11,,x\n2,2026-03-14 10:02:12,,"y"\n' >lf
	ct-ingest -f ./my.yaml lf >expect
	sed 's/$/\r/' lf >crlf
	printf '\357\273\277' | cat - lf >bom
	gzip -c lf >gz
	printf '%s' "$(cat lf)" >cutoff
	for f in crlf bom gz cutoff; do
		ct-ingest -f ./my.yaml "$f" | cmp - expect
	done
}

@test "csv: columns go by the header's names, in any order, and other columns do not matter" {
	printf 'note,zzz,at,id\nx,?,2026-03-14 10:02:11,7\n' | ct-ingest -f ./my.yaml >out
	printf '%s\n' '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"7","comment":"x"}' | cmp - out
}

@test "csv: windows-1251 by --encoding, or by the mapping; without it the bytes are said" {
	printf 'id,at,phone,note\n1,2026-03-14 10:02:11,,\317\360\350\342\345\362 \270\266\n' >in.csv
	ct-ingest --encoding windows-1251 -f ./my.yaml in.csv >out
	grep -q '"comment":"Привет ё¶"' out
	sed -i '1a encoding: windows-1251' my.yaml
	ct-ingest -f ./my.yaml in.csv | cmp - out
	run --separate-stderr ct-ingest --encoding utf-8 -f ./my.yaml in.csv
	[ "$status" -eq 0 ]
	[[ $stderr == *'in.csv:2: bytes that are not UTF-8 became U+FFFD: which --encoding is it?'* ]]
}

@test "csv: a broken quote costs its line and no other" {
	printf 'id,at,phone,note\n1,2026-03-14 10:02:11,,"broken\n2,2026-03-14 10:02:12,,x\n3,2026-03-14 10:02:13,,"y" z\n4,2026-03-14 10:02:14,,"ok"\n' >in.csv
	run --separate-stderr ct-ingest -x bad -f ./my.yaml in.csv
	[ "$status" -eq 1 ]
	[ "$(jq -r .id <<<"$output" | paste -sd,)" = 2,4 ]
	[ "$(jq -c '[.file,.line,.error,.input]' bad | paste -sd' ')" = '["in.csv",2,"text after a closing quote","1,2026-03-14 10:02:11,,\"broken"] ["in.csv",4,"text after a closing quote","3,2026-03-14 10:02:13,,\"y\" z"]' ]
	[[ $stderr == *'ct-ingest: 2 of 4 lines rejected (see bad)'* ]]
}

@test "csv: a quote that is never closed is said with line and column" {
	printf 'id,at,phone,note\n1,2026-03-14 10:02:11,,"never\n2,2026-03-14 10:02:12,,x\n' >in.csv
	run --separate-stderr ct-ingest -f ./my.yaml in.csv
	[ "$status" -eq 1 ]
	[ "$(jq -r .id <<<"$output")" = 2 ]
	[[ $stderr == *'ct-ingest: in.csv:2:24: a quote is not closed'* ]]
}

@test "csv: a row of the wrong width, without a time, or with a wrong one is rejected" {
	printf 'id,at,phone,note\n1,2026-03-14 10:02:11\n2,,,x\n3,2026-02-30 10:00:00,,x\n' >in.csv
	run --separate-stderr ct-ingest -f ./my.yaml in.csv
	[ "$status" -eq 1 ]
	[ -z "$output" ]
	[[ $stderr == *'in.csv:2: the wrong number of cells: 2 where the header has 4'* ]]
	[[ $stderr == *'in.csv:3: no time: "ts" comes from nothing that is there'* ]]
	[[ $stderr == *'in.csv:4: "ts" is no time: "2026-02-30 10:00:00"'* ]]
}

@test "csv: a row without an id gets the format's name and a hash of the row" {
	printf 'at,note\n2026-03-14 10:02:11,x\n2026-03-14 10:02:11,y\n2026-03-14 10:02:11,x\n' | ct-ingest -f ./my.yaml >out
	[ "$(jq -r .id out | grep -cE '^my-[0-9a-f]{16}$')" -eq 3 ]
	[ "$(jq -r .id out | sort -u | wc -l)" -eq 2 ]
}

@test "the same CSV read by python3's csv module gives the same cells" {
	python3 - <<-'PY'
		import csv, random
		random.seed(20260314)
		pick = lambda: "".join(random.choice('ab,"\n ;x\u0416') for _ in range(random.randint(0, 9)))
		rows = [[str(i), "2026-03-14 10:02:11", "", pick()] for i in range(2000)]
		w = csv.writer(open("r.csv", "w", newline=""))
		w.writerow(["id", "at", "phone", "note"])
		w.writerows(rows)
	PY
	ct-ingest -f ./my.yaml r.csv >out
	python3 - <<-'PY'
		import csv, json
		want = [[r["id"], r["note"].strip() or None] for r in csv.DictReader(open("r.csv", newline=""))]
		got = [[e["id"], e.get("comment")] for e in map(json.loads, open("out"))]
		assert want == got, next((w, g) for w, g in zip(want, got) if w != g)
	PY
}

# --- JSON --------------------------------------------------------------------------------------

@test "json: one document, several after each other, or the bare array" {
	sed -i 's/^container: csv/container: json\nrecords: [result.data, "[]"]/' my.yaml
	a='{"id":1,"at":"2026-03-14 10:02:11"}' b='{"id":2,"at":"2026-03-14 10:02:12","note":"x"}'
	echo "[$a,$b]" | ct-ingest -f ./my.yaml >expect
	[ "$(wc -l <expect)" -eq 2 ]
	echo "{\"jsonrpc\":\"2.0\",\"result\":{\"metadata\":{\"data\":[{}]},\"data\":[$a,$b]},\"id\":7}" | ct-ingest -f ./my.yaml | cmp - expect
	printf '{"result":{"data":[%s]}}{"result":{"data":[]}}\n\n{"result":{"data":[%s]}}' "$a" "$b" | ct-ingest -f ./my.yaml | cmp - expect
	echo "[$a,$b]" | jq . | ct-ingest -f ./my.yaml | cmp - expect
}

@test "json: an object of records by id, and a single record, are read as well as an array" {
	sed -i 's/^container: csv/container: json\nrecords: calls/' my.yaml
	a='{"id":1,"at":"2026-03-14 10:02:11"}'
	echo "{\"calls\":[$a]}" | ct-ingest -f ./my.yaml >expect
	echo "{\"calls\":{\"17\":$a}}" | ct-ingest -f ./my.yaml | cmp - expect
	echo "{\"calls\":$a}" | ct-ingest -f ./my.yaml | cmp - expect
}

@test "json: garbage in the middle costs its record and no other" {
	sed -i 's/^container: csv/container: json\nrecords: "[]"/' my.yaml
	printf '[{"id":1,"at":"2026-03-14 10:02:11"},{"id":2,"at":"2026-03-14 10:02:12","note":"bro"ken"},\n{"id":3,"at":"2026-03-14 10:02:13"},{"id":4,oops},{"id":5,"at":"2026-03-14 10:02:15"}]' >in.json
	run --separate-stderr ct-ingest -x bad -f ./my.yaml in.json
	[ "$status" -eq 1 ]
	[ "$(jq -r .id <<<"$output" | paste -sd,)" = 1,3,5 ]
	[ "$(jq -r .input bad | paste -sd' ')" = '{"id":2,"at":"2026-03-14 10:02:12","note":"bro"ken"} {"id":4,oops}' ]
	[ "$(jq -r .line bad | paste -sd,)" = 1,2 ]
}

@test "json: a document that breaks off is said, what came before is kept" {
	sed -i 's/^container: csv/container: json\nrecords: "[]"/' my.yaml
	printf '[{"id":1,"at":"2026-03-14 10:02:11"},{"id":2,"at":"2026-' >in.json
	run --separate-stderr ct-ingest -f ./my.yaml in.json
	[ "$status" -eq 1 ]
	[ "$(jq -r .id <<<"$output")" = 1 ]
	[[ $stderr == *'in.json:1:38: the document ends inside this record'* ]]
	printf '[{"id":1,"at":"2026-03-14 10:02:11"}' >in.json
	run --separate-stderr ct-ingest -f ./my.yaml in.json
	[ "$status" -eq 1 ]
	[[ $stderr == *'the document ends too early'* ]]
}

@test "json: a document without records, an error response say, is rejected whole" {
	printf '{"jsonrpc":"2.0","error":{"code":-32001,"message":"no access"},"id":1}' >in.json
	run --separate-stderr ct-ingest -x bad -f uis in.json
	[ "$status" -eq 1 ]
	[[ $stderr == *'in.json:1: no records at "result.data" or "[]"'* ]]
	[ "$(jq -r .input bad)" = "$(cat in.json)" ]
}

@test "json: a value that JSON has no room for in an envelope does not stop the next document" {
	sed -i 's/^container: csv/container: json\nrecords: data/' my.yaml
	printf 'garbage\n{"data":[{"id":1,"at":"2026-03-14 10:02:11"}]}\n' >in.json
	run --separate-stderr ct-ingest -f ./my.yaml in.json
	[ "$status" -eq 1 ]
	[ "$(jq -r .id <<<"$output")" = 1 ]
	[[ $stderr == *'in.json:1:1: neither an object nor an array'* ]]
}

@test "json: files put together, each with its byte order mark" {
	sed -i 's/^container: csv/container: json\nrecords: "[]"/' my.yaml
	printf '\357\273\277[{"id":1,"at":"2026-03-14"}]\n\357\273\277[{"id":2,"at":"2026-03-14"}]' >in.json
	[ "$(ct-ingest -f ./my.yaml in.json | jq -r .id | paste -sd,)" = 1,2 ]
}

@test "form: the bodies of webhooks, one a line" {
	sed -i 's/^container: csv/container: form/' my.yaml
	printf '%s\n' 'id=1&at=2026-03-14+10%3A02%3A11&phone=%2B79261234567&note=%D0%B0+b%26&empty=' 'oops' |
		ct-ingest -q -x bad -f ./my.yaml >out && return 1
	printf '%s\n' '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"1","customer":"+79261234567","comment":"а b&"}' | cmp - out
	[ "$(jq -r .input bad)" = oops ]
}

@test "ndjson: lines, one record each; a bad line is rejected alone" {
	sed -i 's/^container: csv/container: ndjson/' my.yaml
	printf '%s\n' '{"id":1,"at":"2026-03-14 10:02:11"}' '{"id":2,' '' '{"id":3,"at":"2026-03-14 10:02:13"}' >in
	run --separate-stderr ct-ingest -f ./my.yaml in
	[ "$status" -eq 1 ]
	[ "$(jq -r .id <<<"$output" | paste -sd,)" = 1,3 ]
	[[ $stderr == *'ct-ingest: in:2:'* ]]
}

# --- values ------------------------------------------------------------------------------------

@test "telephone numbers: E.164 by the region, anything else is kept as it was spelled" {
	cat >in.csv <<-'EOT'
		id,at,phone
		1,2026-03-14 10:02:11,89261234567
		2,2026-03-14 10:02:11,79261234567
		3,2026-03-14 10:02:11,9261234567
		4,2026-03-14 10:02:11,8 (926) 123-45-67
		5,2026-03-14 10:02:11,"7,92612E+10"
		6,2026-03-14 10:02:11,anonymous
		7,2026-03-14 10:02:11,101
		8,2026-03-14 10:02:11,"""Anna"" <sales_anna>"
		9,2026-03-14 10:02:11,0048221234567
		10,2026-03-14 10:02:11,'+380672901122
		11,2026-03-14 10:02:11,sip:101@pbx
	EOT
	ct-ingest --region RU -f ./my.yaml in.csv | jq -c '[.customer,.customer_raw]' >out
	cat >expect <<-'EOT'
		["+79261234567",null]
		["+79261234567",null]
		["+79261234567",null]
		["+79261234567",null]
		[null,"7,92612E+10"]
		[null,null]
		[null,"101"]
		[null,"\"Anna\" <sales_anna>"]
		["+48221234567",null]
		["+380672901122",null]
		[null,"sip:101@pbx"]
	EOT
	cmp expect out
}

@test "telephone numbers: Ukraine's national forms, the old long-distance 8 too" {
	printf 'id,at,phone\n1,2026-03-14 10:02:11,0672901122\n2,2026-03-14 10:02:11,80672901122\n3,2026-03-14 10:02:11,380672901122\n' |
		ct-ingest --region UA -f ./my.yaml | jq -r .customer | sort -u >out
	[ "$(cat out)" = +380672901122 ]
}

@test "times: the offset in the value, else the mapping's zone, else --timezone" {
	printf 'id,at\n1,2026-03-14 10:02:11\n2,2026-03-14T10:02:11+05:00\n3,2026-03-14T10:02:11.25Z\n' >in.csv
	[ "$(ct-ingest -z Europe/Moscow -f ./my.yaml in.csv | jq -r .ts | paste -sd' ')" = \
		'2026-03-14T07:02:11.000Z 2026-03-14T05:02:11.000Z 2026-03-14T10:02:11.250Z' ]
	sed -i '1a zone: Asia/Almaty' my.yaml
	[ "$(ct-ingest -z Europe/Moscow -f ./my.yaml in.csv | jq -r .ts | head -n 1)" = 2026-03-14T05:02:11.000Z ]
}

@test "times: the night when clocks change, as python's zoneinfo has it; both oddities are said" {
	printf 'id,at\n1,2026-03-29 03:30:00\n2,2026-10-25 03:30:00\n3,2026-10-25 04:00:00\n' >in.csv
	run --separate-stderr ct-ingest -z Europe/Kyiv -f ./my.yaml in.csv
	[ "$status" -eq 0 ]
	want=$(python3 - <<-'PY'
		from datetime import datetime, timezone
		from zoneinfo import ZoneInfo
		for t in ("2026-03-29 03:30:00", "2026-10-25 03:30:00", "2026-10-25 04:00:00"):
		    d = datetime.fromisoformat(t).replace(tzinfo=ZoneInfo("Europe/Kyiv"))
		    print(d.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%S.000Z"))
	PY
	)
	[ "$(jq -r .ts <<<"$output")" = "$want" ]
	[[ $stderr == *'in.csv:2: 2026-03-29 03:30:00 was not on the clock that night: moved forward'* ]]
	[[ $stderr == *'in.csv:3: 2026-10-25 03:30:00 was twice that night: the first is taken'* ]]
}

@test "values: each kind of \"as\" and each form of time" {
	cat >kinds.yaml <<-'YAML'
		container: csv
		tables:
		  yes: {da: true, net: false}
		absent: ["--", "(not set)"]
		events:
		  - type: x
		    members:
		      ts: {from: t, time: unix}
		      id: {from: [a, b], join: "-"}
		      number: {from: n, as: number}
		      micros: {from: n2, as: micros}
		      seconds: {from: s, as: seconds}
		      ms: {from: m, as: milliseconds}
		      bool: {from: flag, as: bool}
		      list: {from: l, split: "|", as: list}
		      set: {from: l, split: "|", as: set}
		      count: {from: l, split: "|", as: count}
		      lower: {from: w, as: lower}
		      words: {from: w, as: words}
		      mapped: {from: y, map: yes}
		      said: {const: 5}
		      dmy: {from: d, time: dmy}
		      compact: {from: c, time: compact}
		      mail: {from: r, time: rfc2822}
		      finish: {from: s, as: end}
		      jq: {jq: '.a + "!" + (.nope // "none")'}
		      none: nothing
		      nil: dash
	YAML
	printf '%s\n' 't,a,b,n,n2,s,m,flag,l,w,y,d,c,r,dash' \
		'1773482531.5,A,B,"1 523,40",1523400000,0:01:35,121004,Y,two| one||three|one,No_ANSWER+Ж,da,14/03/2026 10:02 PM,20260314,"Sat, 14 Mar 2026 15:02:11 +0000",--' |
		ct-ingest -f ./kinds.yaml >out
	printf '%s\n' '{"ts":"2026-03-14T10:02:11.500Z","type":"x","id":"A-B","number":1523.40,"micros":1523.4,"seconds":95,"ms":121.004,"bool":true,"list":["two","one","three","one"],"set":["one","three","two"],"count":4,"lower":"no_answer+ж","words":"no answer ж","mapped":true,"said":5,"dmy":"2026-03-14T22:02:00.000Z","compact":"2026-03-14T00:00:00.000Z","mail":"2026-03-14T15:02:11.000Z","finish":"2026-03-14T10:03:46.500Z","jq":"A!none"}' |
		cmp - out
}

@test "numbers: points, commas and blanks are understood; what may mean either is refused" {
	cat >n.yaml <<-'YAML'
		container: csv
		separator: ";"
		events:
		  - type: x
		    members: {ts: t, id: i, n: {from: n, as: number}, m: {from: n, as: micros}}
	YAML
	{
		echo 't;i;n'
		i=0
		for n in 3.50 3,50 '1 523,40' 1,523.40 1.523,40 1.523.400 1,523,400 007 -0,5 +5 0,523 1,523 1e3 12.5.1 5-; do
			echo "2026-03-14;$((i += 1));$n"
		done
	} >n.csv
	run --separate-stderr ct-ingest -f ./n.yaml n.csv
	[ "$status" -eq 0 ]
	[ "$(sed 's/.*"n"://; s/,"m".*//; s/.*"id".*/-/' <<<"$output" | paste -sd' ')" = '3.50 3.50 1523.40 1523.40 1523.40 1523400 1523400 7 -0.5 5 0.523 - - - -' ]
	[[ $stderr == *'n.csv:13: "n" is no number: "1,523"; left out'* ]]
	sed -i '1a decimal: point' n.yaml
	[ "$(ct-ingest -q -f ./n.yaml n.csv | jq -c 'select(.id == "12").n')" = 1523 ]
	sed -i 's/^decimal: point/decimal: comma/' n.yaml
	[ "$(ct-ingest -q -f ./n.yaml n.csv | jq -c 'select(.id == "12").n')" = 1.523 ]
}

@test "values: what is not in a table is said once, counted, and never fatal" {
	cat >t.yaml <<-'YAML'
		container: csv
		tables:
		  what: {a: A}
		events:
		  - type: x
		    members: {ts: t, id: i, x: {from: w, map: what}, code: w}
	YAML
	printf 't,i,w\n2026-03-14,1,a\n2026-03-14,2,b\n2026-03-14,3,b\n' >in.csv
	run --separate-stderr ct-ingest -f ./t.yaml in.csv
	[ "$status" -eq 0 ]
	[ "$(jq -c '[.x,.code]' <<<"$output" | paste -sd' ')" = '["A","a"] [null,"b"] [null,"b"]' ]
	[ "$stderr" = 'ct-ingest: in.csv:3: "b" is not in the table "what" of t.yaml
ct-ingest: 2 values were not in the tables of t.yaml; nothing was lost by it' ]
}

@test "one row may give several events, and rows may be skipped" {
	cat >t.yaml <<-'YAML'
		container: csv
		skip: {first: 1, single: true, when: '.kind == "sms"'}
		events:
		  - type: call
		    members: {ts: t, id: i}
		  - type: leg
		    when: '.who != null'
		    members: {ts: t, call_id: i, employee: who}
	YAML
	printf 'Report of March\nt,i,who,kind\n2026-03-14,1,Anna,\n2026-03-14,2,,\n2026-03-14,3,,sms\nTotal: 3\n' |
		ct-ingest -f ./t.yaml | jq -r '[.type, .id // "", .call_id // "", .employee // ""] | join(" ")' | sed 's/t-[0-9a-f]*/HASH/' >out
	printf '%s\n' 'call 1  ' 'leg HASH-2 1 Anna' 'call 2  ' | cmp - out
}

@test "a row that is none of the events of a format is rejected, not dropped" {
	sed -i 's/  - type: call/  - type: call\n    when: ".id != \\"2\\""/' my.yaml
	printf 'id,at\n1,2026-03-14\n2,2026-03-14\n' >in.csv
	run --separate-stderr ct-ingest -f ./my.yaml in.csv
	[ "$status" -eq 1 ]
	[[ $stderr == *'in.csv:3: the row is none of the events that the format knows'* ]]
}

# --- options -----------------------------------------------------------------------------------

@test "--dedup drops what was seen before, by type and id, and counts it" {
	printf 'id,at\n1,2026-03-14\n1,2026-03-14\n2,2026-03-14\n1,2026-06-14\n' >in.csv
	run --separate-stderr ct-ingest --dedup -f ./my.yaml in.csv
	[ "$status" -eq 0 ]
	[ "$(jq -r .id <<<"$output" | paste -sd,)" = 1,2 ]
	[ "$stderr" = 'ct-ingest: 2 events dropped: type and id were seen before' ]
	printf 'id,at\n1,2026-03-14\n2,2026-05-14\n1,2026-05-15\n' >in.csv
	[ "$(ct-ingest -q --dedup-window 30d -f ./my.yaml in.csv | wc -l)" -eq 3 ]
	[ "$(ct-ingest -q --dedup-window forever -f ./my.yaml in.csv | wc -l)" -eq 2 ]
	ct-ingest -q --dedup -f ./my.yaml in.csv in.csv | ct-ingest -q --dedup -f events | wc -l | grep -qx 3
}

@test "--list names every format with its title" {
	run ct-ingest --list
	[ "$status" -eq 0 ]
	[[ $output == *'events '* && $output == *'uis '* ]]
}

@test "detection: without -f the format is told from the first bytes and said" {
	printf '%s\n' '{"ts":"2026-03-01T09:15:27Z","type":"call","id":"1"}' >in
	run --separate-stderr ct-ingest in
	[ "$status" -eq 0 ]
	[ "$stderr" = 'ct-ingest: in: format events' ]
	run --separate-stderr ct-ingest -q in
	[ -z "$stderr" ]
	echo 'hello, world' >in
	run --separate-stderr ct-ingest in
	[ "$status" -eq 2 ]
	[ "$stderr" = 'ct-ingest: in: unknown format: give --format (--list names those there are)' ]
	run ct-ingest </dev/null
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "detection: a live pipe is not waited for, its first line decides" {
	mkfifo pipe
	ct-ingest pipe >out 2>said &
	exec 8<>pipe # which does not wait for a filter that is not there
	printf '%s\n' '{"ts":"2026-03-01T09:15:27Z","type":"call","id":"1"}' >&8
	# The event is there before the pipe is closed.
	timeout 20 bash -c 'until grep -q "\"id\":\"1\"" out; do :; done'
	exec 8>&-
	wait
	[ "$(cat said)" = 'ct-ingest: pipe: format events' ]
}

@test "wrong use is exit 2 and says what would be right" {
	run ct-ingest -f uiz /dev/null
	[ "$status" -eq 2 ]
	[ "$output" = 'ct-ingest: unknown format "uiz"; did you mean "uis"?' ]
	run ct-ingest --region XX /dev/null
	[ "$status" -eq 2 ]
	[[ $output == 'ct-ingest: --region: expected a country such as RU, UA or US, not "XX"'* ]]
	run ct-ingest --encoding koi8-r /dev/null
	[ "$status" -eq 2 ]
	[[ $output == 'ct-ingest: --encoding: unknown encoding "koi8-r"; known here: utf-8, windows-1251'* ]]
	run ct-ingest --dedup-window soon /dev/null
	[ "$status" -eq 2 ]
	[[ $output == 'ct-ingest: --dedup-window: expected a length of time such as 12h, 31d or forever, not "soon"'* ]]
	run ct-ingest -z Mars/Crater -f events /dev/null
	[ "$status" -eq 2 ]
	run ct-ingest -f ./nowhere.yaml /dev/null
	[ "$status" -eq 2 ]
}

@test "a mapping with a mistake is refused with file, line and column" {
	try() {
		printf '%s\n' "$1" >bad.yaml
		run ct-ingest -f ./bad.yaml /dev/null
		[ "$status" -eq 2 ]
		[[ $output == *"$2"* ]] || { echo "$output" && false; }
	}
	try 'contaner: csv' 'unknown key "contaner"; did you mean "container"?'
	try 'title: x' 'no "container": one of csv, tsv, json, ndjson, form'
	try 'container: csv' 'no "events": what a row becomes'
	try 'container: json' 'no "records": where they are'
	try 'container: csv
header: false' 'without a header the columns must be named'
	try 'container: csv
events: [{type: x, members: {id: a}}]' 'no member "ts": when the event was'
	try 'container: csv
events: [{type: x, members: {ts: a, b: {from: c, map: nope}}}]' 'unknown table "nope"'
	try 'container: csv
events: [{type: x, members: {ts: a, b: {from: c, const: 1}}}]' 'one of "from", "const" and "jq" is needed'
	try 'container: csv
events: [{type: x, members: {ts: a, b: {from: c, as: nummer}}}]' 'did you mean "number"?'
	try 'container: csv
events: [{type: x, members: {ts: a, b: {jq: "1 +"}}}]' 'bad.yaml:2:'
	try 'container: csv
zone: Mars/Crater
events: []' 'unknown time zone "Mars/Crater"'
}

@test "a full disk and an input that breaks off are exit 2" {
	printf 'id,at\n1,2026-03-14\n' >in.csv
	run bash -c 'ct-ingest -f ./my.yaml in.csv >/dev/full'
	[ "$status" -eq 2 ]
	seq 1 20000 | sed 's/.*/&,2026-03-14/' | { echo id,at && cat; } | gzip >whole.gz
	head -c 20000 whole.gz >cut.gz
	run bash -c 'ct-ingest -f ./my.yaml cut.gz 2>err | tail -n 1 | grep -q "^{.*}$"; exit "${PIPESTATUS[0]}"'
	[ "$status" -eq 2 ]
	grep -q cut.gz err
}

# --- the manuals -------------------------------------------------------------------------------

# The n-th literal block of a manual.
block() {
	awk -v n="$2" '/^\.Bd -literal/ { i++; on = i == n; next } /^\.Ed/ { on = 0 } on' "${BATS_TEST_DIRNAME%/*}/man/$1" |
		sed 's/\\e/\\/g; s/\\&//g'
}

@test "ct-formats(5): the mapping, the export and the command of the manual give what it says" {
	block ct-formats.5 1 >pbx.yaml
	block ct-formats.5 2 >pbx.csv
	[ "$(block ct-formats.5 3)" = '$ ct-ingest -f ./pbx.yaml pbx.csv' ]
	block ct-formats.5 4 >expect
	ct-ingest -f ./pbx.yaml pbx.csv | cmp - expect
	grep -q Anna expect
}

@test "ct-formats(5): a mapping of one's own is a format like the others, in a folder of formats" {
	mkdir -p data/formats
	cp "${BATS_TEST_DIRNAME%/*}/share/channels.yaml" data
	block ct-formats.5 1 >data/formats/pbx.yaml
	block ct-formats.5 2 >pbx.csv
	run --separate-stderr env CT_DATADIR="$PWD/data" ct-ingest pbx.csv
	[ "$status" -eq 0 ]
	[ "$stderr" = 'ct-ingest: pbx.csv: format pbx' ]
	[ "$(CT_DATADIR=$PWD/data ct-ingest --list)" = 'pbx              Small exchange - call log (CSV)' ]
}

@test "ct-formats(5): every key that a mapping may have is in the manual" {
	for f in mapping mapping_parts moment; do
		grep -o '\*const [a-z_]*\[\] = {[^}]*}' <(tr -d '\n\t' <"${BATS_TEST_DIRNAME%/*}/lib/format/$f.c") |
			grep -o '"[^"]*"' | tr -d '"'
	done | sort -u >keys
	[ "$(wc -l <keys)" -gt 50 ]
	mandoc -Tascii -O width=200 "${BATS_TEST_DIRNAME%/*}/man/ct-formats.5" | sed 's/.\x08//g' >manual
	while read -r key; do
		case $key in events | ct_*) continue ;; esac
		grep -qwF -- "$key" manual || { echo "not in the manual: $key" && false; }
	done <keys
}

@test "ct-ingest(1): the examples of the manual run" {
	ct-sim --seed 5 --days 1 --export . shop >/dev/null
	cp uis.json calls-1.json
	mv asterisk.csv Master.csv
	mv metrica.tsv visits.tsv
	for n in 1 2 3; do
		block ct-ingest.1 "$n" | sed 's/^\$ //' >"ex$n.sh"
		bash -euo pipefail "ex$n.sh" >"out$n"
	done
	[ "$(wc -l <calls.ndjson)" -eq "$(jq -s '[.[].result.data | length] | add' calls-1.json)" ]
	[ "$(wc -l <sessions.ndjson)" -eq "$(($(wc -l <visits.tsv) - 1))" ]
	LC_ALL=C sort -c calls.ndjson
}
