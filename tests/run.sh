#!/usr/bin/env bash
# run.sh [NAME]... - run the unit tests and the bats files (or only tests/NAME.bats), all of them even
# after a failure, and close with the line "N passed, N failed".
set -u
cd "$(dirname "$0")/.." || exit 2
# Where the filters were built, of this tree or elsewhere; BUILD tells the tests in which folder that is.
BUILD=$(cd "${O:-build}" && pwd) || exit 2
PATH="$BUILD:$PATH"
export BUILD PATH LC_ALL=C.UTF-8
for c in cmd/ct-*.c; do
	c=${c##*/}
	[ -x "$BUILD/${c%.c}" ] && continue
	echo "run.sh: $BUILD has no ${c%.c} to test" >&2
	exit 2
done
# A leak at exit is an error under ASan like any other; a report must not look like a filter's exit 1.
export ASAN_OPTIONS="${ASAN_OPTIONS:+$ASAN_OPTIONS:}exitcode=99:detect_leaks=1"
export UBSAN_OPTIONS="${UBSAN_OPTIONS:+$UBSAN_OPTIONS:}print_stacktrace=1"
passed=0 failed=0
echo "tested with libjq of $(jq --version)"

if [ $# -eq 0 ]; then
	for u in "$BUILD"/unit/*; do
		if [ -d "$u" ] || [ ! -x "$u" ]; then continue; fi
		[ -f "tests/unit/${u##*/}.c" ] || continue
		if "$u"; then
			passed=$((passed + 1))
		else
			failed=$((failed + 1))
			echo "not ok - unit test ${u##*/}"
		fi
	done
	files=(tests/*.bats)
else
	files=()
	for t in "$@"; do
		files+=("tests/$t.bats")
	done
fi

tap=$(mktemp) || exit 2
trap 'rm -f "$tap"' EXIT
bats --tap "${files[@]}" 2>&1 | tee "$tap" | grep -v '^ok '
p=$(grep -c '^ok ' "$tap")
f=$(grep -c '^not ok ' "$tap")
planned=$(sed -n 's/^1\.\.\([0-9]*\)$/\1/p' "$tap" | head -n 1)
passed=$((passed + p))
failed=$((failed + f))
if [ "$((p + f))" -ne "${planned:-0}" ]; then
	echo "not ok - bats planned ${planned:-0} tests and ran $((p + f))"
	failed=$((failed + 1))
fi
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ] && [ "$passed" -gt 0 ]
