#!/usr/bin/env bats
# make install and uninstall, and what installed filters find.
bats_require_minimum_version 1.5.0
setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_DIRNAME/.." || return
}

@test "an installed filter finds its shared files wherever the tree was put" {
	make -s O="${O:-build}" PREFIX="$BATS_TEST_TMPDIR/here" install >/dev/null
	mv "$BATS_TEST_TMPDIR/here" "$BATS_TEST_TMPDIR/there"
	run -0 "$BATS_TEST_TMPDIR/there/bin/ct-ingest" --list
	[[ $output == *uis* ]]
}

@test "CT_DATADIR goes before all other places" {
	mkdir -p "$BATS_TEST_TMPDIR/mine/titles"
	echo 'columns: {calls: {title: Rings, kind: count}}' >"$BATS_TEST_TMPDIR/mine/titles/en.yaml"
	export CT_DATADIR="$BATS_TEST_TMPDIR/mine"
	run -0 ct-table <<<'{"calls":7}'
	[ "${lines[0]}" = "Rings" ]
}

@test "uninstall takes away all that install has put there" {
	make -s O="${O:-build}" DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr install >/dev/null
	[ -x "$BATS_TEST_TMPDIR/root/usr/bin/ct-tag" ]
	[ -f "$BATS_TEST_TMPDIR/root/usr/share/man/man1/ct-tag.1" ]
	[ -f "$BATS_TEST_TMPDIR/root/usr/share/ct/formats/uis.yaml" ]
	make -s DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr uninstall >/dev/null
	run -0 find "$BATS_TEST_TMPDIR/root" -type f
	[ -z "$output" ]
}
