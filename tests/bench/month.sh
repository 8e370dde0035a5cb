#!/usr/bin/env bash
# month.sh - the month of a very large shop: 10 million visits, 200 000 calls, 2000 numbers.  What ct-attribute needs for it, and what
# the bare join needs, which sessions held the number of each call, in SQLite and, where it is installed, DuckDB.  The rows are compared
# one by one.
#
#	DAYS=3 tests/bench/month.sh	its first three days: a million visits
#
# All of it takes some minutes and 10 GB of disk: 3.9 GB of events, which stay in build/bench, and SQLite's file, which does not.  The
# filters must be on PATH.
#
# An ASOF join is no substitute: it finds the last one who was shown the number, and loses the call when that one is gone while an
# earlier one still holds it.
set -eu
cd "$(dirname "$0")/../.."
. tests/bench/helpers.sh
days=${DAYS:-31}
scenario=share/scenarios/bench-month.yaml
data=$dir/month-$days.ndjson
work=$dir/month
mkdir -p "$work"
trap 'rm -f "$work/db"' EXIT

if [ ! "$data" -nt "$scenario" ]; then
	ct-sim --blind --days "$days" "./$scenario" -o "$data"
fi
echo 'pools: [{name: site, numbers: ["+7495123*"], ttl: 15m}]' >"$work/rules.yaml"
echo 'tags: []' >"$work/none.yaml"
bytes=$(stat -c %s "$data")
sessions=$(grep -c '"type":"session"' "$data")
calls=$(grep -c '"type":"call"' "$data")
printf '%s days: %s visits and %s calls, %s MB\n\n' "$days" "$sessions" "$calls" "$((bytes / 1000000))"

line() {
	local label=$1
	shift
	"$dir/measure" "$label" "$bytes" "$((sessions + calls))" "$@"
}

heading
line 'cat' cat "$data"
line 'ct-tag, no rules' ct-tag -r "$work/none.yaml" "$data"
line 'ct-attribute, a month' ct-attribute -q -r "$work/rules.yaml" "$data"

# No lease is longer than the longest: with that bound the index is as good to SQLite as it can be.
join='SELECT c.id, l.id, (c.t - l.start) / 1000.0 FROM calls c
	JOIN leases l ON l.number = c.number AND l.start <= c.t AND l.held >= c.t'
bound='AND l.start >= c.t - (SELECT max(held - start) FROM leases)'

rm -f "$work/sqlite" "$work/duckdb"
if have sqlite3; then
	cat >"$work/sqlite.sql" <<-END
		.mode ascii
		.separator "\037" "\n"
		PRAGMA journal_mode = OFF;
		PRAGMA synchronous = OFF;
		CREATE TABLE lines (line TEXT);
		.import $data lines
		CREATE TABLE leases AS
			SELECT line ->> 'id' AS id, line ->> 'number' AS number,
				unixepoch(line ->> 'ts') * 1000 + substr(line ->> 'ts', 21, 3) AS start,
				unixepoch(line ->> 'end') * 1000 + substr(line ->> 'end', 21, 3) + 900000 AS held
			FROM lines WHERE line ->> 'type' = 'session' AND line ->> 'number' IS NOT NULL;
		CREATE TABLE calls AS
			SELECT line ->> 'id' AS id, line ->> 'number' AS number,
				unixepoch(line ->> 'ts') * 1000 + substr(line ->> 'ts', 21, 3) AS t
			FROM lines WHERE line ->> 'type' = 'call' AND line ->> 'direction' = 'in';
		CREATE INDEX held ON leases (number, start, held, id);
		.mode tabs
		.output $work/sqlite
		$join $bound;
	END
	line 'SQLite, the bare join' sh -c "rm -f '$work/db'; exec sqlite3 '$work/db' '.read $work/sqlite.sql'"
else
	printf '%-34s skipped: there is no sqlite3\n' 'SQLite, the bare join'
fi
if have duckdb; then
	line 'DuckDB, the bare join' duckdb -c "
		CREATE TABLE lines AS SELECT * FROM read_json('$data', format = 'newline_delimited', columns = {ts: 'TIMESTAMP',
			type: 'VARCHAR', id: 'VARCHAR', number: 'VARCHAR', \"end\": 'TIMESTAMP', direction: 'VARCHAR'});
		CREATE TABLE leases AS SELECT id, number, epoch_ms(ts) AS start, epoch_ms(\"end\") + 900000 AS held
			FROM lines WHERE type = 'session' AND number IS NOT NULL;
		CREATE TABLE calls AS SELECT id, number, epoch_ms(ts) AS t FROM lines WHERE type = 'call' AND direction = 'in';
		COPY ($join) TO '$work/duckdb' (DELIMITER '\t', HEADER false);"
else
	printf '%-34s skipped: there is no duckdb\n' 'DuckDB, the bare join'
fi

# Without customers nothing but the leases decides who is a candidate.
sed 's/"customer":"[^"]*",//' "$data" | ct-attribute -q -r "$work/rules.yaml" --explain | grep -F '"type":"call"' |
	jq -r '.id as $id | .attribution_why.candidates[]? | "\($id)\t\(.session_id)\t\(.lag)"' | sort >"$work/ours"
echo
for other in sqlite duckdb; do
	[ -f "$work/$other" ] || continue
	awk -F '\t' '{lag = sprintf("%.3f", $3); sub(/0+$/, "", lag); sub(/[.]$/, "", lag); print $1 "\t" $2 "\t" lag}' \
		"$work/$other" | sort | cmp - "$work/ours"
	echo "$other finds the same $(wc -l <"$work/ours") rows"
done
