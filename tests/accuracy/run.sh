#!/usr/bin/env bash
# run.sh - how right ct-attribute is, and how right about how sure it is, on scenarios whose truth is known.
#
#	SET=tuning tests/accuracy/run.sh	the scenarios that defaults may be chosen on
#	SEEDS='1 2 3' ONLY='*slow*' ...		other luck, fewer scenarios
#	RESUME=1 ...				keep what an earlier run has found
#
# Prints a table in Markdown, a line for each size of the pool with and without a click to show the number, and
# what misses the mark; leaves a line for each scenario in build/accuracy/SET.ndjson.  The calls of all seeds are
# judged together: of 4000 calls alone, even the best guess is 1 to 3 % off its own confidence, by luck.
# The filters must be on PATH.
set -eu
cd "$(dirname "$0")/../.."
export set=${SET:-evaluation} seeds=${SEEDS:-1 2 3 4} LC_ALL=C
only=${ONLY:-*}
export dir=build/accuracy/$set results=build/accuracy/$set.ndjson
tests/accuracy/family.sh "$set" "$dir"

# one SCENARIO - a line of figures
one() {
	local name=${1##*/} calls='"type":"call"' seed work
	name=${name%.yaml}
	work=$dir/$name
	mkdir -p "$work"
	: >"$work/default"
	: >"$work/fitted"
	for seed in $seeds; do
		ct-sim --bayes --seed "$seed" "$1" >"$work/events-$seed"
		ct-attribute -r "$dir/numbers.yaml" --trusted "$work/events-$seed" | grep "$calls" >>"$work/default"
		# Twelve other weeks of the same site, with their own luck and no truth in them, teach the parameters.
		ct-sim --blind --days 84 --seed "$((seed + 1000))" "$1" |
			ct-attribute -r "$dir/numbers.yaml" --fit "$work/model.yaml"
		ct-attribute -r "$dir/numbers.yaml" --trusted --fitted "$work/model.yaml" "$work/events-$seed" |
			grep "$calls" >>"$work/fitted"
	done
	tests/accuracy/simple.py 600 "$work"/events-* >"$work/simple.json"
	ct-eval "$work/default" >"$work/default.json"
	ct-eval "$work/fitted" >"$work/fitted.json"
	# How far the best guess itself is off: that is luck.
	jq -c 'select(.bayes_confidence) | .session_id = .bayes_session_id | .confidence = .bayes_confidence' "$work/default" |
		ct-eval >"$work/best.json"
	jq -cn --arg name "$name" --slurpfile d "$work/default.json" --slurpfile f "$work/fitted.json" \
		--slurpfile b "$work/best.json" --slurpfile s "$work/simple.json" '
		{name: $name} + ($name | capture("pool(?<pool>[0-9.]+)-reveal(?<reveal>[0-9.]+)-odd(?<odd>[0-9.]+)-(?<lag>.*)")) +
		{calls: $d[0].calls, best: $d[0].best_accuracy, best_ece: $b[0].ece} + $s[0] +
		{default: $d[0].accuracy, ece: $d[0].ece, brier: $d[0].brier,
		 fit: $f[0].accuracy, fit_ece: $f[0].ece, fit_brier: $f[0].brier}' >>"$results"
	rm -r "$work"
}
export -f one

[ -n "${RESUME:-}" ] || : >"$results"
for scenario in "$dir"/pool*.yaml; do
	# shellcheck disable=SC2254 # a pattern is wanted
	case ${scenario##*/} in
	$only) ;;
	*) continue ;;
	esac
	grep -qs "\"name\":\"$(basename "$scenario" .yaml)\"," "$results" || printf '%s\0' "$scenario"
done | xargs -0 -r -n 1 -P "$(nproc)" bash -euc "one \"\$0\""

jq -rs '
	sort_by(.name) |
	def percent: . * 1000 | round / 10 | tostring | if test("[.]") then . else . + ".0" end;
	def mean(f): map(f) | add / length;
	def row: "| " + (map(tostring) | join(" | ")) + " |";
	def most(f): map(f) | max | percent;
	def misses(mark; f): "\(map(select(f)) | length) of \(length) miss \(mark)",
		(map(select(f))[] | "    \(.name): best \(.best) (\(.best_ece)), fitted \(.fit) (\(.fit_ece)), default \(.default) (\(.ece)), last shown \(.last)");
	(["pool", "shown", "best possible", "fitted", "default", "last shown", "first shown", "only if single",
	  "calibration error: best", "fitted", "default"] | row),
	"|---|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|",
	(group_by([(.pool | tonumber), -(.reveal | tonumber)])[] |
	 [.[0].pool + " x", (if .[0].reveal == "1" then "to all" else "at a click" end)] +
	 [mean(.best), mean(.fit), mean(.default), mean(.last), mean(.first), mean(.single), mean(.best_ece), mean(.fit_ece),
	  mean(.ece) | percent] | row),
	"",
	"\(map(.calls) | add) calls in \(length) scenarios.  Behind the best possible, at most: fitted " +
	"\(most(.best - .fit)), default \(most(.best - .default)) points.  " +
	"Calibration error, at most: best \(most(.best_ece)), fitted \(most(.fit_ece)), default \(most(.ece)).",
	misses("fitted within 1 point"; .best - .fit > 0.01),
	misses("default within 3 points"; .best - .default > 0.03),
	misses("a calibration error of 2 % when fitted"; .fit_ece > 0.02),
	misses("a calibration error of 5 % by default"; .ece > 0.05),
	misses("fitted above every simple rule"; .fit < ([.last, .first, .single] | max)),
	misses("default above every simple rule"; .default < ([.last, .first, .single] | max))
' "$results"
