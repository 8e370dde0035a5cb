#!/usr/bin/env bats
# The examples: the shop's exports are what the simulation makes, the demo tells the truth, and every command
# in README.md, examples/, the manuals and --help runs.
bats_require_minimum_version 1.5.0

setup_file() {
	export LC_ALL=C TZ=UTC
	export ROOT=$BATS_TEST_DIRNAME/..
	cd "$BATS_FILE_TMPDIR" || return
	# Three days of the shop under the names that the manuals use.
	mkdir days
	cd days || return
	ct-sim --days 3 --export exports "$ROOT/examples/furniture/shop.yaml" >truth.ndjson
	mv exports/uis.json calls.json
	gzip -c exports/metrica.tsv >visits.tsv.gz
	cp exports/numbers.ndjson exports/asterisk.csv .
	cp exports/deals.ndjson .
	cp "$ROOT"/examples/furniture/*.yaml "$ROOT"/examples/furniture/extensions.json .
	chmod u+w ./*.yaml # which the manuals change, and which came from a tree that perhaps nobody may write in
	cp tags.yaml new.yaml
	cp classes.yaml new-classes.yaml
	ct-ingest -f uis -z Europe/Moscow calls.json >calls.ndjson 2>/dev/null
	ct-ingest -f metrica -z Europe/Moscow visits.tsv.gz | sort >sessions.ndjson
	sort -m sessions.ndjson numbers.ndjson calls.ndjson | ct-attribute -r numbers.yaml |
		ct-classify -r classes.yaml | ct-tag -r tags.yaml >march.ndjson
	ct-attribute -r numbers.yaml truth.ndjson >attributed.ndjson
	ct-agg 'calls=count(.type=="call")' 'cost=sum(.cost)' march.ndjson >control.ndjson
}

setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
}

# all_run FILE... - every block of these files, those of one file in one folder and in their order.
all_run() {
	local file block failed=0
	for file in "$@"; do
		cp -R "$BATS_FILE_TMPDIR/days" here
		"$ROOT/tests/examples.sh" "$file" blocks
		for block in blocks/*; do
			[ -f "$block" ] || continue
			if ! (cd here && "$ROOT/tests/examples.sh" --run "../$block"); then
				echo "^ ${file#"$ROOT"/}, block ${block##*/}"
				failed=1
			fi
		done
		rm -rf here blocks
	done
	return "$failed"
}

@test "the shop's exports are what ct-sim makes of its scenarios" {
	"$ROOT/examples/furniture/make.sh" made
	for file in made/*; do
		gzip -dc "$ROOT/examples/furniture/exports/${file##*/}.gz" | cmp - "$file"
	done
	[ "$(find made -type f | wc -l)" -eq "$(find "$ROOT/examples/furniture/exports" -type f | wc -l)" ]
}

@test "the shop's own rules pass their tests" {
	ct-classify -r "$ROOT/examples/furniture/classes.yaml" --test
	ct-tag -r "$ROOT/examples/furniture/tags.yaml" --test
}

@test "the demo runs from any folder and fits a terminal" {
	run -0 --separate-stderr "$ROOT/examples/demo.sh"
	[ "${#lines[@]}" -lt 125 ]
	[ "$(LC_ALL=C.UTF-8 wc -L <<<"$output")" -le 104 ]
	[ -s "$BUILD/demo/march.ndjson" ]
}

@test "the demo's figures are those of the raw exports" {
	"$ROOT/examples/demo.sh" >demo 2>/dev/null
	# The hours without a free line, straight from the two exports.
	gzip -dc "$ROOT/examples/furniture/exports/uis-calls.json.gz" >uis.json
	for hour in 11 12 15; do
		want=$(jq --arg h " $hour:" '[.result.data[] | select(.direction == "in" and (.start_time | contains($h)) and
			.finish_reason == "max_in_call_reached")] | length' uis.json)
		[ "$(awk -v h="$hour" '$1 == h && NF >= 7 { print $4 }' demo)" = "$want" ]
	done
	# Visits by campaign, straight from Metrica.
	want=$(gzip -dc "$ROOT/examples/furniture/exports/metrica-visits.tsv.gz" | awk -F'\t' '$14 == "рся_диваны"' | wc -l)
	[ "$(awk '$3 == "рся_диваны" { gsub(",", ""); print $4 }' demo)" = "$want" ]
	# Answered calls of an employee.
	want=$(jq '[.result.data[] | select(.direction == "in" and .last_answered_employee_full_name == "Анна Ким")] | length' uis.json)
	[ "$(awk '$1 == "Анна" { print $3 }' demo)" = "$want" ]
	# Money: what the CRM says was won, and no more.
	want=$(gzip -dc "$ROOT/examples/furniture/exports/crm-deals.ndjson.gz" | jq -s '[.[] | select(.won) | .amount] | add')
	[ "$(awk '$1 == "Total" { gsub(",", ""); print $NF }' demo)" = "$want" ]
}

@test "most calls are given the visit that they come from" {
	ct-sim --seed 2026 "$ROOT/examples/furniture/shop.yaml" |
		ct-attribute -r "$ROOT/examples/furniture/numbers.yaml" | ct-eval --min-accuracy 0.9 --min-source-accuracy 0.85 >/dev/null
}

@test "each one-liner in examples/ does what it says" {
	cp "$BATS_FILE_TMPDIR"/days/*.ndjson "$BATS_FILE_TMPDIR/days/asterisk.csv" .
	x=$ROOT/examples
	# hot keywords: as jq alone counts them
	"$x/hot-keywords.sh" march.ndjson | awk '{ n += $1 } END { print n + 0 }' >got
	jq -s '[.[] | select(.target == true and .keyword)] | length' march.ndjson | cmp got -
	# one customer: his calls and his visits, in order
	customer=$(jq -r 'select(.attribution == "dynamic") | .customer // empty' march.ndjson | head -n 1)
	"$x/one-customer.sh" "$customer" march.ndjson >got
	[ "$(jq -r .type got | head -n 1)" = session ]
	grep -q '"type":"call"' got
	sort -c got
	# names for extensions
	printf '101\tАнна Ким\n103\tМария Петрова\n' >names.tsv
	ct-ingest -f asterisk asterisk.csv >cdr.ndjson 2>/dev/null
	"$x/calls-per-employee.sh" names.tsv cdr.ndjson >got
	[ "$(wc -l <got)" -eq 2 ]
	[ "$(cut -f3 got | head -n 1)" -eq "$(grep -c '"employee":"101"' cdr.ndjson)" ]
	# the heat map adds up
	want=$(jq -s '[.[] | select(.type == "call" and .direction == "in")] | length' march.ndjson)
	[ "$("$x/weekday-hours.sh" march.ndjson | awk 'NR > 1 { for (i = 2; i <= NF; i++) n += $i } END { print n }')" -eq "$want" ]
	# days in parallel: the bytes of one run
	"$x/days-in-parallel.sh" march.ndjson | cmp - <(ct-agg --report sources march.ndjson)
	# sure calls are no more than all calls
	"$x/sure-only.sh" march.ndjson >got
	[ "$(jq -s 'all(.sure <= .calls) and (map(.calls) | add > 20)' got)" = true ]
	# a database has the same calls
	"$x/into-sqlite.sh" calls.db march.ndjson
	[ "$(sqlite3 calls.db 'SELECT count(*), sum(talk) FROM calls')" = "$(jq -rs '[.[] | select(.type == "call")] | "\(length)|\(map(.talk) | add)"' march.ndjson)" ]
}

@test "every command in README.md and examples/README.md runs" {
	all_run "$ROOT/README.md" "$ROOT/examples/README.md"
}

@test "every command under EXAMPLES in a manual runs, and prints what it says" {
	all_run "$ROOT"/man/*.1
}

@test "every example of --help can be pasted" {
	failed=0
	for filter in "$ROOT"/cmd/ct-*.c; do
		filter=$(basename "$filter" .c)
		cp -R "$BATS_FILE_TMPDIR/days" here
		"$filter" --help | sed -n '/^Examples:/,$ s/^  //p' >block
		if ! (cd here && "$ROOT/tests/examples.sh" --run ../block); then
			echo "^ $filter --help"
			failed=1
		fi
		rm -rf here
	done
	[ "$failed" -eq 0 ]
}
