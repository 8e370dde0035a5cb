#!/usr/bin/env bats
# ct-table: aggregates for eyes and spreadsheets.
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC CT_DATADIR="$BATS_TEST_DIRNAME/../share"
	unset COLUMNS
	cd "$BATS_TEST_TMPDIR" || return
}

# Run the `$ command` lines of a manual's examples and compare what they print with what it says.
transcript() {
	sed -n '/^\.Sh EXAMPLES/,/^\.Sh DIAGNOSTICS/p' "$BATS_TEST_DIRNAME/../man/$1" |
		sed -n '/^\.Bd/,/^\.Ed/{/^\.[BE]d/d;p;}' | sed 's/\\e/\\/g;s/\\&//g' >want
	local line
	while IFS= read -r line; do
		[[ $line == '$ '* ]] || continue
		printf '%s\n' "$line"
		bash -c "${line#\$ }" || return 1
	done <want | sed 's/\xc2\xa0/ /g' >got
	[ -s want ]
	diff want got
}

week() {
	cat >week.ndjson <<'END'
{"source":"google","calls":1204,"target_share":0.259136,"wait":14.2}
{"source":"наружка","calls":20,"target_share":0.05,"wait":125}
{"source":null,"calls":1224,"target_share":0.255719,"wait":16.01,"total":true}
END
}

@test "the manual's examples print what it says" {
	week
	transcript ct-table.1
}

@test "columns stand in the order of first appearance, figures to the right, totals under a rule" {
	printf '%s\n' '{"tag":"vip","x":1.50,"n":"a"}' '{"tag":"б","x":20,"late":[1,"b"]}' \
		'{"tag":null,"x":21.50,"total":true}' >in
	run --separate-stderr ct-table in
	[ "$status" -eq 0 ]
	[ "$output" = 'Tag        x  n  late
─────  ─────  ─  ────
vip     1.50  a
б         20     1, b
─────  ─────  ─  ────
Total  21.50' ]
	[ -z "$stderr" ]
}

@test "wide characters and combining marks are measured as a terminal draws them, whatever the locale" {
	printf '%s\n' '{"source":"日本","calls":1}' '{"source":"Йод","calls":2}' \
		'{"source":"ab","calls":3}' >in
	ct-table in >one
	LC_ALL=C.UTF-8 ct-table in >two
	cmp one two
	printf '%s\n' 'Source  Calls' '──────  ─────' '日本        1' 'Йод         2' \
		'ab          3' | cmp - one
}

@test "the table of widths is what Unicode 14 says" {
	data=$BATS_TEST_DIRNAME/../lib/base/unicode_data.h
	version=$(python3 -c 'import unicodedata; print(unicodedata.unidata_version)')
	if [ "$version" = 14.0.0 ]; then
		python3 "$BATS_TEST_DIRNAME/unicode.py" | cmp - "$data"
	fi
	# The file is what a Python of Unicode 14 has made.
	[ "$(sha256sum <"$data")" = "5ab334540482df4d81f2ece592ee76db17f248a701135ccca053f9a03790714b  -" ]
	# Any Python knows the characters of Unicode 3.2, and they keep their width (but for some symbols).
	python3 - "$BATS_TEST_DIRNAME" "$data" <<-'END'
	import contextlib, io, re, sys, unicodedata
	sys.path.insert(0, sys.argv[1])
	sys.dont_write_bytecode = True
	with contextlib.redirect_stdout(io.StringIO()):
	    from unicode import width
	zero, wide = (re.findall(r'0x(\w+), 0x(\w+)', part) for part in open(sys.argv[2]).read().split('wide[]'))
	ours = {c: w for t, w in ((zero, 0), (wide, 2)) for a, b in t for c in range(int(a, 16), int(b, 16) + 1)}
	old = [c for c in range(0x80, 0x110000) if not (0xD800 <= c <= 0xDFFF or 0x2600 <= c <= 0x27BF)
	    and unicodedata.ucd_3_2_0.category(chr(c)) != 'Cn']
	wrong = ['%04x' % c for c in old if ours.get(c, 1) != width(c)]
	assert len(old) > 90000 and not wrong, wrong
	END
}

@test "kinds: count, money, duration, share, number, text" {
	echo '{"calls":1234567,"cost":1234.5,"wait":3725,"answered_share":0.5,"x":1e3,"id":20260301}' >in
	run ct-table --header none -k x=number -k id=text in
	[ "$output" = '1,234,567  1,234.50  1:02:05  50.0%  1,000  20260301' ]
	run ct-table --header none -l ru -k x=number -k id=text in
	[ "$output" = $'1\u00a0234\u00a0567  1\u00a0234,50  1:02:05  50,0\u00a0%  1\u00a0000  20260301' ]
	run ct-table --header none -l uk -k x=number -k id=text in
	[ "$output" = $'1\u00a0234\u00a0567  1\u00a0234,50  1:02:05  50,0\u00a0%  1\u00a0000  20260301' ]
}

@test "rounding is half to even on the decimal text, the same as Python's decimal" {
	python3 - <<'END'
import json, random
from decimal import Decimal as D, ROUND_HALF_EVEN, getcontext
getcontext().prec = 400
random.seed(7)
def text():
    s = random.choice(['', '-'])
    k = random.random()
    if k < .2:
        return s + random.choice(['0.005', '0.015', '2.5', '3.5', '59.5', '60.5', '3599.5', '0', '0.0',
                                  '0.004999999999999999999999999', '9.995', '999.995', '0.9995', '1e-9', '12E2', '1.5e+3'])
    return s + str(random.randint(0, 10 ** random.choice([1, 3, 9, 25]))) + \
        ('.' + ''.join(random.choice('0123456789') for _ in range(random.randint(1, 12))) if k < .8 else '')
def q(d, n):
    r = d.quantize(D(1).scaleb(-n), rounding=ROUND_HALF_EVEN)
    return abs(r) if r == 0 else r
def dur(d):
    s = q(d, 0); m = '-' if s < 0 else ''; s = abs(int(s))
    return m + ('%d:%02d:%02d' % (s // 3600, s // 60 % 60, s % 60) if s >= 3600 else '%d:%02d' % (s // 60, s % 60))
with open('in', 'w') as f, open('want', 'w') as w:
    for _ in range(3000):
        t = text(); d = D(t)
        f.write('{"cost":%s,"share":%s,"wait":%s}\n' % (t, t, t if abs(d) < 10 ** 15 else 1))
        w.write('%s|%s|%s\n' % (f'{q(d, 2):,f}', f'{q(d * 100, 1):,f}%', dur(d if abs(d) < 10 ** 15 else D(1))))
END
	ct-table --header none in | sed 's/^ *//;s/  */|/g' >got
	diff want got
}

@test "a count or number shows as many decimals as its column needs, two at most" {
	printf '{"calls":%s}\n' 1 2.5 3.126 >in
	run ct-table --header none in
	[ "$output" = '1.00
2.50
3.13' ]
	printf '{"calls":%s}\n' 1.000 2 >in
	run ct-table --header none in
	[ "$output" = '1
2' ]
}

@test "numbers of columns that nobody described stand as they came" {
	echo '{"a":3.50,"b":90071992547409931234,"c":1E400}' >in
	run ct-table --header none in
	[ "$output" = '3.50  90071992547409931234  1E400' ]
	echo '{"cost":1e400}' >in
	run ct-table --header none in
	[ "$output" = '1e400' ]
}

@test "null is a dash, a missing member and an empty text are empty, true and false are words" {
	printf '%s\n' '{"source":"a","x":null,"y":true}' '{"source":"","y":false}' >in
	run ct-table -l ru --header none in
	[ "$output" = 'a  -  да
      нет' ]
}

@test "the keys of a totals line are empty and the first says what it is" {
	printf '%s\n' '{"source":"a","medium":"b","wait":1}' \
		'{"source":null,"medium":null,"wait":1,"cost":null,"total":true}' >in
	run ct-table -l uk in
	[ "${lines[4]}" = 'Разом                 0:01        -' ]
}

@test "values of known columns have names, and weekdays are days" {
	printf '%s\n' '{"weekday":1,"status":"missed"}' '{"weekday":7,"status":"x"}' >in
	run ct-table --header none -l ru in
	[ "$output" = 'пн  пропущен
вс  x' ]
	run ct-table --header none in
	[ "$output" = 'Mon  missed
Sun  x' ]
}

@test "deeper values are compact JSON" {
	echo '{"a":[ ],"b":{"x": "y","n":null},"c":[{"a": 1}]}' >in
	run ct-table --header none in
	[ "$output" = '  x: y, n: -  [{"a":1}]' ]
}

@test "--columns chooses and orders; one that is nowhere is told of and exits 1" {
	week
	run ct-table -c calls,source -w 0 week.ndjson
	[ "${lines[2]}" = '1,204  google' ]
	run --separate-stderr ct-table -c source,calsl week.ndjson
	[ "$status" -eq 1 ]
	[ "$stderr" = 'ct-table: no line has "calsl"' ]
	[ "${lines[0]}" = 'Source   calsl' ]
}

@test "bars: the greatest value fills one, shares fill at 100 %, totals of others have none" {
	printf '%s\n' '{"s":"a","calls":80,"share":1}' '{"s":"b","calls":1,"share":0.25}' \
		'{"s":"c","calls":null,"share":0}' '{"s":null,"calls":81,"share":0.5,"total":true}' >in
	run ct-table --header none --bar calls --bars in
	[ "$output" = 'a      80 ██████████  100.0% ██████████
b       1 ▏            25.0% ██▌
c       -               0.0%
─────  ─────────────  ─────────────────
Total  81              50.0% █████' ]
}

@test "a width breaks titles, then cuts the widest texts, never figures" {
	echo '{"campaign":"a long campaign name of forty characters","cost_per_target":1234.5,"calls":7}' >in
	run ct-table -w 40 in
	[ "$output" = '                         Cost per
Campaign                   target  Calls
───────────────────────  ────────  ─────
a long campaign name o…  1,234.50      7' ]
	run ct-table -w 10 in
	[ "${lines[-1]}" = 'a long …  1,234.50      7' ]
	run ct-table in
	[[ ${lines[-1]} == 'a long campaign name of forty characters  '* ]]
}

@test "the terminal's width counts only where the table goes to a terminal" {
	echo '{"campaign":"a long campaign name of forty characters"}' >in
	COLUMNS=20 ct-table in >out
	grep -q 'forty characters' out
}

@test "texts cannot command the terminal" {
	printf '%s\n' '{"source":"a\u001b[2Jb\n\t\u202ec\u009b","k\u001b":1}' >in
	run ct-table in
	[ "${lines[2]}" = 'a\u001b[2Jb\n\t\u202ec\u009b        1' ]
	[[ ${lines[0]} == *'k\u001b' ]]
}

@test "markdown: marks in texts are escaped, totals are bold" {
	printf '%s\n' '{"source":"a|b*c_d_\n<i>","calls":1}' '{"source":null,"calls":1,"total":true}' >in
	run ct-table -f markdown in
	[ "$output" = '| Source              | Calls |
| ------------------- | ----: |
| a\|b\*c_d\_<br>\<i> |     1 |
| **Total**           | **1** |' ]
}

@test "html: marks are entities, totals stand in the foot" {
	printf '%s\n' '{"source":"<b>&\"","share":0.5}' '{"source":null,"share":0.5,"total":true}' >in
	ct-table -f html --bars -l ru in >out
	python3 - <<'END'
import xml.etree.ElementTree as T
t = T.parse('out').getroot()
assert t.tag == 'table' and [x.tag for x in t] == ['thead', 'tbody', 'tfoot']
assert [x.text for x in t[0][0]] == ['Источник', 'Доля']
assert [x.text for x in t[1][0]] == ['<b>&"', '50,0\u00a0%']
assert 'linear-gradient(to right,#cfe2f3 50.0%' in t[1][0][1].get('style')
assert [x.text for x in t[2][0]] == ['Итого', '50,0\u00a0%']
END
}

@test "csv reads back as the same data in Python and Miller, numbers as they were spelled" {
	printf '%s\n' '{"a":"x,\"y\"\nz","b":3.50,"c":90071992547409931,"d":[1, 2],"e":" p "}' \
		'{"a":"","b":null,"c":-1e3,"f":true}' >in
	ct-table -f csv in >out
	python3 - <<'END'
import csv
r = list(csv.reader(open('out', newline='')))
assert r == [['a', 'b', 'c', 'd', 'e', 'f'],
             ['x,"y"\nz', '3.50', '90071992547409931', '[1,2]', ' p ', ''],
             ['', '', '-1e3', '', '', 'true']], r
END
	[ "$(tail -n 1 out)" = '"",,-1e3,,,true' ]
	[ "$(mlr --icsv --ojson cut -f c out | tr -d ' \n')" = '[{"c":90071992547409931},{"c":-1e3}]' ]
}

@test "a formula in csv or tsv gets an apostrophe; telephone numbers and numbers do not" {
	printf '{"a":"%s"}\n' '=1+1' '+74951234567' '-5.5' '-2+3' '+cmd|x' '@SUM(1)' '\tx' '＝1' ok '-' 'a=1' |
		tee in | ct-table -f csv --header none >out
	printf '%s\n' "'=1+1" '+74951234567' '-5.5' "'-2+3" "'+cmd|x" "'@SUM(1)" $'\'\tx' "'＝1" ok "'-" 'a=1' |
		diff - out
	ct-table -f csv --header none --raw in >out
	jq -r .a in | diff - out
	echo '{"=x":-5,"y":"=z"}' >in
	run ct-table -f tsv in
	[ "$output" = "'=x	y
-5	'=z" ]
}

@test "tsv escapes as jq's @tsv does" {
	printf '%s\n' '{"a":"x\ty\\z\r\n","b":1.50,"c":null}' >in
	ct-table -f tsv --header none --raw in >got
	printf 'x\\ty\\\\z\\r\\n\t1.50\t\n' | cmp - got
	[ "$(cut -f 1 got)" = "$(jq -r '[.a]|@tsv' in)" ]
}

@test "csv: separator, byte order mark, titles as header" {
	week
	ct-table -f csv --separator ';' --bom --header titles -l ru week.ndjson | head -n 2 >out
	printf '\xef\xbb\xbf%s\n%s\n' 'Источник;Звонки;Целевые, %;Ожидание;total' \
		'google;1204;0.259136;14.2;' | cmp - out
}

@test "csv with --columns goes row by row and holds none" {
	mkfifo pipe
	ct-table -f csv -c a pipe >out &
	exec 7<>pipe # which does not wait for a filter that is not there
	echo '{"b":1,"a":2}' >&7
	# Both lines come while the input is still open.
	head -c 4 <(timeout 5 tail -c +1 -f out) | cmp - <(printf 'a\n2\n')
	exec 7>&-
	wait $!
}

@test "--title and --kind, with their errors" {
	echo '{"x":0.125}' >in
	run ct-table --title 'x=Part of all' --kind x=share in
	[ "${lines[0]}" = 'Part of all' ]
	[ "${lines[2]}" = '      12.5%' ]
	run ct-table --kind x=shaer in
	[ "$status" -eq 2 ]
	[ "$output" = 'ct-table: --kind x=shaer: unknown kind "shaer"; did you mean "share"?' ]
	run ct-table --kind x=qqqqqq in
	[ "$output" = 'ct-table: --kind x=qqqqqq: unknown kind "qqqqqq"; known here: text, count, money, duration, share, number' ]
	run ct-table --kind x in
	[ "$output" = 'ct-table: --kind x: give it as COLUMN=KIND' ]
	run ct-table --title =x in
	[ "$status" -eq 2 ]
	[ "$output" = 'ct-table: --title =x: give it as COLUMN=TEXT' ]
}

@test "wrong use is said and exits 2" {
	run ct-table -f xml
	[ "$status" -eq 2 ]
	[ "${lines[0]}" = 'ct-table: --format: unknown format "xml"; known here: table, markdown, html, csv, tsv' ]
	run ct-table --header both
	[ "${lines[0]}" = 'ct-table: --header: unknown header "both"; known here: titles, names, none' ]
	run ct-table -w 12x
	[ "${lines[0]}" = 'ct-table: --width: expected a whole number from 0 to 100000, not "12x"' ]
	run ct-table --separator ab
	[ "${lines[0]}" = 'ct-table: --separator: expected one ASCII character, not "ab"' ]
	run ct-table -f markdown --header none
	[ "$status" -eq 2 ]
	[ "${lines[0]}" = 'ct-table: a Markdown table has a header: --header none is not for it' ]
}

@test "titles of one's own; a slip in them is named by line and column" {
	echo 'columns: {x: {title: Число, kind: money}, "*_n": {kind: count}, "*_b_n": {kind: share}}' >my.yaml
	echo '{"x":1,"a_n":1000,"a_b_n":0.5}' >in
	run ct-table -l ./my.yaml in
	[ "$output" = 'Число    a_n  a_b_n
─────  ─────  ─────
 1.00  1,000  50.0%' ]
	echo 'columns: {x: {titel: a}}' >bad.yaml
	run ct-table -l ./bad.yaml in
	[ "$status" -eq 2 ]
	[ "$output" = 'ct-table: ./bad.yaml:1:15: unknown key "titel"; did you mean "title"?' ]
	echo 'columns: {x: {kind: monney}}' >bad.yaml
	run ct-table -l ./bad.yaml in
	[ "$status" -eq 2 ]
	[[ $output == 'ct-table: ./bad.yaml:1:21: '*'"monney"'*'"money"'* ]]
	echo 'columns: [x]' >bad.yaml
	run ct-table -l ./bad.yaml in
	[[ $output == 'ct-table: ./bad.yaml:1:10: "columns" must be a mapping' ]]
	echo 'columns: {x: {values: 1}}' >bad.yaml
	run ct-table -l ./bad.yaml in
	[[ $output == 'ct-table: ./bad.yaml:1:23: "values" must be a mapping' ]]
	run ct-table -l xx in
	[ "$status" -eq 2 ]
	[ "$output" = 'ct-table: unknown language "xx"; known here: en, ru, uk' ]
}

@test "every language has a title for the same columns" {
	for l in en ru uk; do
		sed -n 's/^  \([^ #:]*\): {.*kind: \([a-z]*\).*/\1 \2/p' "$CT_DATADIR/titles/$l.yaml" >"$l"
		[ "$(wc -l <"$l")" -gt 100 ]
		[ -z "$(cut -d ' ' -f 1 "$l" | sort | uniq -d)" ]
	done
	cmp en ru
	cmp en uk
}

@test "every key and metric of share/reports has a title and a kind" {
	cat "$CT_DATADIR"/reports/*.yaml |
		sed -n "s/^by: *//p;s/^  - '\([a-z_0-9]*\)=.*/\1/p" | tr -d "[]' " | tr , '\n' | sort -u >names
	[ "$(wc -l <names)" -gt 20 ]
	while read -r n; do
		grep -q "^  $n: {title: " "$CT_DATADIR/titles/en.yaml" || echo "$n"
	done <names >untitled
	[ ! -s untitled ] || {
		cat untitled
		false
	}
}

@test "more than 1000 columns are no table, but some of them are" {
	for i in {1..1001}; do echo "{\"c$i\":$i}"; done >in
	for f in table csv; do
		run --separate-stderr ct-table -f $f in
		[ "$status" -eq 2 ]
		[ -z "$output" ]
		[ "$stderr" = 'ct-table: in:1001: more than 1000 columns; choose some with --columns' ]
	done
	run ct-table -c c1001 --header none in
	[ "$status" -eq 0 ]
	[ "${lines[-1]}" = 1001 ]
	head -n 1000 in | ct-table -w 100 | tail -n 1 | grep -q '1000$'
}

@test "nothing in, nothing out; with --columns the header at least" {
	run --separate-stderr ct-table /dev/null
	[ "$status" -eq 0 ]
	[ -z "$output$stderr" ]
	run --separate-stderr ct-table -f csv -c a,b /dev/null
	[ "$output" = 'a,b' ]
	echo '{}' | ct-table >out
	[ ! -s out ]
}

@test "a line that is no object is rejected, the rest is shown" {
	printf '%s\n' '{"calls":1}' oops '{"calls":2}' >in
	run --separate-stderr ct-table in
	[ "$status" -eq 1 ]
	[ "${#lines[@]}" -eq 4 ]
	[[ $stderr == 'ct-table: in:2:'* ]]
	[[ $stderr == *'1 of 3 lines rejected'* ]]
}
