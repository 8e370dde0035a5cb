#!/usr/bin/env bash
# demo.sh - a furniture shop's March, from its exports to answers.  Each command is shown before its result.
#
# Works from any folder; everything it makes is in build/demo (O=DIR: DIR/demo), where the commands
# can be tried by hand.  The filters are those built there, or those installed.
set -eu -o pipefail
O=${O:-build}
cd "$(dirname "$0")/.."
mkdir -p "$O/demo"
cp -R examples/furniture/. "$O/demo"
chmod -R u+w "$O/demo"
cd "$O"
PATH=$PWD:$PATH
export PATH LC_ALL=C
cd demo

bold='' dim='' plain=''
if [ -t 1 ]; then
	bold=$'\e[1m' dim=$'\e[36m' plain=$'\e[0m'
fi

say() {
	printf '\n%s%s%s\n' "$bold" "$*" "$plain"
}

run() {
	printf '%s$ %s%s\n' "$dim" "$1" "$plain"
	eval "$1"
}

printf '%s\n' "${bold}A furniture shop in Moscow, March 2026.$plain  Its site shows each visitor who asks a number of his own;
calls go through a cloud exchange (UIS) with six lines.  The outlet store has an Asterisk, and two
numbers in print and on the map."

printf '\n%s\n' "(LC_ALL=C is set, so that sort(1) sorts by bytes, and so by time.)"
say 'Five exports become one month of events: visits, calls and deals with their source, class and tags'
run "ct-ingest -f uis -z Europe/Moscow exports/uis-calls.json.gz >shop.ndjson
  ct-ingest -f asterisk -z Europe/Moscow exports/outlet-cdr.csv.gz |
    jq -c --slurpfile who extensions.json 'if .employee then .employee |= \$who[0][.] else . end' |
    sort - shop.ndjson >calls.ndjson
  ct-ingest -f metrica -z Europe/Moscow exports/metrica-visits.tsv.gz | sort >sessions.ndjson
  gunzip -kf exports/site-numbers.ndjson.gz exports/crm-deals.ndjson.gz
  sort -m sessions.ndjson exports/site-numbers.ndjson calls.ndjson exports/crm-deals.ndjson |
    ct-attribute -r numbers.yaml | ct-classify -r classes.yaml | ct-tag -r tags.yaml >march.ndjson"

say 'Which advertising made the telephone ring, and which of it was worth something?'
run "ct-agg --by source,medium,campaign --where '.direction != \"out\"' --sort=-target --totals \\
    'visits=count(.type == \"session\")' 'calls=count(.type == \"call\")' 'conversion=calls/visits' \\
    'target=count(.target)' 'target_share=target/calls' 'revenue=sum(.amount; .won)' \\
    march.ndjson | ct-table --kind revenue=count"

say 'Which calls were lost, when and why?  From 11 to 13 h the dialler holds five of the six lines'
run "ct-agg --report missed -z Europe/Moscow --where '.cause != \"out_of_hours\"' march.ndjson |
    jq -c 'select(.calls > 9)' |
    ct-table --columns hour_of_day,calls,lost,no_lines,no_lines_share,no_answer,abandoned --bars"

say 'Whom to call back: those who found no line, and whom nobody has talked to since'
run "ct-tag -r tags.yaml --open open.ndjson march.ndjson >tagged.ndjson
  jq -c 'select(.cause == \"no_lines\") | {since, customer, attempts, source}' open.ndjson |
    head -n 5 | ct-table"

say 'Who takes the calls?'
run "ct-agg --report employees march.ndjson |
    ct-table --columns employee,incoming,outgoing,target,tagged_share,wait,talk,talk_total"

say 'What are they about?'
run "ct-agg --report tags --where '.tags != null' march.ndjson |
    ct-table --columns tags,contacts,customers,target,talk"

say 'How far do visitors get?'
run "ct-funnel -q -r funnel.yaml march.ndjson |
    ct-table --columns stage,entered,of_previous,of_first,dropped,median,p90"

printf '\nEverything is in %s/demo: try a command of your own there.  examples/README.md has more.\n' "$O"
