#!/usr/bin/env bats
# shellcheck disable=SC2016,SC2030,SC2031,SC2154 # jq names its variables as the shell does
# Expressions: what they mean beside jq(1), what is refused, what ends them.
# The unit test of the same name compares native runs with libjq in bulk; here a
# person can read what is compared, and the other side is the jq command.
bats_require_minimum_version 1.5.0
setup() {
	export LC_ALL=C TZ=UTC
	unset CT_EXPR CT_EXPR_TIMEOUT
	cd "$BATS_TEST_TMPDIR" || return
	expr=$BUILD/unit/expr
	case $(jq --version) in
	jq-1.6*) jq=6 ;;
	jq-1.7*) jq=7 ;;
	*) jq=8 ;;
	esac
	cat >records <<'END'
{"type":"call","status":"answered","talk":30,"wait":4,"cost":3.50,"customer":"+79161234567","tags":["vip","повторный"],"comment":"Доставка дивана","a":{"b":{"c":1}},"n":null}
{"type":"call","status":"missed","wait":90071992547409931,"tags":[],"talk":"30","a":"text","x":1e1000,"y":-0,"t":true,"f":false}
{"type":"session","a":{"b":[1,[2,{"c":"\u0434\u043e"}],"\ud83d\ude00\udc00x"]},"a_b":1.0,"talk":-1.5,"имя":"ё","type":"session","talk":7,"e":""}
{"a":[1,2,3,null],"tags":null,"status":["answered"],"talk":{"b":2,"a":1,"b":3},"comment":"a\u0000b\nc"}
{}
END
}

# Each line of standard input is an expression: run natively or not ($1), and
# with the outcome that jq has on all records.
as_jq() {
	local e ours theirs failed=0
	while IFS= read -r e; do
		ours=$("$expr" -e "$e" v=30 <records) || return 1
		if [ "$1" != "${ours%%$'\n'*}" ]; then
			echo "$e: ran by ${ours%%$'\n'*}"
			failed=1
		fi
		ours=$(tail -n +2 <<<"$ours" | sed 's/^error.*/"error"/' | jq -c .)
		# Twice through jq, as ours is once: 1.7 respells a number that it computed when it reads it.
		theirs=$(jq -c --argjson v 30 "try [$e"$'\n'"] catch \"error\"" records | jq -c .)
		if [ "$ours" != "$theirs" ]; then
			printf '%s:\n%s\njq says:\n%s\n' "$e" "$ours" "$theirs"
			failed=1
		fi
	done
	return "$failed"
}

@test "paths, constants and comparisons mean what they mean to jq" {
	as_jq native <<'END'
.
.type
.type == "call"
"call" == .type
.talk >= 30
.talk >= $v
.talk < 5
.talk != null and .talk < 5
.wait == 90071992547409930
.x == .x, .x > 1.7976931348623157e308, .y == 0
.a.b
.a.b.c
.a.b.c?
.a?.b?
.a["b"]
.["имя"] == "ё"
."a"."b"
.a.b[1][1].c
.a[0], .a[-1], .a[9], .a[1.5]
.tags[]
.tags[]?
[.tags[]?] | length
.talk == {}
.n, .nothing
.t < .f, .n < .f, .t < 0, 0 < "", "" < [], [] < {}
[1, 2] < [1, 3], [1] < [1, 0], "а" < "б", "a" < "ab"
END
}

@test "logic, arithmetic, // and if mean what they mean to jq" {
	as_jq native <<'END'
.t and .f, .t or .f
(.t, .f) and (.f, .t)
.talk and .wait | not
.nothing // "none"
.f // .n // 3
(.tags[]? // "none")
.a.b // 1
.talk + 1
.nothing + 1
.cost * 2 - 1
.wait % 7, 5 % -3, -5 % 3
1 + 2 * 3 - 4 / 2
-.cost, -(1, 2)
.type + "-" + .status
.a + 1
.talk / .y
if .type == "call" then .status elif .a then "a" else "none" end
if .tags[]? then 1 else 2 end
(1, 2) + (10, 20)
.a as $x | .talk as $y | [$x, $y]
1 as $x | 2 as $x | $x
.talk, .wait
[.talk, [.wait]]
(.a | .b)?
((.a | .b)?, 1) | . == 1
1 // 2 | . + 1
[.[]? | . == null]
nan < nan, nan == nan, 1 < nan, [nan] == [nan]
1e1000, -1e1000, 1e17, 1e15, 0.00001, 100, 3.10, 123456789012345678
END
}

@test "functions mean what they mean to jq" {
	as_jq native <<'END'
.[]? | length
length
.[]? | type
.comment | test("ДОСТАВКА"; "i")
.comment | test("доставка")
(.comment // "") | test("диван|кресл"; "i")
(.comment // "") | test("^Дос.*на$"), test("A.B"; "ip"), test("b$"; "s"), test(["x y", "xi"])
.comment | startswith("Д"), endswith("c")
.comment | contains("b"), contains("a")
.tags | contains(["vi"])
"vip" | inside("a vip")
.type | ltrimstr("ca"), rtrimstr("ll"), ltrimstr(1)
.status | ascii_upcase, ascii_downcase
has("talk"), has("nothing")
.a | has(0)
.type | in({})
.status | IN("answered", "missed")
IN(.type, .status; "call", "session")
.tags | any
.tags | any(. == "vip"), all(. != "spam")
any(.tags[]?; . == "vip"), all(.[]?; . != null)
any(1, 2; (true, false))
select(.talk) | .type
empty, 1
.talk | tonumber
"007", "-1.50", "+7495" | tonumber
.talk | tostring
.cost, .wait, .x, .y | tostring
5e-324, 5e-324 * 3, 2.2250738585072014e-308, 1e-310, 1 / 3, 2 / 3 * 1e20, 0.1 + 0.2 | tostring
.talk | floor
(1.5, -1.5, 2.5) | floor, ceil, round, fabs
[.a[]?] | first, last
first(.tags[]?), isempty(.tags[]?)
[limit(2; .[]?)], [limit(0; 1, 2)], [limit(-1; 1, 2)], [limit((1, 2); 3, 4)]
limit("a"; 1)
.tags | map(. + "!")
[.[]? | values], [.[]? | nulls]
[.[]? | strings], [.[]? | numbers], [.[]? | scalars | type], [.[]? | iterables]
.status[0:3], .status[-2:], .tags[1:], .a[:2], .talk[1:3]?, .nothing[:1]
"\(.type)-\(.talk)!"
.tags | add, join("+")
[.talk, .wait] | min, max
.comment | split(" ")
.status | index("s")
if .status | match("ed$")? then "ends" else "other" end
first((1, 2)?), isempty((1, 2)?), [limit(1; (1, 2)?)]
(first(1)?, ((1)? | .x), 2)
.type | match("l").offset
END
}

@test "what ct-rules(5) says of conditions is so" {
	as_jq native <<'END'
.wait < 5, (.wait != null and .wait < 5)
.talk > 30, (.talk // 0) > 30
.a.b?
any(.tags[]?; . == "vip")
.tags | contains(["vi"])
(.comment // "") | test("sofa|chair"; "i")
"at \(.ts)", .ts[0:10], .["a b"]
END
	run -0 "$expr" -e '.talk > 30' <<<'{"talk":"7"}'
	[ "${lines[1]}" = '[true]' ]
}

@test "what is not run natively is libjq's, whole" {
	as_jq libjq <<'END'
def f: .type; f
reduce .tags[]? as $x (0; . + 1)
.tags | sort
{type, n: (.talk | tostring)}
.. | numbers
[range(3)]
try error("x") catch .
.a as {b: $x} | $x
[.type | match("l"; "g").offset]
[paths] | length
to_entries | map(.key)
.type | ascii_downcase | explode
@json "\(.tags)"
label $out | 1, break $out, 2
[.[] | tojson] # a comment
$__loc__
END
}

@test "what differs between the versions of jq is what the jq beside says" {
	cat >records <<'END'
{"id":12345678901234567891,"cost":2.50,"zero":0.00,"tiny":1e-400,"big":1e1000,"l":[1,1.0,12345678901234567890],"s":"доставка","nul":"a\u0000b","o":{"p":-1e2}}
END
	as_jq native <<'END'
.id == 12345678901234567890, .id > 12345678901234567890, .id == .l[2], .id + 0 == .l[2]
.l | contains([12345678901234567891]), index(12345678901234567891), (.[2] | IN(12345678901234567891))
.cost, .zero, .tiny, .o.p, .id, 1.50, 1e3 | tostring
"\(.cost) \(.id)", (.l | join(",")), -.cost, -.zero, (.o.p | length), (.l | add)
"007", "-1.50", "12345678901234567891" | tonumber | ., tostring
.tiny == 0, .tiny > 0, .big == 1e1001, .id * 1
.l[1.7], .l[-1.5], .l[nan]
[limit(0; 1, 2)], [limit(0.5; 1, 2)]
try [limit(-1; 1, 2)]
any(true, true; ., .), all(false, false; ., .), any(1, 2; empty), all(1, 2; empty)
[(1, 2)? | if . == 2 then .a else . end]?
IN(1, 2; 2, .a.b.c)
.nul | contains("b"), contains("a")
.s | index("к")
1 | try ltrimstr("a"), try rtrimstr("a")
nan % 5, 1e300 % 7, 5 % 1e300
-1 as $x | 1, $x
1 + 2 as $x | -$x
-.cost * 2, -.o.p % 7
END
	if [ "$jq" -gt 6 ]; then
		as_jq native <<'END'
if .cost then 1 end, (2 | if . == 1 then 1 elif . == 2 then "two" end)
END
		# Here a person can read what that is.
		run -0 "$expr" -e '.id == 12345678901234567890, (.cost | tostring), [limit(0; 1)]' <records
		[ "${lines[1]}" = '[false,"2.50",[]]' ]
	else
		run -0 "$expr" -e '.id == 12345678901234567890, (.cost | tostring), [limit(0; 1)]' <records
		[ "${lines[1]}" = '[true,"2.5",[1]]' ]
	fi
	run -0 "$expr" -e '.s | index("к")' <records
	if [ "$jq" -lt 8 ]; then [ "${lines[1]}" = '[12]' ]; else [ "${lines[1]}" = '[6]' ]; fi
	# A comment that goes on in the next line.
	for CT_EXPR in '' jq; do
		export CT_EXPR
		run -0 "$expr" -e $'1 # one \\\n + 1' <records
		if [ "$jq" -lt 8 ]; then [ "${lines[1]}" = '[2]' ]; else [ "${lines[1]}" = '[1]' ]; fi
		run -0 "$expr" -e $'$v # \\' v=1 <records
		[ "${lines[1]}" = '[1]' ]
	done
}

@test "a value that came with the record keeps its bytes" {
	echo '{"cost":3.50,"id":12345678901234567890,"o":{"a": 1.0}}' >in
	run -0 "$expr" -e '.cost, .id, .o, (.nothing // .cost)' <in
	[ "${lines[1]}" = '[3.50,12345678901234567890,{"a": 1.0},3.50]' ]
}

@test "CT_EXPR=jq gives all to libjq" {
	CT_EXPR=jq run -0 "$expr" -e '.type == "call"' <records
	[ "${lines[0]}" = libjq ]
	[ "${lines[1]}" = '[true]' ]
}

@test "a record nested 300 levels deep reads the same in both" {
	{
		printf '{"a":'
		printf '[%.0s' {1..300}
		printf ']%.0s' {1..300}
		printf '}\n'
	} >deep
	run -0 "$expr" -e '.a | length' <deep
	[ "${lines[1]}" = '[1]' ]
	CT_EXPR=jq run -0 "$expr" -e '.a | length' <deep
	[ "${lines[1]}" = '[1]' ]
}

wrong() {
	run -2 "$expr" -e "$1" v=30 target_talk=30 </dev/null
	[ "$output" = "expr: EXPR:$2" ] || {
		printf '%s\n' "$output"
		return 1
	}
}

@test "a mistake is named with its place" {
	wrong '' '1:1: an empty expression'
	wrong ' # nothing' '1:1: an empty expression'
	wrong '.a == "x' '1:7: a string without its closing quote'
	wrong '(.a | .b' '1:1: this bracket is not closed'
	wrong '.a)' '1:3: this bracket closes none that is open'
	wrong '.a = ~' '1:6: this character means nothing in an expression'
	wrong '.a | | .b' "1:6: syntax error, unexpected '|'"
	wrong '.a == 1 == 2' '1:9: syntax error, unexpected =='
	wrong '.ы' '1:2: this character means nothing in an expression'
	wrong '.talk > $target_tlak' '1:9: unknown variable $target_tlak; did you mean $target_talk?'
	wrong '.talk > $zzz' '1:9: unknown variable $zzz'
	wrong '[.a | lenght]' '1:7: lenght/0 is not defined'
	[ "$jq" -gt 6 ] || wrong 'if .a then 1 end' '1:14: an if without else: jq 1.6 wants "else . end"'
	wrong '.a | test("(")' '1:6: a broken regular expression: end pattern with unmatched parenthesis'
	wrong '.a | test("a"; "q")' '1:6: a broken regular expression: "q" are no flags: known are g i x s p l n'
	wrong $'.a |\n  foo' '2:3: foo/0 is not defined'
	wrong $'\xff' '1:1: an expression that is not UTF-8 text'
	wrong "$(head -c 70000 /dev/zero | tr '\0' 1)" '1:1: an expression of over 64 KiB'
	wrong "$(printf '(%.0s' {1..200})1" '1:129: brackets nested too deep'
}

@test "an expression reads nothing but the record and its variables" {
	local word
	for word in input inputs debug stderr halt halt_error env input_filename \
		input_line_number get_search_list modulemeta; do
		wrong ".a | $word" "1:6: an expression may not use $word: it sees the record and \$variables only"
	done
	wrong '$ENV.PATH' '1:1: an expression may not use $ENV: it sees the record and $variables only'
	wrong 'include "x"; .' '1:1: an expression may not use include: it sees the record and $variables only'
	wrong 'import "x" as x; .' '1:1: an expression may not use import: it sees the record and $variables only'
	wrong '"\(1 + input)"' '1:8: an expression may not use input: it sees the record and $variables only'
	wrong 'def f: env; f' '1:8: an expression may not use env: it sees the record and $variables only'
	# As the name of a member they are harmless.
	run -0 "$expr" -e '[.input, .env, ({env: 1} | .env)]' <<<'{"input":5}'
	[ "${lines[1]}" = '[[5,null,1]]' ]
}

@test "an error at run time is told, as jq tells it" {
	run -0 "$expr" -e '.a.b' <<<'{"a":5}'
	[ "${lines[1]}" = 'error: Cannot index number with "b"' ]
	run -0 "$expr" -e '.a | error("no \(.)")' <<<'{"a":5}'
	[ "${lines[1]}" = 'error: no 5' ]
	run -0 "$expr" -e 'error({a: 1})' <<<'{"a":5}'
	[ "${lines[1]}" = 'error: (not a string): {"a":1}' ]
}

@test "an expression that does not end, ends the filter with its place" {
	export CT_EXPR_TIMEOUT=0.2
	for e in '[while(true; .)]' 'def f: f; f' 'last(repeat(1))'; do
		run -2 "$expr" -e "$e" <<<'{}'
		[ "${lines[1]}" = 'expr: EXPR: the expression came to no end (CT_EXPR_TIMEOUT sets the seconds it may take), at records:1' ]
	done
	if [ "$jq" -eq 6 ]; then
		run -2 "$expr" -e '"" | indices("")' <<<'{}'
		[[ ${lines[1]} == *' came to no end '* ]]
	else
		run -0 "$expr" -e '"" | indices("")' <<<'{}'
		[ "${lines[1]}" = '[[]]' ]
	fi
	CT_EXPR_TIMEOUT=soon run -2 "$expr" -e 'def f: 1; f' <<<'{}'
	[ "$output" = 'expr: EXPR:1:1: CT_EXPR_TIMEOUT is no number of seconds' ]
}

@test "an expression that eats all memory ends the filter with its place" {
	if grep -q __asan_init "$expr"; then # ASan needs the address space itself, but can refuse as malloc(3) does
		export ASAN_OPTIONS="$ASAN_OPTIONS:allocator_may_return_null=1:max_allocation_size_mb=64"
	else
		ulimit -v 400000
	fi
	CT_EXPR_TIMEOUT=60 run -2 "$expr" -e '[range(1e9)]' <<<'{}'
	grep -qx 'expr: EXPR: the expression ran out of memory, at records:1' <<<"$output"
}

@test "a libjq that fails ends the filter with its place" {
	if [ "$jq" -eq 6 ]; then
		CT_EXPR=jq run -2 "$expr" -e '[1e30 % -1]' <<<'{}'
		[ "${lines[1]}" = 'expr: EXPR: libjq failed on the expression, at records:1' ]
	fi
	# As an assert(3) in libjq does.  After half a second of computing it can only be in there.
	"$expr" -e 'last(repeat(1))' <<<'{}' >out 2>err 3>&- &
	until read -ra stat <"/proc/$!/stat" && ((stat[13] >= 50)); do :; done
	kill -ABRT $!
	status=0
	wait $! || status=$?
	[ "$status" -eq 2 ]
	[ "$(cat out err)" = 'libjq
expr: EXPR: libjq failed on the expression, at records:1' ]
}

@test "a filter ended so leaves its output and its state as they were" {
	cat >tags.yaml <<'END'
tags:
  - {tag: loop, when: '.loop and ([while(true; .)] | length > 0)'}
END
	printf '%s\n' '{"ts":"2026-03-01T09:15:27.000Z","type":"call","id":"1"}' \
		'{"ts":"2026-03-01T09:15:28.000Z","type":"call","id":"2","loop":true}' >calls.ndjson
	echo old >out
	printf '%s\n' '{"ct_state":"ct-tag","version":1}' '{"ct_state_end":"ct-tag"}' >state
	CT_EXPR_TIMEOUT=0.2 run -2 --separate-stderr ct-tag -r tags.yaml -o out -s state calls.ndjson
	[ "$stderr" = 'ct-tag: tags.yaml:2:23: the expression came to no end (CT_EXPR_TIMEOUT sets the seconds it may take), at calls.ndjson:2' ]
	[ "$(cat out)" = old ]
	[ "$(head -n 1 state)" = '{"ct_state":"ct-tag","version":1}' ]
	# No temporary file is left.
	[ "$(echo out* state.??????)" = 'out state.??????' ]
}
