#!/usr/bin/env bats
# ct-ingest: vendors that are mapping files alone, each told by its first bytes, on invented samples.
bats_require_minimum_version 1.5.0
setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
}

# The sample on standard input is in the format $1 and becomes the lines $2...
becomes() {
	local format=$1
	shift
	cat >sample
	ct-ingest sample >events 2>said
	[ "$(cat said)" = "ct-ingest: sample: format $format" ] || { cat said && false; }
	LC_ALL=C sort events | ct-validate
	# Ids of our own making are hashes of the row.
	sed -i -E "s/\"id\":\"$format-[0-9a-f]{16}(-[0-9]+)?\"/\"id\":\"HASH\"/" events
	printf '%s\n' "$@" | diff - events
}

@test "every format there is loads" {
	for f in "${BATS_TEST_DIRNAME%/*}"/share/formats/*.yaml; do
		run ct-ingest -f "$f" /dev/null
		[ "$status" -eq 0 ]
		[ -z "$output" ]
	done
}

@test "ringostat: a target call is an answered one; JSON and CSV agree" {
	becomes ringostat '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"ua-1710410531.88121","direction":"in","customer":"+380671112233","number":"+380440001122","status":"answered","cause":"normal","cause_code":"PROPER","wait":14,"talk":107,"employee":"Anna K.","department":"Sales","queue":"Main","pool":"Google CPC","source":"google","medium":"cpc","campaign":"brand","client_id":"1122334455.1710400000","referrer":"https://www.google.com/","landing":"https://example.test/","channel_group":"Paid Search"}' <<-'EOT'
		[{"uniqueid":"ua-1710410531.88121","calldate":"2026-03-14 10:02:11","call_type":"in","caller":"380671112233","caller_number":"380671112233","dst":"380440001122","connected_with":"proj_anna","disposition":"PROPER","duration":"121","billsec":"107","waittime":"14","proper_flag":"1","repeated_flag":"0","pool_name":"Google CPC","scheme_name":"Main","department":"Sales","employee_number":"17","employee_fio":"Anna K.","utm_source":"google","utm_medium":"cpc","utm_campaign":"brand","utm_content":"","utm_term":"","client_id":"1122334455.1710400000","landing":"https://example.test/","refferrer":"https://www.google.com/","has_recording":"1"}]
	EOT
	becomes ringostat-csv '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"ua-1","direction":"in","customer":"+380671112233","number":"+380440001122","status":"answered","cause":"normal","cause_code":"REPEATED","wait":14,"talk":107,"source":"google","medium":"cpc","campaign":"brand","channel_group":"Paid Search"}' \
		'{"ts":"2026-03-14T10:03:11.000Z","type":"request","id":"ua-2","channel":"callback","customer":"+380671112234","status":"missed","cause_code":"CLIENT+NO_ANSWER","wait":9,"talk":0}' <<-'EOT'
		uniqueid;calldate;call_type;caller;dst;disposition;duration;billsec;waittime;utm_source;utm_medium;utm_campaign
		ua-1;2026-03-14 10:02:11;in;380671112233;380440001122;REPEATED;121;107;14;Google;CPC;brand
		ua-2;2026-03-14 10:03:11;callback;380671112234;380440001122;CLIENT+NO_ANSWER;9;0;9;;;
	EOT
}

@test "zadarma: rows of one outside call are one call; the limit of lines is no_lines" {
	becomes zadarma '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"in_1","direction":"in","customer":"+380671112233","status":"answered","cause":"normal","cause_code":"answered","talk":95,"wait":12,"employee":"102"}' \
		'{"ts":"2026-03-14T10:05:00.000Z","type":"call","id":"out_2","direction":"out","customer":"+380671112234","status":"failed","cause":"no_lines","cause_code":"line limit","talk":0,"wait":0,"employee":"101"}' \
		'{"ts":"2026-03-14T10:06:00.000Z","type":"call","id":"in_3","direction":"in","customer":"+380671112235","status":"failed","cause":"limit","cause_code":"no money, no limit","talk":0,"wait":0,"employee":"101"}' <<-'EOT'
		{"status":"success","start":"2026-03-14 00:00:00","version":2,"stats":[
		{"call_id":1773482531.1102773,"sip":101,"callstart":"2026-03-14 10:02:11","clid":380671112233,"destination":101,"disposition":"no answer","seconds":12,"is_recorded":false,"pbx_call_id":"in_1"},
		{"call_id":1773482531.1102774,"sip":102,"callstart":"2026-03-14 10:02:23","clid":380671112233,"destination":102,"disposition":"answered","seconds":95,"is_recorded":true,"pbx_call_id":"in_1"},
		{"call_id":1773482531.1102775,"sip":101,"callstart":"2026-03-14 10:05:00","clid":101,"destination":380671112234,"disposition":"line limit","seconds":0,"is_recorded":false,"pbx_call_id":"out_2"},
		{"call_id":1773482531.1102776,"sip":101,"callstart":"2026-03-14 10:06:00","clid":380671112235,"destination":101,"disposition":"no money, no limit","seconds":0,"is_recorded":false,"pbx_call_id":"in_3"}]}
	EOT
}

@test "zadarma: a log of webhooks; the Q.850 cause tells a shortage of lines" {
	becomes zadarma-hooks '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"in_1","direction":"in","customer":"+380671112233","number":"+380440001122","status":"answered","cause":"normal","cause_code":"answered","talk":95,"employee":"101","recording":"1773482531.1102773"}' \
		'{"ts":"2026-03-14T10:03:11.000Z","type":"call","id":"in_2","direction":"in","customer":"+380671112233","number":"+380440001122","status":"failed","cause":"no_lines","cause_code":"failed","talk":0,"wait":2}' <<-'EOT'
		event=NOTIFY_START&call_start=2026-03-14+10%3A02%3A11&pbx_call_id=in_1&caller_id=%2B380671112233&called_did=380440001122
		event=NOTIFY_END&call_start=2026-03-14+10%3A02%3A11&pbx_call_id=in_1&caller_id=%2B380671112233&called_did=380440001122&internal=101&duration=95&disposition=answered&status_code=16&is_recorded=1&call_id_with_rec=1773482531.1102773
		event=NOTIFY_END&call_start=2026-03-14+10%3A03%3A11&pbx_call_id=in_2&caller_id=%2B380671112233&called_did=380440001122&duration=2&disposition=failed&status_code=34&is_recorded=0
	EOT
}

@test "binotel: numbers in quotes, Unix seconds, national numbers, placeholders, SMS skipped" {
	becomes binotel '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"612107001","direction":"in","customer":"+380671112233","number":"+380440001122","status":"answered","cause":"normal","cause_code":"ANSWER","wait":9,"talk":107,"employee":"Operator 1","queue":"801 > 901","category":"CallTracking","client_id":"1122334455.1710400000","source":"google","medium":"cpc","campaign":"brand","channel_group":"Paid Search"}' <<-'EOT'
		{"requestType":"apiCallCompleted","attemptsCounter":"1","callDetails":{"companyID":"10001","generalCallID":"612107001","callID":"612107001","startTime":"1773482531","callType":"0","internalNumber":"901","internalAdditionalData":"801 > 901","externalNumber":"0671112233","waitsec":"9","billsec":"107","disposition":"ANSWER","isNewCall":"1","customerData":"","employeeData":{"name":"Operator 1","email":"op1@example.test"},"historyData":[{"waitsec":"9"}],"pbxNumberData":{"number":"0440001122","name":"CallTracking"},"callTrackingData":{"id":"77","gaClientId":"1122334455.1710400000","utm_source":"google","utm_medium":"cpc","utm_campaign":"brand","utm_content":"(not set)","utm_term":"(not provided)","domain":"example.test","timeSpentOnSiteBeforeMakeCall":"64"}}}
	EOT
	# callDetails may be an object of calls by id.
	becomes binotel '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"2","direction":"out","customer":"+380671112233","status":"failed","cause":"no_lines","cause_code":"CONGESTION","wait":0,"talk":0,"employee":"901"}' <<-'EOT'
		{"status":"success","callDetails":{"1":{"generalCallID":"1","startTime":"1773482531","callType":"1","disposition":"SMS-SUCCESS"},"2":{"generalCallID":"2","startTime":"1773482531","callType":"1","externalNumber":"0671112233","internalNumber":"901","waitsec":"0","billsec":"0","disposition":"CONGESTION"}}}
	EOT
}

@test "calltouch, callrail, twilio" {
	becomes calltouch '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"700112233","direction":"in","customer":"+79261234567","number":"+74950001122","status":"answered","cause":"normal","wait":14,"talk":95,"tags":["lead"],"session_id":"91234567","ym_client_id":"1710400000123456789","source":"yandex","medium":"cpc","campaign":"brand","channel_group":"Paid Search"}' <<-'EOT'
		[{"callId":700112233,"date":"14/03/2026 10:02:11","timestamp":1773471731,"callerNumber":"79261234567","phoneNumber":"74950001122","duration":95,"waitingConnect":14,"successful":true,"uniqueCall":true,"targetCall":true,"callbackCall":false,"source":"yandex","medium":"cpc","utmCampaign":"brand","sessionId":91234567,"yaClientId":"1710400000123456789","callTags":[{"category":"quality","type":"MANUAL","names":["lead"]}]}]
	EOT
	becomes callrail '{"ts":"2026-03-14T15:02:11.119Z","type":"call","id":"CAL01","direction":"in","customer":"+13055550142","number":"+13055550100","status":"answered","cause":"normal","talk":95,"source":"google","medium":"cpc","campaign":"brand","gclid":"EAIaIQobChMIexample","channel_group":"Paid Search"}' \
		'{"ts":"2026-03-14T15:03:11.119Z","type":"call","id":"CAL02","direction":"in","customer":"+13055550142","number":"+13055550100","status":"voicemail","cause":"no_answer","talk":0,"wait":30}' <<-'EOT'
		{"page":1,"total_pages":1,"calls":[{"id":"CAL01","answered":true,"voicemail":false,"direction":"inbound","duration":95,"start_time":"2026-03-14T10:02:11.119-05:00","customer_phone_number":"+13055550142","tracking_phone_number":"+13055550100","business_phone_number":null,"source":"Google Ads","utm_campaign":"brand","gclid":"EAIaIQobChMIexample"},
		{"id":"CAL02","answered":false,"voicemail":true,"direction":"inbound","duration":30,"start_time":"2026-03-14T10:03:11.119-05:00","customer_phone_number":"(305) 555-0142","tracking_phone_number":"+13055550100"}]}
	EOT
	becomes twilio '{"ts":"2026-03-14T15:02:11.000Z","type":"call","id":"CA01","direction":"in","customer":"+13055550142","number":"+13055550100","status":"answered","cause":"normal","cause_code":"completed","talk":95,"cost":0.0085,"currency":"USD"}' <<-'EOT'
		{"sid":"CA01","parent_call_sid":null,"from":"+13055550142","to":"+13055550100","status":"completed","direction":"inbound","start_time":"Sat, 14 Mar 2026 15:02:11 +0000","end_time":"Sat, 14 Mar 2026 15:03:46 +0000","duration":"95","price":"-0.0085","price_unit":"USD","queue_time":"0"}
	EOT
}

@test "mango: no header, Unix seconds, direction from who has an extension" {
	becomes mango '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"MTAwMDE6MQ==","direction":"in","customer":"+79261234567","number":"+74950001122","status":"answered","cause":"normal","cause_code":"1110","wait":14,"talk":95,"employee":"101","recording":"[MToxMDAwMDE6MTox]"}' <<-'EOT'
		[MToxMDAwMDE6MTox];1773482531;1773482640;1773482545;;79261234567;101;74950001122;1110;MTAwMDE6MQ==;74950001122;abonent
	EOT
}

@test "freeswitch: the vanilla template, hang-up causes by name" {
	becomes freeswitch '{"ts":"2026-03-14T10:02:11.000Z","type":"call","id":"6f1b","direction":"in","customer":"+79261234567","number_raw":"600","status":"abandoned","cause":"normal","cause_code":"ORIGINATOR_CANCEL","wait":31,"talk":0}' \
		'{"ts":"2026-03-14T10:03:11.000Z","type":"call","id":"6f1c","direction":"in","customer":"+79261234567","number_raw":"600","status":"failed","cause":"no_lines","cause_code":"NORMAL_CIRCUIT_CONGESTION","wait":3,"talk":0}' <<-'EOT'
		"Ivan","79261234567","600","public","2026-03-14 10:02:11","","2026-03-14 10:02:42","31","0","ORIGINATOR_CANCEL","6f1b","","","PCMA","PCMA"
		"Ivan","79261234567","600","public","2026-03-14 10:03:11","","2026-03-14 10:03:14","3","0","NORMAL_CIRCUIT_CONGESTION","6f1c","","","PCMA","PCMA"
	EOT
}

@test "uis: legs with Q.850 causes, and the report of visits" {
	becomes uis-legs '{"ts":"2026-03-14T10:02:13.000Z","type":"leg","id":"7800113355","call_id":"3907112245","employee":"79160000000","status":"busy","cause":"no_lines","cause_code":"operator_channels_busy","wait":11,"talk":0}' <<-'EOT'
		{"jsonrpc":"2.0","result":{"data":[{"id":7800113355,"call_session_id":3907112245,"start_time":"2026-03-14 10:02:13","connect_time":null,"duration":0,"total_duration":11,"finish_reason":"operator_channels_busy","virtual_phone_number":"74950001122","calling_phone_number":"79261234567","called_phone_number":"79160000000","direction":"out","is_operator":true,"employee_id":12,"release_cause_code":34,"is_failed":true,"is_talked":false,"call_records":[]}]}}
	EOT
	becomes uis-sessions '{"ts":"2026-03-14T09:58:02.000Z","type":"session","id":"55500123","visitor_id":"88123","person_id":"70011","end":"2026-03-14T10:02:11.000Z","ym_client_id":"1710400000123456789","source":"yandex","medium":"cpc","campaign":"brand","referrer":"https://yandex.ru/","landing":"https://example.test/?utm_source=yandex","yclid":"1234567890123456789","device":"mobile","pages":1,"channel_group":"Paid Search"}' <<-'EOT'
		{"jsonrpc":"2.0","result":{"data":[{"id":55500123,"date_time":"2026-03-14 09:58:02","duration":249,"visitor_id":88123,"person_id":70011,"visitor_type":"Новый","visitor_device":"mobile","ym_client_id":"1710400000123456789","yclid":"1234567890123456789","channel":"paid","engine":"yandex.direct","campaign_id":901,"site_id":33,"entrance_page":"https://example.test/?utm_source=yandex","referrer":"https://yandex.ru/","utm_source":"yandex","utm_campaign":"brand","hits_count":1}]}}
	EOT
}

@test "ga4: the events of one session are folded into it, page views stay" {
	becomes ga4 '{"ts":"2026-03-14T09:58:02.123Z","type":"pageview","id":"HASH","session_id":"1122.17-1773482282","visitor_id":"1122.17","client_id":"1122.17","url":"https://example.test/?a=1&b=2","title":"Home"}' \
		'{"ts":"2026-03-14T09:59:00.000Z","type":"pageview","id":"HASH","session_id":"1122.17-1773482282","visitor_id":"1122.17","client_id":"1122.17","url":"https://example.test/price"}' \
		'{"ts":"2026-03-14T09:58:02.123Z","type":"session","id":"1122.17-1773482282","visitor_id":"1122.17","client_id":"1122.17","end":"2026-03-14T10:01:00.000Z","source":"google","medium":"cpc","campaign":"brand","landing":"https://example.test/?a=1&b=2","device":"mobile","region":"Kyiv","pages":2,"channel_group":"Paid Search"}' <<-'EOT'
		{"event_date":"20260314","event_timestamp":"1773482282123456","event_name":"page_view","event_params":[{"key":"ga_session_id","value":{"int_value":"1773482282"}},{"key":"page_location","value":{"string_value":"https://example.test/?a=1\u0026b=2"}},{"key":"page_title","value":{"string_value":"Home"}}],"user_pseudo_id":"1122.17","device":{"category":"mobile"},"geo":{"country":"Ukraine","city":"Kyiv"},"traffic_source":{"name":"(organic)","medium":"organic","source":"google"},"collected_traffic_source":null,"platform":"WEB"}
		{"event_timestamp":"1773482460000000","event_name":"user_engagement","event_params":[{"key":"ga_session_id","value":{"int_value":"1773482282"}}],"user_pseudo_id":"1122.17","collected_traffic_source":{"manual_source":"google","manual_medium":"cpc","manual_campaign_name":"brand","gclid":null}}
		{"event_timestamp":1773482340000000,"event_name":"page_view","event_params":[{"key":"ga_session_id","value":{"int_value":1773482282}},{"key":"page_location","value":{"string_value":"https://example.test/price"}}],"user_pseudo_id":"1122.17"}
	EOT
}

@test "advertising cost of a day: Yandex Direct (millionths or money), Google Ads, Meta" {
	printf '"cost (2026-03-14 - 2026-03-14)"\nDate\tCampaignId\tCampaignName\tImpressions\tClicks\tCost\n2026-03-14\t90210001\tbrand\t1204\t57\t1523400000\n2026-03-14\t90210002\tother\t10\t--\t15.50\nTotal rows: 2\n' >direct.tsv
	[ "$(ct-ingest -q direct.tsv | jq -c '[.ts, .source, .medium, .campaign, .cost + 0, .clicks, .impressions]')" = '["2026-03-14T00:00:00.000Z","yandex","cpc","brand",1523.4,57,1204]
["2026-03-14T00:00:00.000Z","yandex","cpc","other",15.5,null,10]' ]
	becomes google-ads '{"ts":"2026-03-14T00:00:00.000Z","type":"spend","id":"HASH","source":"google","medium":"cpc","campaign":"brand","campaign_id":"77","cost":1523.4,"currency":"UAH","clicks":57,"impressions":1204}' \
		<<<'{"results":[{"segments":{"date":"2026-03-14"},"campaign":{"id":"77","name":"brand"},"metrics":{"costMicros":"1523400000","clicks":"57","impressions":"1204"},"customer":{"currencyCode":"UAH"}}]}'
	becomes meta-ads '{"ts":"2026-03-14T00:00:00.000Z","type":"spend","id":"HASH","until":"2026-03-14T00:00:00.000Z","source":"facebook.com","medium":"cpc","campaign":"spring","campaign_id":"1","cost":12.34,"currency":"EUR","clicks":5,"impressions":100}' \
		<<<'{"data":[{"campaign_id":"1","campaign_name":"spring","account_currency":"EUR","impressions":"100","clicks":"5","spend":"12.34","date_start":"2026-03-14","date_stop":"2026-03-14"}]}'
}

@test "deals: HubSpot, amoCRM, Bitrix24" {
	becomes hubspot-deals '{"ts":"2026-03-20T09:00:00.000Z","type":"deal","id":"500123001-closedlost","deal_id":"500123001","stage":"closedlost","won":false,"amount":1500,"reason":"Too expensive"}' <<-'EOT'
		{"results":[{"id":"500123001","properties":{"dealname":"Order 17","amount":"1500","dealstage":"closedlost","pipeline":"default","closed_lost_reason":"Too expensive"},"createdAt":"2026-03-14T10:05:00Z","updatedAt":"2026-03-20T09:00:00Z","archived":false}]}
	EOT
	becomes amocrm-deals '{"ts":"2026-03-20T07:00:00.000Z","type":"deal","id":"17657001-143","deal_id":"17657001","person_id":"42015001","stage":"143","won":false,"amount":25000,"reason":"Дорого","employee":"321","tags":["звонок"],"source":"yandex","medium":"cpc","channel_group":"Paid Search"}' <<-'EOT'
		{"_page":1,"_embedded":{"leads":[{"id":17657001,"name":"x","price":25000,"responsible_user_id":321,"status_id":143,"pipeline_id":1113,"loss_reason_id":4203,"created_at":1773482700,"updated_at":1773990000,"custom_fields_values":[{"field_code":"UTM_MEDIUM","values":[{"value":"cpc"}]},{"field_id":5501,"field_code":"UTM_SOURCE","values":[{"value":"yandex"}]}],"_embedded":{"tags":[{"id":1,"name":"звонок"}],"loss_reason":[{"id":4203,"name":"Дорого"}],"contacts":[{"id":42015001,"is_main":true}]}}]}}
	EOT
	becomes bitrix24-deals '{"ts":"2026-03-20T00:00:00.000Z","type":"deal","id":"37-C1:LOSE","deal_id":"37","stage":"C1:LOSE","won":false,"amount":19999.99,"currency":"RUB","reason":"C1:LOSE","source":"yandex","channel_group":"Organic Search"}' <<-'EOT'
		{"result":[{"ID":"37","TITLE":"x","STAGE_ID":"C1:LOSE","STAGE_SEMANTIC_ID":"F","OPPORTUNITY":"19999.99","CURRENCY_ID":"RUB","CLOSED":"Y","DATE_CREATE":"2026-03-14T10:05:00+03:00","CLOSEDATE":"2026-03-20T03:00:00+03:00","UTM_SOURCE":"yandex"}],"total":1}
	EOT
}

@test "bitrix24: the telephony log" {
	becomes bitrix24-calls '{"ts":"2026-03-14T07:02:11.000Z","type":"call","id":"c1","direction":"in","customer":"+79261234567","number":"+74950001122","status":"answered","cause":"normal","cause_code":"200","talk":95,"employee":"17","cost":1.5,"currency":"RUR"}' \
		'{"ts":"2026-03-14T07:03:11.000Z","type":"call","id":"c2","direction":"in","customer":"+79261234567","number":"+74950001122","status":"missed","cause":"no_answer","cause_code":"304","talk":0,"wait":20}' <<-'EOT'
		{"result":[{"ID":"1","CALL_ID":"c1","CALL_TYPE":"2","PHONE_NUMBER":"79261234567","PORTAL_NUMBER":"+74950001122","PORTAL_USER_ID":"17","CALL_DURATION":"95","CALL_START_DATE":"2026-03-14T10:02:11+03:00","CALL_FAILED_CODE":"200","COST":"1.5","COST_CURRENCY":"RUR"},
		{"ID":"2","CALL_ID":"c2","CALL_TYPE":"2","PHONE_NUMBER":"+79261234567","PORTAL_NUMBER":"+74950001122","CALL_DURATION":"20","CALL_START_DATE":"2026-03-14T10:03:11+03:00","CALL_FAILED_CODE":"304","COST":"0.0000"}]}
	EOT
}
