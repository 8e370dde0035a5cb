#!/usr/bin/env bats
# lib/README.md is the plan of the house: what it says of floors, doors and names is true of the code.
bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_DIRNAME/.." || return
	export LC_ALL=C.UTF-8 PYTHONDONTWRITEBYTECODE=1
}

holds() {
	run python3 tests/rooms.py "$@"
	echo "$output"
	[ "$status" -eq 0 ]
	[ -z "$output" ]
}

@test "an include goes down, never up, never sideways; every room is on the page" {
	holds floors
}

@test "each outside library has one door" {
	holds doors
}

@test "a private header is used by its own module alone" {
	holds private
}

@test "a guard carries the folder of its header" {
	holds guards
}

@test "lib knows no argv and never exits" {
	holds exits
}

@test "an exported name begins with its module's word" {
	holds words
}

@test "a comment names only files and manuals that are there" {
	holds files
}

@test "no files of a room call each other in a circle" {
	holds circles "$BUILD"
}

@test "a command has a manual, tests, a row in the README and a name in ct(7)" {
	for f in cmd/ct-*.c; do
		name=${f#cmd/} name=${name%.c}
		[ -f "man/$name.1" ] || { echo "no man/$name.1" && false; }
		[ -f "tests/${name#ct-}.bats" ] || { echo "no tests/${name#ct-}.bats" && false; }
		grep -q "^| \`$name\` |" README.md || { echo "no row of $name in README.md" && false; }
		grep -q "^\.Xr $name 1" man/ct.7 || { echo "no $name in ct(7)" && false; }
	done
}
