#!/usr/bin/env bats
# ct-ingest: the vendors' formats, on samples in their real shape.
bats_require_minimum_version 1.5.0
setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
	share=${BATS_TEST_DIRNAME%/*}/share
}

# --- UIS / CoMagic -----------------------------------------------------------------------------

@test "uis: the sample of a calls report, with line shortage, tags, attributes and UTM" {
	cat >uis.json <<-'EOT'
		{"jsonrpc":"2.0","id":"r-1","result":{"metadata":{"total_items":1,"limits":{"day_limit":3000}},"data":[{"id":3907112245,"start_time":"2026-03-14 10:02:11","finish_time":"2026-03-14 10:04:06","finish_reason":"max_in_call_reached","direction":"in","source":"dynamic_call_tracking","is_lost":true,"contact_phone_number":"79261234567","virtual_phone_number":"74950001122","communication_id":3907112245,"communication_type":"call","wait_duration":14,"total_wait_duration":14,"talk_duration":0,"clean_talk_duration":0,"total_duration":14,"call_records":[],"visitor_session_id":55500123,"visitor_type":"Новый","channel":"paid","utm_source":"Yandex","utm_campaign":"brand","yclid":"1234567890123456789","ym_client_id":"1710400000123456789","tags":[{"tag_id":9,"tag_name":"Повторный","tag_type":"auto","tag_change_time":"2026-03-14 10:05:00","tag_user_id":null}],"attributes":["primary","lost"],"sale_date":null,"sale_cost":null}]}}
	EOT
	cat >expect <<-'EOT'
		{"ts":"2026-03-14T07:02:11.000Z","type":"call","id":"3907112245","direction":"in","customer":"+79261234567","number":"+74950001122","status":"failed","cause":"no_lines","cause_code":"max_in_call_reached","hangup":"system","wait":14,"talk":0,"category":"dynamic_call_tracking","tags":["Повторный"],"attributes":["primary","lost"],"session_id":"55500123","ym_client_id":"1710400000123456789","yclid":"1234567890123456789","source":"yandex","medium":"cpc","campaign":"brand","channel_group":"Paid Search"}
	EOT
	run --separate-stderr ct-ingest -z Europe/Moscow uis.json
	[ "$status" -eq 0 ]
	[ "$output" = "$(cat expect)" ]
	[ "$stderr" = 'ct-ingest: uis.json: format uis' ]
}

# One call a line as a report: finish_reason, is_lost, talk.
uis_report() {
	jq -Rnc '{result: {data: [inputs | split(" ") | {id: input_line_number, start_time: "2026-03-14 10:00:00",
		direction: "in", contact_phone_number: "79261234567", virtual_phone_number: "74950001122",
		finish_reason: .[0], is_lost: (.[1] == "lost"), talk_duration: (.[2] | tonumber), wait_duration: 5,
		voice_mail_records: (if .[3] == "vm" then ["k"] else [] end)}]}}'
}

@test "uis: answered is not lost and talked; voicemail is no answer; shortage survives" {
	uis_report <<-'EOT' | ct-ingest -f uis | jq -r '[.status, .cause, .cause_code] | join(" ")' >out
		subscriber_disconnects answered 95
		operator_disconnects answered 1
		subscriber_disconnects lost 0
		disconnect_before_call_processing lost 0
		scenario_disconnects lost 0 vm
		operator_busy lost 0
		no_success_operator_call lost 0
		max_in_call_reached lost 0
		max_out_call_reached lost 0
		operator_channels_busy lost 0
		no_resources lost 0
		not_enough_money lost 0
		group_inactive_by_schedule lost 0
		numa_in_black_list lost 0
		sip_offline lost 0
		locked_phone lost 0
		numb_not_exists lost 0
		out_call_not_allowed lost 0
	EOT
	cat >expect <<-'EOT'
		answered normal subscriber_disconnects
		answered normal operator_disconnects
		abandoned normal subscriber_disconnects
		abandoned normal disconnect_before_call_processing
		voicemail normal scenario_disconnects
		busy busy operator_busy
		missed no_answer no_success_operator_call
		failed no_lines max_in_call_reached
		failed no_lines max_out_call_reached
		busy no_lines operator_channels_busy
		failed no_lines no_resources
		failed limit not_enough_money
		missed out_of_hours group_inactive_by_schedule
		failed blocked numa_in_black_list
		failed endpoint sip_offline
		failed network locked_phone
		failed invalid_number numb_not_exists
		failed rejected out_call_not_allowed
	EOT
	cmp expect out
}

@test "uis: every finish reason that the vendor documents is known, and gives a status and a cause" {
	cat >reasons <<-'EOT'
		subscriber_disconnects operator_disconnects operator_answer another_operator_answer transfer_disconnects scenario_disconnects fax_session_done success_finish add_cdr_timeout call_enqueued
		operator_busy operator_not_responsible employee_busy employee_busy_after_call no_success_operator_call no_operator_confirmation no_operator_cdr_found timeout employee_status_available
		subscriber_busy subscriber_not_responsible subscriber_number_problems no_success_subscriber_call disconnect_before_call_processing
		max_in_call_reached max_out_call_reached operator_channels_busy no_resources
		no_money not_enough_money limit_exceeded call_not_allowed_on_tp account_not_found contract_not_found app_is_inactive component_is_inactive
		employee_inactive employee_not_exists employee_without_phones group_without_phones employee_phone_inactive group_phone_inactive employee_status_break employee_status_do_not_disturb employee_auto_status_do_not_disturb employee_status_not_at_workplace employee_status_not_at_work employee_status_auto_out_call operator_number_problems sip_offline sip_trunk_is_locked fmc_is_disabled fmc_is_locked locked_phone net_lock employee_phone_not_found
		phone_group_inactive_by_schedule group_inactive_by_schedule employee_inactive_by_schedule employee_phone_inactive_by_schedule action_interval_exceeded
		numb_not_exists numb_is_inactive no_active_scenario scenario_not_found no_operation incorrect_input incorrect_config max_transition_count_exceeded processing_method_not_found sitephone_is_not_configured simple_forwarding_is_not_configured call_generator_is_not_configured site_not_exists platform_not_found communication_unavailable internal_error
		api_permission_denied api_ip_now_allowed locked_numb in_call_not_allowed out_call_not_allowed out_call_not_allowed_by_status external_call_not_allowed external_call_not_allowed_by_status internal_call_not_allowed internal_call_not_allowed_by_status auto_out_calls_not_allowed_by_status phone_protocol_not_allowed_by_status
		numa_in_black_list numa_in_spam_list numa_dnd_interval too_many_identical_incoming_calls
	EOT
	tr ' ' '\n' <reasons | sed 's/$/ lost 0/' | uis_report >all.json
	run --separate-stderr ct-ingest -f uis all.json
	[ "$status" -eq 0 ]
	[ -z "$stderr" ]
	[ "$(jq -r 'select(.status and .cause).cause_code' <<<"$output")" = "$(tr ' ' '\n' <reasons)" ]
}

@test "uis: a reason that nobody knows yet passes, is counted, and the call is still lost" {
	echo 'brand_new_reason lost 0' | uis_report >new.json
	run --separate-stderr ct-ingest -f uis new.json
	[ "$status" -eq 0 ]
	[ "$(jq -r '[.status, .cause, .cause_code] | join(" ")' <<<"$output")" = 'missed  brand_new_reason' ]
	[[ $stderr == *'"brand_new_reason" is not in the table "reasons" of uis.yaml'* ]]
}

@test "uis: an answered call with employee, recording, transfer and deal; ids keep their digits" {
	echo '[{"id":9007199254740993,"start_time":"2026-03-14 10:02:11","finish_reason":"operator_disconnects","direction":"out","is_lost":false,"contact_phone_number":"79261234567","virtual_phone_number":"74950001122","wait_duration":14,"talk_duration":95,"is_transfer":true,"last_talked_employee_full_name":"Ким А.","call_records":["a1b2"],"person_id":70011,"visitor_id":88123,"sale_cost":1500.50,"properties":"просил перезвонить","tags":[],"attributes":[],"utm_source":null,"referrer":null,"entrance_page":null,"channel":"direct"}]' |
		ct-ingest -f uis >out
	printf '%s\n' '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"9007199254740993","direction":"out","customer":"+79261234567","number":"+74950001122","status":"answered","cause":"normal","cause_code":"operator_disconnects","hangup":"company","wait":14,"talk":95,"employee":"Ким А.","transfers":1,"recording":"a1b2","comment":"просил перезвонить","person_id":"70011","visitor_id":"88123","amount":1500.50}' |
		cmp - out
}

# --- Asterisk ----------------------------------------------------------------------------------

# A row of 21 columns: src dst context dstchannel lastapp start duration billsec disposition linkedid
cdr() {
	printf '"","%s","%s","%s","","PJSIP/trunk-0000001a","%s","%s","sales,tT","2026-03-14 %s",,"2026-03-14 %s",%s,%s,"%s","DOCUMENTATION","%s","","","%s",1\n' \
		"$1" "$2" "$3" "$4" "$5" "$6" "$6" "$7" "$8" "$9" "${10}" "${10}"
}

@test "asterisk: the sample of Master.csv" {
	cat >cdr.csv <<-'EOT'
		"","79261234567","600","from-trunk","""Ivan"" <79261234567>","PJSIP/uis-0000001a","PJSIP/101-0000001b","Queue","sales,tT,,,60","2026-03-14 07:02:11","2026-03-14 07:02:25","2026-03-14 07:04:06",115,101,"ANSWERED","DOCUMENTATION","1773471731.26",""
		"","79261234567","600","from-trunk","79261234567","PJSIP/uis-0000001c","PJSIP/101-0000001d","Queue","sales,tT,,,60","2026-03-14 07:10:00",,"2026-03-14 07:10:31",31,0,"NO ANSWER","DOCUMENTATION","1773472200.28",""
	EOT
	cat >expect <<-'EOT'
		{"ts":"2026-03-14T07:02:11.000Z","type":"call","id":"1773471731.26","direction":"in","customer":"+79261234567","number_raw":"600","status":"answered","cause":"normal","cause_code":"ANSWERED","wait":14,"talk":101,"employee":"101","queue":"sales","line":"uis"}
		{"ts":"2026-03-14T07:10:00.000Z","type":"call","id":"1773472200.28","direction":"in","customer":"+79261234567","number_raw":"600","status":"missed","cause":"no_answer","cause_code":"NO ANSWER","wait":31,"talk":0,"queue":"sales","line":"uis"}
	EOT
	run --separate-stderr ct-ingest cdr.csv
	[ "$status" -eq 0 ]
	[ "$output" = "$(cat expect)" ]
	[ "$stderr" = 'ct-ingest: cdr.csv: format asterisk' ]
}

@test "asterisk: a menu, an announcement or a voicemail that picks up is no answer" {
	{
		cdr 79261234567 74951230001 from-trunk '' BackGround 07:00:00 30 30 ANSWERED 1.1
		cdr 79261234568 74951230001 from-trunk '' VoiceMail 07:01:00 30 30 ANSWERED 2.1
		cdr 79261234569 74951230001 from-trunk '' Queue 07:02:00 30 30 ANSWERED 3.1
		cdr 79261234560 74951230001 from-trunk PJSIP/101-1 Playback 07:03:00 30 30 ANSWERED 4.1
		cdr 79261234561 74951230001 from-trunk PJSIP/101-1 Dial 07:04:00 30 20 ANSWERED 5.1
	} | ct-ingest -f asterisk | jq -r '[.id, .status, .wait, .talk] | join(" ")' >out
	printf '%s\n' '1.1 abandoned 30 0' '2.1 voicemail 30 0' '3.1 abandoned 30 0' '4.1 abandoned 30 0' '5.1 answered 10 20' | cmp - out
}

@test "asterisk: congestion is no_lines; failed stays failed with a hint on standard error" {
	{
		cdr 79261234567 74951230001 from-trunk PJSIP/101-1 Dial 07:00:00 3 0 CONGESTION 1.1
		cdr 79261234568 74951230001 from-trunk PJSIP/101-1 Dial 07:01:00 3 0 FAILED 2.1
		cdr 79261234569 74951230001 from-trunk PJSIP/101-1 Dial 07:02:00 3 0 BUSY 3.1
		cdr 79261234560 74951230001 from-trunk PJSIP/101-1 Dial 07:03:00 3 0 CANCEL 4.1
	} >cdr.csv
	run --separate-stderr ct-ingest -f asterisk cdr.csv
	[ "$status" -eq 0 ]
	[ "$(jq -r '[.status, .cause] | join(" ")' <<<"$output" | paste -sd,)" = 'failed no_lines,failed ,busy busy,abandoned normal' ]
	[ "$stderr" = 'ct-ingest: 1 row: the disposition FAILED may hide a shortage of lines; Asterisk tells it apart with congestion=yes in cdr.conf' ]
}

@test "asterisk: the rows of one linkedid are one call; who talked wins, a shortage is not hidden" {
	{
		cdr 79261234567 74951230001 from-trunk PJSIP/101-1 Queue 07:02:10 10 0 'NO ANSWER' 1.1
		cdr 79261234567 74951230001 from-trunk PJSIP/102-1 Queue 07:02:20 45 40 ANSWERED 1.1
		cdr 79261234568 74951230001 from-trunk PJSIP/101-2 Dial 07:02:30 10 0 'NO ANSWER' 2.1
		cdr 79261234567 74951230001 from-trunk PJSIP/103-1 Dial 07:03:10 65 60 ANSWERED 1.1
		cdr 79261234568 74951230001 from-trunk PJSIP/mob-2 Dial 07:02:40 1 0 CONGESTION 2.1
		cdr 79261234568 74951230001 from-trunk PJSIP/101-2 Dial 07:02:41 20 0 'NO ANSWER' 2.1
	} | ct-ingest -f asterisk | jq -r '[.id, .ts, .status, .cause, .wait, .talk, .employee] | join(" ")' >out
	printf '%s\n' '1.1 2026-03-14T07:02:10.000Z answered normal 15 100 102' '2.1 2026-03-14T07:02:30.000Z failed no_lines 31 0 ' | cmp - out
}

@test "asterisk: direction by context, or by the length of the numbers; extensions are employees" {
	{
		cdr 79261234567 74951230001 from-trunk PJSIP/101-1 Dial 07:00:00 30 20 ANSWERED 1.1
		cdr 101 89261234567 from-internal PJSIP/trunk-1 Dial 07:01:00 30 20 ANSWERED 2.1
		cdr 101 102 from-internal PJSIP/102-1 Dial 07:02:00 30 20 ANSWERED 3.1
		cdr 101 89261234567 my-own PJSIP/trunk-1 Dial 07:03:00 30 20 ANSWERED 4.1
		cdr anonymous 74951230001 from-trunk PJSIP/101-1 Dial 07:04:00 30 20 ANSWERED 5.1
	} >cdr.csv
	run --separate-stderr ct-ingest --region RU -f asterisk cdr.csv
	[ "$(jq -r '[.direction, .customer, .number, .employee, .line] | join(" ")' <<<"$output")" = 'in +79261234567 +74951230001 101 trunk
out +79261234567  101 trunk
internal   101 
out +79261234567  101 trunk
in  +74951230001 101 trunk' ]
	[[ $stderr == *'cdr.csv:4: "my-own" is not in the table "contexts" of asterisk.yaml'* ]]
}

@test "asterisk: 16 to 21 columns, by their number and the look of the uniqueid" {
	b='"","79261234567","74951230001","from-trunk","x","PJSIP/uis-1a","PJSIP/101-1b","Dial","d","2026-03-14 07:02:11","2026-03-14 07:02:25","2026-03-14 07:04:06",115,101,"ANSWERED","DOCUMENTATION"'
	n='"","1773471731.25",7' u='"1773471731.26"'
	for row in "$b" "$b,$u" "$b,\"note\"" "$b,$u,\"note\"" "$b,$n" "$b,$u,$n" "$b,\"note\",$n" "$b,$u,\"note\",$n"; do
		echo "$row" | ct-ingest -q -f asterisk | jq -r '[(.id | sub("asterisk-[0-9a-f]{16}"; "HASH")), .comment // "", .number] | join(" ")'
	done >out
	cat >expect <<-'EOT'
		HASH  +74951230001
		1773471731.26  +74951230001
		HASH note +74951230001
		1773471731.26 note +74951230001
		1773471731.25  +74951230001
		1773471731.25  +74951230001
		1773471731.25 note +74951230001
		1773471731.25 note +74951230001
	EOT
	cmp expect out
	run --separate-stderr ct-ingest -f asterisk <<<"$b,1,2,3,4,5,6"
	[ "$status" -eq 1 ]
	[[ $stderr == *'no layout has as many cells: 22'* ]]
}

@test "asterisk: FreePBX's export has a header, and the dialled number in did" {
	cat >cdr.csv <<-'EOT'
		calldate,clid,src,dst,dcontext,channel,dstchannel,lastapp,lastdata,duration,billsec,disposition,amaflags,accountcode,uniqueid,userfield,did,cnum,cnam,outbound_cnum,outbound_cnam,dst_cnam,recordingfile,linkedid,peeraccount,sequence
		"2026-03-14 10:02:11","""Ivan"" <79261234567>",79261234567,600,ext-queues,PJSIP/uis-0000001a,Local/101@from-queue-0000001b;1,Queue,"sales,tT,,,60",115,101,ANSWERED,3,,1773471731.26,,74951230001,79261234567,Ivan,,,,in-600.wav,1773471731.26,,42
	EOT
	ct-ingest -q -z Europe/Moscow cdr.csv >out
	printf '%s\n' '{"ts":"2026-03-14T07:02:11.000Z","type":"call","id":"1773471731.26","direction":"in","customer":"+79261234567","number":"+74951230001","status":"answered","cause":"normal","cause_code":"ANSWERED","wait":14,"talk":101,"employee":"101","queue":"sales","line":"uis","recording":"in-600.wav"}' | cmp - out
}

# --- Yandex Metrica ----------------------------------------------------------------------------

@test "metrica: the sample of a visits log; the source from the tags, the medium from the click" {
	printf '%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
		ym:s:visitID ym:s:counterID ym:s:dateTime ym:s:clientID ym:s:lastTrafficSource ym:s:lastAdvEngine ym:s:UTMSource ym:s:UTMCampaign ym:s:startURL ym:s:referer ym:s:pageViews ym:s:visitDuration ym:s:goalsID \
		9223000000000000123 12345678 '2026-03-14 09:58:02' 1710400000123456789 ad ya_direct Yandex brand 'https://example.test/?utm_source=yandex&utm_campaign=brand' https://yandex.ru/ 3 249 '[101,102]' >visits.tsv
	run --separate-stderr ct-ingest -z Europe/Moscow visits.tsv
	[ "$status" -eq 0 ]
	[ "$output" = '{"ts":"2026-03-14T06:58:02.000Z","type":"session","id":"9223000000000000123","visitor_id":"1710400000123456789","ym_client_id":"1710400000123456789","end":"2026-03-14T07:02:11.000Z","source":"yandex","medium":"cpc","campaign":"brand","referrer":"https://yandex.ru/","landing":"https://example.test/?utm_source=yandex&utm_campaign=brand","pages":3,"goals":["101","102"],"channel_group":"Paid Search"}' ]
	[ "$stderr" = 'ct-ingest: visits.tsv: format metrica' ]
}

@test "metrica: escapes as the exports have them, broken rows rejected" {
	{
		printf 'ym:s:visitID\tym:s:dateTime\tym:s:startURL\tym:s:UTMTerm\tym:s:goalsID\n'
		printf '1\t2026-03-14 09:00:00\thttps://a.test/\tplain\t[]\n'
		printf '2\t2026-03-14 09:00:00\thttps://a.test/\t%s\t%s\n' "it\\'s a \\\\ tab\\t." "['a','b']"
		printf '3\t2026-03-14 09:00:00\thttps://a.test/\tx\t%s\n' "\"[\\'Tap 1/2\"\"\\',\\'Nut\\']\""
		printf '4\t2026-03-14 09:00:00\thttps://a.test/\tone\ttoo\tmany\n'
	} >v.tsv
	run --separate-stderr ct-ingest -f metrica v.tsv
	[ "$status" -eq 1 ]
	[ "$(jq -c '[.keyword, .goals]' <<<"$output")" = '["plain",null]
["it'"'"'s a \\ tab\t.",["a","b"]]
["x",["Tap 1/2\"","Nut"]]' ]
	[[ $stderr == *'v.tsv:5: the wrong number of cells: 6 where the header has 5'* ]]
}

@test "metrica: devices, click ids, visits without a tag, and GA4's channel groups" {
	{
		printf 'ym:s:visitID\tym:s:dateTime\tym:s:lastTrafficSource\tym:s:lastSearchEngineRoot\tym:s:lastSocialNetwork\tym:s:referer\tym:s:startURL\tym:s:deviceCategory\tym:s:lastGCLID\n'
		printf '%s\t2026-03-14 09:00:00\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n' \
			1 organic google '' https://www.google.com/ https://a.test/ 1 '' \
			2 direct '' '' '' https://a.test/ 2 '' \
			3 social '' vkontakte https://vk.com/ https://a.test/ 3 '' \
			4 referral '' '' https://www.blog.test/x https://a.test/ 1 '' \
			5 internal '' '' https://a.test/y https://a.test/ 1 '' \
			6 ad '' '' '' 'https://a.test/?gclid=Cj0' 1 Cj0 \
			7 undefined '' '' https://duckduckgo.com/ https://a.test/ 1 '' \
			8 direct '' '' '' 'https://a.test/?utm_source=News&utm_medium=E-mail&utm_campaign=%D0%9C%D0%B0%D1%80%D1%82+1' 1 ''
	} | ct-ingest -f metrica | jq -r '[.id, .source, .medium, .channel_group, .device, .gclid // "", .campaign // ""] | join("|")' >out
	cat >expect <<-'EOT'
		1|google|organic|Organic Search|desktop||
		2|(direct)|(none)|Direct|mobile||
		3|vk.com|social|Organic Social|tablet||
		4|blog.test|referral|Referral|desktop||
		5|(direct)|(none)|Direct|desktop||
		6|google|cpc|Paid Search|desktop|Cj0|
		7|duckduckgo|organic|Organic Search|desktop||
		8|news|e-mail|Email|desktop||Март 1
	EOT
	cmp expect out
}

@test "metrica: each part of a log has a header of its own, in an order of its own; hits too" {
	printf 'ym:s:visitID\tym:s:dateTime\n1\t2026-03-14 09:00:00\n' | gzip >part0.tsv.gz
	printf 'ym:s:dateTime\tym:s:visitID\n2026-03-14 09:00:01\t2\n' >part1.tsv
	[ "$(ct-ingest -q part0.tsv.gz part1.tsv | jq -r '.id + .ts' | paste -sd' ')" = '12026-03-14T09:00:00.000Z 22026-03-14T09:00:01.000Z' ]
	printf 'ym:pv:watchID\tym:pv:visitID\tym:pv:dateTime\tym:pv:URL\tym:pv:isPageView\n7\t1\t2026-03-14 09:00:00\thttps://a.test/\t1\n' |
		ct-ingest -q >out
	printf '%s\n' '{"ts":"2026-03-14T09:00:00.000Z","type":"pageview","id":"7","session_id":"1","url":"https://a.test/"}' | cmp - out
}

# --- the simulation, there and back ------------------------------------------------------------

@test "ct-sim's exports read back are the truth: calls by UIS and Asterisk, visits by Metrica" {
	ct-sim --seed 5 --days 3 --export exports shop >truth.ndjson
	zone=$(sed -n 's/^timezone: *//p' "$share/scenarios/shop.yaml")
	ct-ingest -q -f uis -z "$zone" exports/uis.json >uis.ndjson
	ct-ingest -q -f asterisk -z "$zone" exports/asterisk.csv >asterisk.ndjson
	ct-ingest -q -f metrica -z "$zone" exports/metrica.tsv >metrica.ndjson
	python3 - <<-'PY'
		import json
		read = lambda name: [json.loads(line) for line in open(name)]
		truth = read("truth.ndjson")
		calls = [t for t in truth if t["type"] == "call"]
		visits = [t for t in truth if t["type"] == "session"]
		def compare(want, got, members, cut=24):
		    assert len(want) == len(got) > 50, (len(want), len(got))
		    for w, g in zip(want, got):
		        for m in members:
		            a, b = w.get(m), g.get(m)
		            if m in ("ts", "end"):
		                a, b = a[:19], b[:19]
		            assert a == b, (m, w, g)
		same = ["ts", "direction", "customer", "status", "wait", "talk"]
		compare(calls, read("uis.ndjson"), same + ["number", "tags"])
		compare(calls, read("asterisk.ndjson"), same)
		compare(visits, read("metrica.ndjson"), ["ts", "end", "source", "medium", "campaign", "keyword",
		    "ym_client_id", "device", "pages"])
	PY
}
