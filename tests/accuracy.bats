#!/usr/bin/env bats
# ct-attribute on worlds whose truth is known: near the best possible, honest about itself, above every simple
# rule.  Three scenarios of the family; tests/accuracy/run.sh has them all.
bats_require_minimum_version 1.5.0
setup() {
	export LC_ALL=C TZ=UTC
	accuracy=$BATS_TEST_DIRNAME/accuracy
	cd "$BATS_TEST_TMPDIR" || return
	"$accuracy/family.sh" evaluation family
}

# judge SCENARIO POINTS-BEHIND CALIBRATION-ERROR
judge() {
	ct-sim --bayes --seed 5 "family/$1.yaml" >events.ndjson
	ct-attribute -r family/numbers.yaml events.ndjson |
		ct-eval --max-behind-best "$2" --max-ece "$3" >summary.json
	"$accuracy/simple.py" 600 events.ndjson >simple.json
	jq -e -s '.[0].accuracy >= ([.[1][]] | max)' summary.json simple.json
}

@test "a pool as large as the crowd: within 3 points of the best, calibrated to 5 %" {
	judge pool1-reveal1-odd0.1-mixed 0.03 0.05
}

@test "half the pool, slow callers, many strays: the hardest of all, calibrated to 6 %" {
	judge pool0.5-reveal0.3-odd0.2-slow 0.03 0.06
}

@test "an ample pool behind a click: likewise" {
	judge pool3-reveal0.3-odd0.2-quick 0.03 0.05
}

@test "the sets for tuning and for evaluation have no scenario in common" {
	"$accuracy/family.sh" tuning other
	[ "$(find family -name 'pool*' | wc -l)" -eq 72 ]
	[ "$(find other -name 'pool*' | wc -l)" -eq 32 ]
	for file in other/pool*; do
		run ! grep -qsxF "$(grep ^lag: "$file")" family/pool*
	done
}
