#!/usr/bin/env bash
# bench.sh - speed and memory of each filter on one month of events: 1 000 000 visits and 100 000 calls,
# beside what only reads and writes (cat) and what most people would use instead (jq, Miller).
#
#	SESSIONS=100000 CALLS=10000 make bench	a smaller month
#	ONLY='ct-tag*' make bench		the lines whose names match
#	DAYS=3 make bench			fewer days of the ten million visits at the end (see month.sh)
#	ONLY=month make bench			nothing but them
#
# The data and the two helpers stay in build/bench.  Needs the filters built in O (build).
set -eu
cd "$(dirname "$0")/../.."
. tests/bench/helpers.sh
sessions=${SESSIONS:-1000000} calls=${CALLS:-100000} only=${ONLY:-*}
data=$dir/events-$sessions-$calls.ndjson

if [ ! "$data" -nt tests/bench/events.c ]; then
	"$dir/events" "$sessions" "$calls" >"$data.new"
	mv "$data.new" "$data"
fi
bytes=$(stat -c %s "$data")
records=$((sessions + calls))

echo 'pools: [{name: site, numbers: ["+7495123*"], ttl: 30m}]' >"$dir/numbers.yaml"
echo 'tags: []' >"$dir/none.yaml"
cat >"$dir/tags.yaml" <<'EOF'
tags:
  - {tag: callback, when: '.type == "call" and .direction == "in" and .status != "answered"'}
  - {tag: long, when: '.talk != null and .talk >= 300'}
  - {tag: delivery, when: '(.comment // "") | test("доставк")'}
  - {tag: no-lines, when: '.cause == "no_lines"'}
EOF
# Ten conditions as people write them; jq sets the same tags below.
ten=('.status == "missed"' '.talk > 30' '.direction == "in" and .status != "answered"' '(.comment // "") | test("доставк"; "i")'
	'(.employee // "") | startswith("Ива")' '.wait != null and .wait < 5' '(.cost // 0) * 2 > 6' '.queue | IN("sales", "service")'
	'(.tags // []) | length > 0' '.cause == "no_lines"')
{
	echo tags:
	for i in "${!ten[@]}"; do
		printf "  - {tag: t%d, when: '%s'}\n" "$i" "${ten[i]}"
	done
} >"$dir/ten.yaml"
sed "s/}$/, on: any}/" "$dir/ten.yaml" >"$dir/ten-any.yaml"
cat >"$dir/funnel.yaml" <<'EOF'
key: [visitor_id, customer]
window: 30d
stages:
  - {stage: visit, when: '.type == "session"'}
  - {stage: call, when: '.type == "call" and .direction == "in"'}
  - {stage: answered, when: '.status == "answered"'}
EOF

# wanted LABEL - does it match ONLY?
wanted() {
	# shellcheck disable=SC2254 # a pattern is wanted
	case $1 in
	$only) return 0 ;;
	esac
	return 1
}

# line LABEL COMMAND... - measure one pipeline over the data.
line() {
	local label=$1 word
	wanted "$label" || return 0
	shift
	local first=1
	for word in "$@"; do
		if [ "$first" = 1 ] && ! have "$word"; then
			printf '%-34s skipped: there is no %s\n' "$label" "$word"
			return 0
		fi
		first=0
		[ "$word" != "|" ] || first=1
	done
	"$dir/measure" "$label" "$bytes" "$records" "$@" || failed=1
}

# starts LABEL COMMAND... - measure how long an empty run takes.
starts() {
	local label=$1
	wanted "$label" || return 0
	shift
	if have "$1"; then
		"$dir/measure" --start "$label" "$@" || failed=1
	else
		printf '%-34s skipped: there is no %s\n' "$label" "$1"
	fi
}

failed=0
model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
printf '%s visits and %s calls, %s MB; %s x %s\n\n' "$sessions" "$calls" "$((bytes / 1000000))" "$(nproc)" "${model:-unknown}"
heading
line 'cat' cat "$data"
line 'jq -c .' jq -c . "$data"
line 'Miller cat' mlr --ijsonl --ojsonl cat "$data"
line 'ct-tag, no rules' ct-tag -r "$dir/none.yaml" "$data"
line 'ct-tag, no rules, --trusted' ct-tag --trusted -r "$dir/none.yaml" "$data"
line 'ct-tag, 4 rules' ct-tag -r "$dir/tags.yaml" "$data"
line 'ct-tag, 10 rules' ct-tag -r "$dir/ten.yaml" "$data"
line 'ct-tag, 10 rules on visits, too' ct-tag -r "$dir/ten-any.yaml" "$data"
# shellcheck disable=SC2016
line 'jq, the same 10 conditions' jq -c "if .type == \"call\" then .tags = [$(for i in "${!ten[@]}"; do
	printf '(if %s then "t%d" else empty end),' "${ten[i]}" "$i"
done)empty] else . end" "$data"
line 'ct-ingest -f events' ct-ingest -f events "$data"
line 'ct-attribute' ct-attribute -r "$dir/numbers.yaml" "$data"
line 'ct-classify' ct-classify "$data"
line 'ct-agg, 2 keys, 4 metrics' ct-agg --by source,medium 'n=count' 'calls=count(.type=="call")' \
	'talk=sum(.talk)' 'wait=mean(.wait)' "$data"
# shellcheck disable=SC2016 # jq's own variables
line 'jq, the same' jq -n 'reduce inputs as $e ({};
	(($e.source // "") + " " + ($e.medium // "")) as $k | .[$k].n += 1
	| if $e.type == "call" then .[$k].calls += 1 else . end
	| .[$k].talk += ($e.talk // 0) | .[$k].wait += ($e.wait // 0))' "$data"
line 'Miller, the same' mlr --ijsonl --ojsonl --records-per-batch 500 unsparsify -f source,medium,talk,wait \
	'then' stats1 -a count,sum,mean -f talk,wait -g source,medium "$data"
line 'ct-funnel, 3 stages' ct-funnel -r "$dir/funnel.yaml" "$data"
line 'ct-attribute | ct-eval' ct-attribute -r "$dir/numbers.yaml" "$data" '|' ct-eval
line 'ct-validate' ct-validate "$data"
line 'attribute|classify|tag|agg' ct-attribute -r "$dir/numbers.yaml" "$data" '|' ct-classify \
	'|' ct-tag -r "$dir/tags.yaml" \
	'|' ct-agg --by source,medium 'calls=count(.type=="call")' 'target=count(.target)' 'wait=mean(.wait)'

printf '\n%-34s %8s %8s\n' 'start-up, no input' least median
starts 'true' true
starts 'jq --version' jq --version
starts 'jq .' jq .
starts 'mlr --version' mlr --version
starts 'ct-tag --version' ct-tag --version
starts 'ct-tag, 4 rules' ct-tag -r "$dir/tags.yaml"
starts 'ct-attribute' ct-attribute -r "$dir/numbers.yaml"
starts 'ct-classify' ct-classify
starts 'ct-agg' ct-agg --by source 'n=count'
starts 'ct-ingest -f events' ct-ingest -f events

if wanted month; then
	echo
	tests/bench/month.sh || failed=1
fi
exit "$failed"
