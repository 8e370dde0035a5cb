#!/usr/bin/env bash
# run.sh - how right ct-attribute is, and how right about how sure it is, on scenarios whose truth is known.
#
#	SET=tuning tests/accuracy/run.sh	the scenarios that defaults may be chosen on
#	SEEDS='1 2 3' ONLY='*slow*' ...		more luck, fewer scenarios
#	RESUME=1 ...				keep what an earlier run has found
#
# Prints a table in Markdown, a line for each size of the pool with and without a click to show the number,
# and leaves a line for each scenario in build/accuracy/SET.ndjson.  The filters must be on PATH.
set -eu
cd "$(dirname "$0")/../.."
set=${SET:-evaluation} seeds=${SEEDS:-1} only=${ONLY:-*}
dir=build/accuracy/$set
results=build/accuracy/$set.ndjson
export LC_ALL=C

tests/accuracy/family.sh "$set" "$dir"
rules=$dir/numbers.yaml

# one SCENARIO SEED - a line of figures
one() {
	local name=${1##*/} events=$dir/events.ndjson model=$dir/model.yaml
	name=${name%.yaml}
	ct-sim --bayes --seed "$2" "$1" >"$events"
	ct-attribute -r "$rules" --trusted "$events" | ct-eval >"$dir/default.json"
	if ct-attribute --help | grep -q -- --fitted; then
		# Another month of the same site, with its own luck and no truth in it, teaches the parameters.
		ct-sim --blind --seed "$(($2 + 1000))" "$1" >"$dir/past.ndjson"
		ct-attribute -r "$rules" --fit "$model" "$dir/past.ndjson"
		ct-attribute -r "$rules" --fitted "$model" --trusted "$events" | ct-eval >"$dir/fit.json"
	else
		echo null >"$dir/fit.json"
	fi
	python3 tests/accuracy/simple.py 600 <"$events" >"$dir/simple.json"
	jq -cn --arg name "$name" --argjson seed "$2" --slurpfile d "$dir/default.json" \
		--slurpfile f "$dir/fit.json" --slurpfile s "$dir/simple.json" '
		{name: $name, seed: $seed} + ($name | capture("pool(?<pool>[0-9.]+)-reveal(?<reveal>[0-9.]+)-odd(?<odd>[0-9.]+)-(?<lag>.*)")) +
		{calls: $d[0].calls, best: $d[0].best_accuracy} + $s[0] +
		{default: $d[0].accuracy, ece: $d[0].ece, brier: $d[0].brier,
		 fit: $f[0].accuracy, fit_ece: $f[0].ece, fit_brier: $f[0].brier}'
}

[ -n "${RESUME:-}" ] || : >"$results"
for scenario in "$dir"/pool*.yaml; do
	# shellcheck disable=SC2254 # a pattern is wanted
	case ${scenario##*/} in
	$only) ;;
	*) continue ;;
	esac
	for seed in $seeds; do
		grep -qs "\"name\":\"$(basename "$scenario" .yaml)\",\"seed\":$seed," "$results" && continue
		one "$scenario" "$seed" >>"$results"
	done
done

jq -rs '
	def percent: if . == null then "" else . * 1000 | round / 10 | tostring | if test("[.]") then . else . + ".0" end end;
	def mean(f): (map(f) | if any(. == null) then null else add / length end);
	def most(f): map(f) | if any(. == null) then "?" else max | percent end;
	def row: "| " + (map(tostring) | join(" | ")) + " |";
	(["pool", "shown", "best possible", "fitted", "default", "last shown", "first shown", "only if single",
	  "calibration error, fitted", "default"] | row),
	"|---|---|---:|---:|---:|---:|---:|---:|---:|---:|",
	(group_by([(.pool | tonumber), -(.reveal | tonumber)])[] |
	 [.[0].pool + " x", (if .[0].reveal == "1" then "to all" else "at a click" end)] +
	 [mean(.best), mean(.fit), mean(.default), mean(.last), mean(.first), mean(.single), mean(.fit_ece), mean(.ece)
	  | percent] | row),
	"",
	"\(map(.calls) | add) calls in \(length) runs.  Behind the best possible, at most: fitted " +
	"\(most(if .fit then .best - .fit else null end)), default \(most(.best - .default)) points.  " +
	"Calibration error, at most: fitted \(most(.fit_ece)), default \(most(.ece))."
' "$results"
