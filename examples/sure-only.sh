#!/usr/bin/env bash
# sure-only.sh FILE... - how many calls each source has when only calls count whose visit is 90 % certain,
# beside all of them.
set -eu -o pipefail
ct-agg --by source --where '.type == "call" and .direction == "in" and .attribution == "dynamic"' --sort=-calls \
	calls=count 'sure=count(.confidence >= 0.9)' 'sure_share=sure/calls' 'confidence=mean(.confidence)' "$@"
