#!/usr/bin/env bash
# weekday-hours.sh FILE... - a heat map of incoming calls, hours down and weekdays across, drawn by Miller.
set -eu -o pipefail
# shellcheck disable=SC1010 # then is Miller's
ct-agg --by hour_of_day,weekday -z "${ZONE:-Europe/Moscow}" --where '.type == "call" and .direction == "in"' calls=count "$@" |
	mlr --ijson --opprint --right reshape -s weekday,calls then unsparsify --fill-with 0 \
		then reorder -f hour_of_day,1,2,3,4,5,6,7 then sort -nf hour_of_day
