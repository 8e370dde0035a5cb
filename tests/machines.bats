#!/usr/bin/env bats
# shellcheck disable=SC2154 # bats sets stderr
# What make does on machines that are not ours: paths, locales, trees that cannot be written, packages that are missing.
bats_require_minimum_version 1.5.0

# What the make that runs the tests was told is not meant for those that they run.
forget() {
	unset MAKEFLAGS MFLAGS MAKELEVEL MAKEOVERRIDES O CFLAGS CC CXX
	export LC_ALL=C TZ=UTC
}

# The sources as from a tarball, built once; a copy is not built again, for nothing in it is old.
setup_file() {
	forget
	export TREE="$BATS_FILE_TMPDIR/мой ct"
	mkdir "$TREE"
	tar -C "$BATS_TEST_DIRNAME/.." --exclude=./.git --exclude=./build --mode=u+w -cf - . | tar -xf - -C "$TREE"
	make -s -C "$TREE" -j "$(nproc)" CFLAGS=-O3
}

setup() {
	forget
	cp -a "$TREE" "$BATS_TEST_TMPDIR/мой ct"
	cd "$BATS_TEST_TMPDIR/мой ct" || return
}

@test "a tree in a path with a space and Cyrillic letters is installed under a prefix with a space" {
	prefix="$BATS_TEST_TMPDIR/мой prefix"
	make -s PREFIX="$prefix" install
	(
		cd /
		[ "$("$prefix/bin/ct-tag" --list | wc -l)" -gt 1 ]
		[ -f "$prefix/share/man/man7/ct.7" ]
	)
	make -s PREFIX="$prefix" uninstall
	run -0 find "$prefix" -type f
	[ -z "$output" ]
}

@test "the demo is the same in every locale and zone" {
	LC_ALL=POSIX TZ=UTC make -s NEED=: demo >"$BATS_TEST_TMPDIR/posix"
	env -u LC_ALL LANG=ru_RU.UTF-8 LC_NUMERIC=ru_RU.UTF-8 TZ=Asia/Tokyo make -s NEED=: demo >"$BATS_TEST_TMPDIR/ru"
	cmp "$BATS_TEST_TMPDIR/posix" "$BATS_TEST_TMPDIR/ru"
	grep -q 'рся_диваны' "$BATS_TEST_TMPDIR/ru"
}

@test "a tree that cannot be written is built, shown, tested and installed from a folder elsewhere" {
	out=$BATS_TEST_TMPDIR/out
	mv build "$out"
	chmod -R a-w .
	# Root may write anywhere, unless it gives up that right.
	bound=()
	[ "$(id -u)" -ne 0 ] || bound=(setpriv --bounding-set=-dac_override)
	run ! "${bound[@]}" touch x
	run -0 --separate-stderr "${bound[@]}" make -s NEED=: O="$out" demo
	[ "${lines[-1]}" = "Everything is in $out/demo: try a command of your own there.  examples/README.md has more." ]
	# Nothing of the bats that runs this test, its own folder on the PATH too, is for the one in there.
	run -0 env -i PATH="$(getconf PATH)" O="$out" "${bound[@]}" tests/run.sh install
	[[ ${lines[-1]} == *' passed, 0 failed' ]]
	# What was copied from files that nobody may write can be written.
	"${bound[@]}" make -s O="$out" PREFIX="$BATS_TEST_TMPDIR/prefix" install
	echo 'tags: []' >"$out/demo/tags.yaml"
	echo 'tags: []' | "${bound[@]}" tee "$BATS_TEST_TMPDIR/prefix/share/ct/tags/default.yaml" >/dev/null
	run -0 "$BATS_TEST_TMPDIR/prefix/bin/ct-tag" --list
	chmod -R u+w .
}

@test "a folder with a space to build in is refused in a line" {
	run -2 make O='/tmp/my ct'
	[[ $output == 'Makefile:'*': *** ct: O=/tmp/my ct: make cannot build in a folder whose name has a space.  Stop.' ]]
}

@test "without the packages make names the command that installs them, and nothing else" {
	run -2 make O="$BATS_TEST_TMPDIR/out" CC=no-cc CXX=no-cxx
	[[ $output == 'Makefile:'*': *** ct: first install what it is built with: apt-get install gcc libc6-dev libjq-dev libonig-dev libyaml-dev zlib1g-dev g++ libphonenumber-dev.  Stop.' ]]
}

@test "a command whose library is absent is left out aloud, and the rest is built" {
	rm build/libct.a build/ct-* build/lib/format/phone.o
	run -0 --separate-stderr make -s CFLAGS=-O3 CXX=no-cxx
	[ "$stderr" = 'ct-ingest: left out, needs g++ (apt-get install g++)' ]
	[ ! -e build/ct-ingest ]
	[ "$(find build -name 'ct-*' -type f -executable | wc -l)" -eq "$(($(find cmd -name 'ct-*.c' | wc -l) - 1))" ]
	run -1 grep -x phone.o <(ar t build/libct.a)
}

@test "a filter is linked with what it uses, and with nothing else" {
	needed() { readelf -d "build/$1" | sed -n 's/.*(NEEDED).*\[lib\([a-z]*\).*/\1/p' | grep -xE 'jq|onig|yaml|z|phonenumber|stdc' | sort | tr '\n' ' '; }
	[ "$(needed ct-sim)" = 'yaml ' ]
	[ "$(needed ct-eval)" = 'z ' ]
	[ "$(needed ct-table)" = 'yaml z ' ]
	[ "$(needed ct-tag)" = 'jq onig yaml z ' ]
}

@test "tests are not run where a filter was not built" {
	mkdir "$BATS_TEST_TMPDIR/empty"
	run -2 env O="$BATS_TEST_TMPDIR/empty" tests/run.sh table
	[ "$output" = "run.sh: $BATS_TEST_TMPDIR/empty has no ct-agg to test" ]
}

# tool NAME [LINE]... - a program of that name, which says and does these lines, on a PATH that has it before all others.
tool() {
	mkdir -p "$BATS_TEST_TMPDIR/bin"
	{
		echo '#!/bin/sh'
		printf '%s\n' "${@:2}"
	} >"$BATS_TEST_TMPDIR/bin/$1"
	chmod +x "$BATS_TEST_TMPDIR/bin/$1"
	export PATH="$BATS_TEST_TMPDIR/bin:$PATH"
}

@test "need.sh without apt-get says what to do, in a line" {
	mkdir "$BATS_TEST_TMPDIR/bare"
	ln -s "$(command -v sh)" "$BATS_TEST_TMPDIR/bare/sh"
	PATH=$BATS_TEST_TMPDIR/bare run -1 tests/need.sh libjq-dev 'clang-format-14?'
	[ "$output" = "ct: no apt-get here: install what these Debian packages give, then add NEED=: to the words of make: libjq-dev clang-format-14?" ]
}

@test "need.sh without a network says why and what to do, in a line, and stops there" {
	tool dpkg-query 'exit 1'
	tool sudo 'exec "$@"'
	tool apt-get "echo \"\$*\" >>'$BATS_TEST_TMPDIR/asked'" \
		'case $* in' \
		'*update*) echo "W: Failed to fetch http://deb.debian.org/debian/dists/x/InRelease  Could not resolve host" ;;' \
		'*) echo "E: Unable to locate package libjq-dev"; exit 100 ;;' \
		'esac'
	run -1 tests/need.sh libjq-dev libyaml-dev
	[ "${lines[0]}" = 'ct: installing libjq-dev libyaml-dev' ]
	[ "${lines[1]}" = 'ct: apt-get install failed (W: Failed to fetch http://deb.debian.org/debian/dists/x/InRelease  Could not resolve host); when that is cured: apt-get update && apt-get install libjq-dev libyaml-dev' ]
	[ "${#lines[@]}" -eq 2 ]
	tool apt-get 'echo "E: no lock"; exit 100'
	run -1 tests/need.sh libjq-dev
	[ "$output" = 'ct: apt-get update failed (E: no lock); when that is cured: apt-get update && apt-get install libjq-dev' ]
}

@test "need.sh passes over what the release does not have, if it may" {
	tool dpkg-query 'case $* in *libjq*) echo installed ;; *) exit 1 ;; esac'
	tool sudo 'exec "$@"'
	tool apt-get "echo \"\$*\" >>'$BATS_TEST_TMPDIR/asked'"
	tool apt-cache 'exit 100'
	run -0 tests/need.sh libjq-dev 'clang-format-14?'
	[ -z "$output" ]
	[ ! -e "$BATS_TEST_TMPDIR/asked" ]
	tool apt-cache 'exit 0'
	run -0 tests/need.sh libjq-dev 'clang-format-14?'
	[ "$output" = 'ct: installing clang-format-14' ]
	[[ $(cat "$BATS_TEST_TMPDIR/asked") == *'install -y --no-install-recommends clang-format-14' ]]
}
