#!/usr/bin/env bash
# into-sqlite.sh DATABASE FILE... - the calls as a table of a database, for questions in SQL.
set -eu -o pipefail
database=$1
shift
jq -r 'select(.type == "call") | [.ts, .direction, .customer, .number, .status, .cause, .wait, .talk, .employee,
	.source, .medium, .campaign, .keyword, .confidence, .class] | @csv' "$@" |
	sqlite3 "$database" 'DROP TABLE IF EXISTS calls' \
		'CREATE TABLE calls (ts, direction, customer, number, status, cause, wait INTEGER, talk INTEGER, employee,
			source, medium, campaign, keyword, confidence REAL, class)' \
		'.mode csv' '.import /dev/stdin calls'
