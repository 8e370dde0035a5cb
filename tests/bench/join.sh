#!/usr/bin/env bash
# join.sh - which sessions held the number of each call: ct-attribute beside the same join in SQLite and,
# where it is installed, DuckDB, on some days of the bench scenario; the rows are compared one by one.
#
#	DAYS=31 tests/bench/join.sh	a whole month
#
# An ASOF join is no substitute: it finds the last holder of a number and loses the call when that one has gone
# while an earlier one still holds.  The filters must be on PATH.
set -eu
cd "$(dirname "$0")/../.."
export LC_ALL=C TZ=UTC
O=${O:-build} days=${DAYS:-2}
dir=$O/bench/join
mkdir -p "$dir"

# Without customers nothing but the leases decides who is a candidate.
ct-sim --blind --days "$days" bench | sed 's/"customer":"[^"]*",//' >"$dir/events.ndjson"
echo 'pools: [{name: site, numbers: ["+7495123*"], ttl: 15m}]' >"$dir/rules.yaml"
echo "$(grep -c '"type":"session"' "$dir/events.ndjson") sessions, $(grep -c '"type":"call"' "$dir/events.ndjson") calls"

TIMEFORMAT='%R s, %U s of CPU'
printf '%-14s' ct-attribute >&2
time ct-attribute -q -r "$dir/rules.yaml" --explain "$dir/events.ndjson" >"$dir/out.ndjson"
jq -r 'select(.type == "call") | .id as $id | .attribution_why.candidates[]? | "\($id)\t\(.session_id)\t\(.lag)"' \
	"$dir/out.ndjson" | sort >"$dir/ours"

join='SELECT c.id, l.id, (c.t - l.start) / 1000.0 FROM calls c
	JOIN leases l ON l.number = c.number AND l.start <= c.t AND l.held >= c.t;'

rm -f "$dir/db"
printf '%-14s' sqlite3 >&2
time sqlite3 "$dir/db" >"$dir/sqlite" <<END
.mode ascii
.separator "\037" "\n"
CREATE TABLE lines (line TEXT);
.import $dir/events.ndjson lines
CREATE TABLE leases AS
	SELECT line ->> 'id' AS id, line ->> 'number' AS number,
		unixepoch(line ->> 'ts') * 1000 + substr(line ->> 'ts', 21, 3) AS start,
		unixepoch(line ->> 'end') * 1000 + substr(line ->> 'end', 21, 3) + 900000 AS held
	FROM lines WHERE line ->> 'type' = 'session' AND line ->> 'number' IS NOT NULL;
CREATE TABLE calls AS
	SELECT line ->> 'id' AS id, line ->> 'number' AS number,
		unixepoch(line ->> 'ts') * 1000 + substr(line ->> 'ts', 21, 3) AS t
	FROM lines WHERE line ->> 'type' = 'call' AND line ->> 'direction' = 'in';
CREATE INDEX held ON leases (number, start);
.mode tabs
$join
END

if command -v duckdb >/dev/null 2>&1; then
	printf '%-14s' duckdb >&2
	time duckdb -c "CREATE TABLE lines AS SELECT * FROM read_json('$dir/events.ndjson', format = 'newline_delimited',
			columns = {ts: 'TIMESTAMP', type: 'VARCHAR', id: 'VARCHAR', number: 'VARCHAR', \"end\": 'TIMESTAMP', direction: 'VARCHAR'});
		CREATE TABLE leases AS SELECT id, number, epoch_ms(ts) AS start, epoch_ms(\"end\") + 900000 AS held
			FROM lines WHERE type = 'session' AND number IS NOT NULL;
		CREATE TABLE calls AS SELECT id, number, epoch_ms(ts) AS t FROM lines WHERE type = 'call' AND direction = 'in';
		COPY ($join) TO '$dir/duckdb' (DELIMITER '\t', HEADER false);"
fi

for other in sqlite duckdb; do
	[ -f "$dir/$other" ] || continue
	awk -F '\t' '{lag = sprintf("%.3f", $3); sub(/0+$/, "", lag); sub(/[.]$/, "", lag); print $1 "\t" $2 "\t" lag}' \
		"$dir/$other" | sort | cmp - "$dir/ours"
	echo "$other finds the same $(wc -l <"$dir/ours") rows"
done
