#!/usr/bin/env bash
# one-customer.sh NUMBER FILE... - everything that happened with one telephone number, visits included, in order.
# grep is quicker than any parser: first the customer's own lines, then those of the visitors they name.
set -eu -o pipefail
export LC_ALL=C
customer=$1
shift
{
	grep -hF "\"customer\":\"$customer\"" "$@" || true
	grep -hF "\"customer\":\"$customer\"" "$@" | jq -r '.visitor_id // empty' | sort -u |
		while read -r visitor; do
			grep -hF "\"visitor_id\":\"$visitor\"" "$@" | grep -F '"type":"session"' || true
		done
} | sort -u | jq -c '{ts, type, source, keyword, status, cause, talk, employee, tags, stage, amount} | del(.[] | nulls)'
