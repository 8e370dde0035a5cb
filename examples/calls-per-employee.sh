#!/usr/bin/env bash
# calls-per-employee.sh NAMES CALLS - an Asterisk knows extensions, the office knows names.  join(1) marries them.
# NAMES is lines of "extension<TAB>name"; CALLS is events from ct-ingest -f asterisk.
set -eu -o pipefail
export LC_ALL=C
tab=$(printf '\t')
ct-agg --by employee --where '.employee != null' calls=count 'talk=sum(.talk)' "$2" |
	jq -r '[.employee, .calls, .talk] | @tsv' | sort |
	join -t "$tab" <(sort "$1") -
