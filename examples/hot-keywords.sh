#!/usr/bin/env bash
# hot-keywords.sh FILE... - the keywords behind target calls, most first.  jq, sort and uniq.
set -eu -o pipefail
jq -r 'select(.target == true and .keyword != null) | .keyword' "$@" | sort | uniq -c | sort -rn
