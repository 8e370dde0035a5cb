#!/usr/bin/env bash
# days-in-parallel.sh FILE - a report computed day by day, on as many processors as there are, and joined.
# The bytes are those of one run over all: ct-agg's partial states lose nothing.
set -eu -o pipefail
parts=$(mktemp -d)
trap 'rm -r "$parts"' EXIT
awk -v dir="$parts" '{ print >(dir "/" substr($0, 8, 10)) }' "$1"
# shellcheck disable=SC2016 # the inner shell expands
find "$parts" -type f | sort |
	xargs -P "$(nproc)" -I{} sh -c 'ct-agg --partial --report sources "$1" >"$1.part"' sh {}
ct-agg --merge "$parts"/*.part
