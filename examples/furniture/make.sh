#!/usr/bin/env bash
# make.sh [DIR] - make the shop's exports again: into DIR as they are, or without DIR into exports/, compressed.
# The same scenarios and seeds give the same bytes; tests/examples.bats holds exports/ to that.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
dir=${1:-$(mktemp -d)}
mkdir -p "$dir"

ct-sim --seed 2026 --blind --export "$dir/shop" -o "$dir/events" "$here/shop.yaml"
ct-sim --seed 2027 --blind --export "$dir/outlet" -o "$dir/events" "$here/outlet.yaml"
mv "$dir/shop/uis.json" "$dir/uis-calls.json"
mv "$dir/shop/metrica.tsv" "$dir/metrica-visits.tsv"
mv "$dir/shop/numbers.ndjson" "$dir/site-numbers.ndjson"
mv "$dir/shop/deals.ndjson" "$dir/crm-deals.ndjson"
mv "$dir/outlet/asterisk.csv" "$dir/outlet-cdr.csv"
rm -r "$dir/shop" "$dir/outlet" "$dir/events"

if [ $# -eq 0 ]; then
	mkdir -p "$here/exports"
	for file in "$dir"/*; do
		gzip -n9 <"$file" >"$here/exports/${file##*/}.gz"
	done
	rm -r "$dir"
fi
