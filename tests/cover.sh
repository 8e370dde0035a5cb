#!/usr/bin/env bash
# cover.sh [NAME]... - how much of lib/ the tests (or only tests/NAME.bats) reach: by room, and the files that they
# reach least.  Of filters built with --coverage in O, as make cover builds them.
set -eu -o pipefail
cd "$(dirname "$0")/.."
O=${O:-build/cover}
export GCOV_ERROR_FILE=/dev/null # a filter that is killed while it adds its counts is no news
find "$O" -name '*.gcda' -delete
status=0
O=$O tests/run.sh "$@" || status=$?
gcovr --root . --filter 'lib/' --exclude-throw-branches --csv -o "$O/cover.csv" "$O"

python3 - "$O/cover.csv" <<'END'
import collections, csv, sys

rooms, files = collections.defaultdict(collections.Counter), []
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8")):
    n = collections.Counter({k: int(row[k]) for k in ("line_total", "line_covered", "branch_total", "branch_covered")})
    if n["line_total"] > 0:
        files.append((row["filename"], n))
        for room in (row["filename"].rsplit("/", 1)[0], "lib"):
            rooms[room] += n

def line(name, n):
    def percent(what):
        return f'{100 * n[what + "_covered"] / n[what + "_total"]:6.1f}' if n[what + "_total"] else "     -"
    print(f'{name:32}{n["line_total"]:7}{percent("line")}{n["branch_total"]:9}{percent("branch")}')

print(f'\n{"room":32}{"lines":>7}{"%":>6}{"branches":>9}{"%":>6}')
for name, n in sorted(rooms.items(), key=lambda r: (r[0] == "lib", r[0])):
    line(name, n)
print("\nthe files least reached")
files.sort(key=lambda f: (f[1]["line_covered"] / f[1]["line_total"], f[0]))
for name, n in files[:30]:
    line(name, n)
END
exit "$status"
