#!/usr/bin/env bats
# What every command does (ct(7)), asked of all of them.
bats_require_minimum_version 1.5.0

setup() {
	export LC_ALL=C TZ=UTC
	bin=$(dirname "$(command -v ct-table)")
	cd "$BATS_TEST_TMPDIR" || return
	commands=()
	for c in "$bin"/ct-*; do
		[ -f "$c" ] && [ -x "$c" ] && commands+=("${c##*/}")
	done
	[ "${#commands[@]}" -gt 5 ]
	# Who reads events; who of them rejects lines (ct-validate prints what is wrong with them
	# instead); who writes them on, line by line.
	readers=() rejecters=() passers=()
	for c in "${commands[@]}"; do
		[ "$c" = ct-sim ] || readers+=("$c")
		case $c in ct-sim | ct-validate) ;; *) rejecters+=("$c") ;; esac
		case $c in ct-attribute | ct-classify | ct-ingest | ct-tag) passers+=("$c") ;; esac
	done
	cat >pool.yaml <<'END'
pools: [{name: site, numbers: ["+74951230001"], ttl: 30m, max_lease: 2h}]
END
	cat >classes.yaml <<'END'
classes: [{class: target, when: '.talk >= 30'}, {class: other, when: 'true'}]
END
	echo "tags: [{tag: long, when: '.talk > 40'}]" >tags.yaml
	cat >funnel.yaml <<'END'
key: [visitor_id, customer]
stages: [{stage: visit, when: '.type == "session"'}, {stage: call, when: '.type == "call"'}]
END
	cat >in <<'END'
{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","visitor_id":"v1","source":"google","medium":"cpc","number":"+74951230001","end":"2026-03-01T09:10:00.000Z"}
{"ts":"2026-03-01T09:02:00.000Z","type":"call","id":"c1","direction":"in","customer":"+79161234567","number":"+74951230001","status":"answered","wait":3.50,"talk":45}
{"ts":"2026-03-01T09:03:00.000Z","type":"call","id":"c2","direction":"in","customer":"+79161234568","number":"+74951230001","status":"missed","wait":20}
END
}

# The words that a command cannot do without, in words=().
words() {
	case $1 in
	ct-agg) words=(--by id n=count) ;;
	ct-attribute) words=(-r pool.yaml) ;;
	ct-classify) words=(-r classes.yaml) ;;
	ct-eval | ct-model | ct-table | ct-validate) words=() ;;
	ct-funnel) words=(-r funnel.yaml --explain) ;;
	ct-ingest) words=(-f events) ;;
	ct-sim) words=(--days 3 shop) ;;
	ct-tag) words=(-r tags.yaml) ;;
	*)
		echo "tests/cli.bats does not know $1: say in words() how to run it"
		return 1
		;;
	esac
}

# Run it on standard input: status in $status, output in out, messages in err.
filter() {
	local c=$1
	shift
	words "$c" || return
	status=0
	"$c" "${words[@]}" "$@" >out 2>err || status=$?
}

# Say which command was wrong, and how.
wrong() {
	echo "$1: $2 (status $status)"
	head -n 5 out err 2>/dev/null || :
	bad=1
}

# The options by which a command writes files, in outputs=().
outputs() {
	local help
	help=$("$1" --help)
	outputs=()
	for o in '-o, --output' '-x, --rejects' '-s, --state' --open --fit; do
		[[ $help != *"$o FILE"* ]] || outputs+=("${o%%, *}")
	done
}

# All that is there but what the test itself writes.
snapshot() {
	find . ! -name out ! -name err -printf '%p %i %s %l\n'
	[ ! -f f ] || echo "$(<f)"
}

# one COMMAND MESSAGE OPTION... - the options are wrong use, said so, and nothing is touched.
one() {
	local c=$1 message=$2 before
	shift 2
	before=$(snapshot)
	filter "$c" "$@"
	{ [ "$status" -eq 2 ] && [[ $(<err) == "$c: $message"$'\nusage: '* ]] && [ ! -s out ]; } ||
		wrong "$c" "not \"$message\" by $*"
	[ "$before" = "$(snapshot)" ] || wrong "$c" "$* touched something"
}

@test "--help is an answer: exit 0, nothing on standard error, two examples at the end" {
	for c in "${commands[@]}"; do
		for o in --help -h; do
			status=0
			"$c" "$o" >out 2>err || status=$?
			{ [ "$status" -eq 0 ] && [ ! -s err ]; } || wrong "$c" "$o"
			[[ $(head -n 1 out) == "usage: $c "* ]] || wrong "$c" "first line of $o"
			[ "$(sed -n '/^Examples:$/,$p' out | sed 1d | grep -c '^  [^ ]')" -ge 2 ] ||
				wrong "$c" "examples"
			! sed -n '/^Examples:$/,$p' out | sed 1d | grep -qv '^  ' ||
				wrong "$c" "the examples are not the end"
			[ "$(wc -L <out)" -le 100 ] || wrong "$c" "a long line in --help"
		done
	done
	[ -z "${bad:-}" ]
}

@test "--version names the command and the version" {
	for c in "${commands[@]}"; do
		status=0
		"$c" --version >out 2>err || status=$?
		{ [ "$status" -eq 0 ] && [ ! -s err ] && [[ $(cat out) =~ ^$c\ \(ct\)\ [0-9]+\.[0-9]+\.[0-9]+$ ]]; } ||
			wrong "$c" --version
	done
	[ -z "${bad:-}" ]
}

@test "/dev/stdout and /dev/stderr are added to, not replaced, where they go to a file" {
	echo bad >one.ndjson
	echo before >log
	! ct-tag -r tags.yaml -x /dev/stderr one.ndjson 2>>log || false
	diff - log <<'END'
before
ct-tag: one.ndjson:1: not a JSON object
{"file":"one.ndjson","line":1,"error":"not a JSON object","input":"bad"}
ct-tag: 1 of 1 lines rejected (see /dev/stderr)
END
	echo before >out
	echo '{"type":"session"}' | ct-tag -r tags.yaml -o /dev/stdout >>out
	diff - out <<'END'
before
{"type":"session"}
END
}

# shellcheck disable=SC2094,SC2154 # it is what is tested; run sets stderr_lines
@test "the rules are no place for an output; messages and an output do not share a file" {
	cp tags.yaml r.yaml
	for o in -o -x --open -s; do
		run --separate-stderr ct-tag -r r.yaml "$o" r.yaml in
		[ "$status" -eq 2 ]
		[ "${stderr_lines[0]}" = "ct-tag: $o and --rules are one file: r.yaml" ]
		cmp tags.yaml r.yaml
	done
	cp in out
	! ct-tag -r tags.yaml -o out in 2>>out || false
	[ "$(sed 1,3d out | head -n 1)" = 'ct-tag: -o and standard error are one file: out' ]
	# Written in place, this would read what it writes, for ever.
	cp in f
	(ulimit -f 1000 && ct-tag -r tags.yaml -o f f >>f) || true
	[ "$(wc -l <f)" -eq 3 ]
}

@test "an unknown option is named and exits 2; long options are not abbreviated" {
	# The whole name is near, unless it is so short that a letter is more than a third of it.
	meant() {
		"$1" --help | sed -n "s/^ *\(-., \)\{0,1\}\(${2}[a-z]\)\( .*\)*$/\2/p" |
			sed -n 's/^--....*$/; did you mean &?/p'
	}
	for c in "${commands[@]}"; do
		for o in --no-such -% $("$c" --help | sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*[a-z]\)[a-z]\( .*\)*$/\2/p'); do
			"$c" --help | grep -q -e " ${o}[ =]" && continue # another option is called so
			status=0
			"$c" "$o" </dev/null >out 2>err || status=$?
			{ [ "$status" -eq 2 ] && [ ! -s out ] &&
				[ "$(head -n 1 err)" = "$c: unknown option $o$(meant "$c" "$o")" ]; } || wrong "$c" "$o"
		done
	done
	[ -z "${bad:-}" ]
}

@test "an option that wants an argument says so" {
	for c in "${commands[@]}"; do
		while read -r o arg; do
			status=0
			"$c" "$o" </dev/null >out 2>err || status=$?
			{ [ "$status" -eq 2 ] && [ "$(head -n 1 err)" = "$c: option $o needs an argument: $arg" ]; } ||
				wrong "$c" "$o"
		done < <("$c" --help | sed -n 's/^ *\(-., \)\{0,1\}\(--[a-z-]*\) \([A-Z][^ ]*\) .*/\2 \3/p')
		status=0
		"$c" --help=x >out 2>err || status=$?
		{ [ "$status" -eq 2 ] && [ "$(head -n 1 err)" = "$c: option --help takes no argument" ]; } ||
			wrong "$c" --help=x
	done
	[ -z "${bad:-}" ]
}

@test "a letter that several commands share means the same in all of them" {
	for c in "${commands[@]}"; do
		"$c" --help | sed -n 's/^  -\([fhoqrRsVxz]\), --\([a-z-]*\).*/\1 \2/p'
	done | sort -u >letters
	diff letters - <<'END'
R report
V version
f format
h help
o output
q quiet
r rules
s state
x rejects
z timezone
END
}

@test "a file that is not there is named, and exits 2" {
	for c in "${readers[@]}"; do
		filter "$c" none </dev/null
		{ [ "$status" -eq 2 ] && [ "$(cat err)" = "$c: none: No such file or directory" ]; } ||
			wrong "$c" "a missing file"
		mkdir -p folder
		filter "$c" folder </dev/null
		{ [ "$status" -eq 2 ] && [[ $(cat err) == "$c: folder: "* ]]; } || wrong "$c" "a folder"
	done
	[ -z "${bad:-}" ]
}

@test "--output is there when it is whole, and untouched when not" {
	gzip -c in | head -c 150 >cut.gz
	for c in "${commands[@]}"; do
		grep -q -e --output <("$c" --help) || continue
		filter "$c" <in
		mv out want
		rm -f result
		filter "$c" -o result <in
		[ "$status" -le 1 ] || wrong "$c" -o
		[ ! -s out ] || wrong "$c" "wrote to standard output in spite of -o"
		cmp -s want result || wrong "$c" "another output with -o"
		[ "$(find . -name '*result*' | wc -l)" -eq 1 ] || wrong "$c" "left something beside it"
		[ "$c" != ct-sim ] || continue
		filter "$c" -o result cut.gz
		{ [ "$status" -eq 2 ] && cmp -s want result; } || wrong "$c" "a failed run touched -o"
		filter "$c" -o fresh cut.gz
		[ -z "$(find . -name '*fresh*')" ] || wrong "$c" "a failed run left -o"
		filter "$c" -o none/result <in
		{ [ "$status" -eq 2 ] && grep -q "^$c: none/result" err; } || wrong "$c" "-o into no folder"
	done
	[ -z "${bad:-}" ]
}

@test "two outputs that are one file are wrong use, by whatever names" {
	mkdir folder
	for c in "${commands[@]}"; do
		outputs "$c"
		for ((i = 0; i < ${#outputs[@]}; i++)); do
			for ((j = i + 1; j < ${#outputs[@]}; j++)); do
				a=${outputs[i]} b=${outputs[j]}
				[[ $b != --fit || $a == -x ]] || continue # it has neither -o nor -s
				rm -f f hard
				ln -sf "$PWD/f" link
				ln -sf ../link folder/link
				for name in f ./f "$PWD/f" folder/../f link folder/link; do # f is not there yet
					one "$c" "$a and $b are one file: $name" "$a" f "$b" "$name" <in
				done
				echo old >f
				ln f hard
				for name in f ./f "$PWD/f" folder/../f link folder/link hard; do
					one "$c" "$a and $b are one file: $name" "$a" f "$b" "$name" <in
				done
				one "$c" "$a and $b are one file: f" "$b" f "$a" hard <in
			done
		done
	done
	[ -z "${bad:-}" ]
}

@test "standard output is an output like another, where something is written to it" {
	for c in "${commands[@]}"; do
		outputs "$c"
		words "$c"
		for o in "${outputs[@]}"; do
			case $o in -o | --fit) continue ;; esac
			status=0
			# shellcheck disable=SC2094 # the one file is what is asked about
			"$c" "${words[@]}" "$o" f <in >f 2>err || status=$?
			{ [ "$status" -eq 2 ] && [ "$(head -n 1 err)" = "$c: standard output and $o are one file: f" ]; } ||
				wrong "$c" "$o"
		done
		rm -f f
		# shellcheck disable=SC2094
		"$c" "${words[@]}" -o f <in >f 2>err || [ $? -eq 1 ] || wrong "$c" "-o f >f"
		filter "$c" <in
		cmp -s out f || wrong "$c" "-o f >f, the output"
	done
	[ -z "${bad:-}" ]
}

@test "one export of ct-sim is not what another output is" {
	command -v ct-sim || skip
	mkdir exports
	one ct-sim '-o and --export are one file: exports/uis.json' -o exports/uis.json --export exports
	ln -s metrica.tsv exports/asterisk.csv
	one ct-sim '--export and --export are one file: exports/metrica.tsv' --export exports
	[ -z "${bad:-}" ]
}

@test "an output that is read is wrong use; but -o may replace an input, and -s what it was read from" {
	cp in f
	ln f hard
	echo >empty
	for c in "${readers[@]}"; do
		outputs "$c"
		words "$c"
		for o in "${outputs[@]}"; do
			[ "$o" != -o ] || continue
			one "$c" "$o and the input are one file: ./f" "$o" f empty ./f
			one "$c" "$o and the input are one file: f" "$o" hard f
			# shellcheck disable=SC2094
			one "$c" "$o and standard input are one file" "$o" f <f
			one "$c" "$o and standard input are one file" empty - "$o" hard <f
		done
		status=0
		# shellcheck disable=SC2094
		"$c" "${words[@]}" f - <empty >>f 2>err || status=$?
		{ [ "$status" -eq 2 ] && [ "$(head -n 1 err)" = "$c: standard output and the input are one file: f" ]; } ||
			wrong "$c" "f >>f"
		status=0
		# shellcheck disable=SC2094
		"$c" "${words[@]}" <f >>f 2>err || status=$?
		{ [ "$status" -eq 2 ] && [ "$(head -n 1 err)" = "$c: standard output and standard input are one file" ]; } ||
			wrong "$c" "<f >>f"
		cmp -s in f || wrong "$c" "the input is not what it was"
		filter "$c" in
		mv out want
		cp in own
		filter "$c" -o own own
		cmp -s want own || wrong "$c" "-o replaces an input"
		cp in own
		# shellcheck disable=SC2094
		filter "$c" -o own <own
		cmp -s want own || wrong "$c" "-o replaces standard input"
		[[ ${outputs[*]} == *-s* ]] || continue
		filter "$c" -s old in
		one "$c" "-o and --state-from are one file: old" -o ./old --state-from old
		one "$c" "-x and --state-from are one file: ./old" -x old --state-from ./old
		cp old new
		filter "$c" -s new --state-from ./new </dev/null
		{ [ "$status" -eq 0 ] && cmp -s old new; } || wrong "$c" "-s that is --state-from"
		rm -f old* new*
	done
	[ -z "${bad:-}" ]
}

@test "a device or a pipe has no contents to lose: it takes whole lines of two outputs" {
	yes "$(sed -n 2p in)"$'\noops' | head -n 6000 >mixed
	for c in "${rejecters[@]}"; do
		filter "$c" -o /dev/null -x /dev/null in
		[ "$status" -le 1 ] || wrong "$c" "/dev/null"
	done
	for c in "${passers[@]}"; do
		words "$c"
		"$c" "${words[@]}" -q -x /dev/stdout mixed 2>err | jq -c '.line // .id' | sort | uniq -c >got || :
		[ "$(sed 's/^ *//' got | grep -c '^1 [0-9]')" -eq 3000 ] || wrong "$c" "rejects in the pipe"
		grep -q '^ *3000 "c1"$' got || wrong "$c" "events in the pipe"
	done
	[ -z "${bad:-}" ]
}

@test "a link stays a link, to the file that is made" {
	for c in "${commands[@]}"; do
		rm -rf made link
		mkdir made
		ln -s made/result link
		filter "$c" <in
		mv out want
		filter "$c" -o link <in
		{ [ -L link ] && cmp -s want made/result; } || wrong "$c" "-o"
	done
	[ -z "${bad:-}" ]
}

@test "a full disk exits 2 and says so" {
	for c in "${commands[@]}"; do
		words "$c"
		status=0
		filter "$c" <in
		[ -s out ] || continue
		status=0
		"$c" "${words[@]}" <in >/dev/full 2>err || status=$?
		{ [ "$status" -eq 2 ] && grep -q "^$c: standard output: No space left on device" err; } ||
			wrong "$c" "/dev/full"
		for o in --help --version; do
			status=0
			"$c" "$o" >/dev/full 2>err || status=$?
			{ [ "$status" -eq 2 ] && [ "$(cat err)" = "$c: standard output: No space left on device" ]; } ||
				wrong "$c" "$o >/dev/full"
		done
	done
	[ -z "${bad:-}" ]
}

@test "a standard descriptor that was closed before is not taken for another file" {
	echo oops >>in
	for c in "${readers[@]}"; do
		words "$c"
		rm -f result
		status=0
		"$c" "${words[@]}" -o result <in 2>&- || status=$?
		{ [ "$status" -eq 1 ] && ! grep -q "^$c:" result; } || wrong "$c" "standard error closed"
		status=0
		"$c" "${words[@]}" -o result <&- 2>err || status=$?
		{ [ "$status" -eq 2 ] && [ "$(head -n 1 err)" = "$c: standard input: Bad file descriptor" ]; } ||
			wrong "$c" "standard input closed"
		filter "$c" <in
		[ -s out ] || continue
		status=0
		"$c" "${words[@]}" <in 2>err >&- || status=$?
		{ [ "$status" -eq 2 ] && grep -q "^$c: standard output: Bad file descriptor" err; } ||
			wrong "$c" "standard output closed"
	done
	[ -z "${bad:-}" ]
}

@test "a closed pipe ends it quietly" {
	for i in {1..9}; do
		for j in {1..999}; do
			echo "{\"ts\":\"2026-03-0${i}T00:00:00.$(printf %03d "$j")Z\",\"type\":\"call\",\"id\":\"c$i-$j\",\"direction\":\"in\",\"customer\":\"+7916$i$j\",\"number\":\"+74951230001\",\"talk\":60,\"status\":\"answered\"}"
		done
	done >many
	for c in "${commands[@]}"; do
		filter "$c" <many
		[ "$(wc -c <out)" -gt 100000 ] || continue # a pipe holds as much
		words "$c"
		{ "$c" "${words[@]}" <many 2>err || echo $? >code; } | true
		status=$(cat code)
		[ "$status" -eq 141 ] || wrong "$c" "a closed pipe"
		[ ! -s err ] || wrong "$c" "a closed pipe is no news"
	done
	[ -z "${bad:-}" ]
}

@test "empty input is no error" {
	for c in "${readers[@]}"; do
		case $c in ct-eval | ct-model) continue ;; esac # nothing to judge needs a look
		filter "$c" </dev/null
		[ "$status" -eq 0 ] || wrong "$c" "empty input"
		printf '\n \t\n\n' >blank
		filter "$c" <blank
		[ "$status" -eq 0 ] || wrong "$c" "blank lines"
		printf '' | gzip >empty.gz
		filter "$c" empty.gz
		[ "$status" -eq 0 ] || wrong "$c" "an empty gzip"
	done
	[ -z "${bad:-}" ]
}

@test "no last newline, CRLF, a BOM, gzip in one member or two: the same output" {
	head -c -1 in >noend
	sed 's/$/\r/' in >crlf
	{ printf '\xef\xbb\xbf' && cat in; } >bom
	gzip -c in >one
	{ head -n 1 in | gzip && tail -n +2 in | gzip; } >two
	{ head -c 100 in | gzip && tail -c +101 in | gzip; } >middle
	for c in "${readers[@]}"; do
		filter "$c" <in
		mv out want
		mv err wanterr
		was=$status
		[ "$was" -le 1 ] || wrong "$c" "the sample"
		for f in noend crlf bom one two middle; do
			filter "$c" <"$f"
			{ [ "$status" -eq "$was" ] && cmp -s want out; } || wrong "$c" "$f on standard input"
			filter "$c" "$f"
			{ [ "$status" -eq "$was" ] && cmp -s want out; } || wrong "$c" "file $f"
		done
		head -n 1 in >first
		tail -n +2 in >rest
		filter "$c" first - <rest
		cmp -s want out || wrong "$c" "a file and standard input"
	done
	[ -z "${bad:-}" ]
}

@test "a truncated or broken gzip exits 2 and says so" {
	gzip -c in | head -c 150 >cut.gz
	gzip -c in | head -c -6 >noend.gz
	{ gzip -c in | head -c 60 && printf 'garbage garbage garbage'; } >broken.gz
	{ gzip -c in && printf 'garbage'; } >tail.gz
	for c in "${readers[@]}"; do
		for f in cut.gz noend.gz broken.gz tail.gz; do
			filter "$c" "$f"
			{ [ "$status" -eq 2 ] && grep -q "^$c: $f:" err; } || wrong "$c" "$f"
		done
	done
	[ -z "${bad:-}" ]
}

@test "a line that is no object is rejected, named, kept in --rejects, and the rest goes on" {
	{
		head -n 1 in
		echo 'oops'
		printf '{"ts":"2026-03-01T09:01:00.000Z","a":"\0"}\n'
		printf '{"ts":"2026-03-01T09:01:00.000Z","a":"\xff"}\n'
		printf '{"ts":"2026-03-01T09:01:00.000Z","a":%s%s}\n' "$(printf '[%.0s' {1..513})" "$(printf ']%.0s' {1..513})"
		echo '[1]'
		tail -n +2 in
	} >mixed
	for c in "${rejecters[@]}"; do
		filter "$c" <in
		mv out want
		filter "$c" -x rejects mixed
		[ "$status" -eq 1 ] || wrong "$c" "rejects exit 1"
		cmp -s want out || wrong "$c" "the other lines"
		[ "$(tail -n 1 err)" = "$c: 5 of 8 lines rejected (see rejects)" ] || wrong "$c" "the last message"
		[ "$(jq -c '[.file,.line]' rejects | paste -sd ' ')" = '["mixed",2] ["mixed",3] ["mixed",4] ["mixed",5] ["mixed",6]' ] ||
			wrong "$c" "places in --rejects: $(cat rejects)"
		[ "$(jq -r 'select(.line==2)|.input' rejects)" = oops ] || wrong "$c" "the input in --rejects"
		[ "$(jq -r 'select(.line==4)|.input_base64' rejects | base64 -d | cmp - <(sed -n 4p mixed | tr -d '\n') && echo yes)" = yes ] ||
			wrong "$c" "input_base64"
		jq -e 'select(.error|length == 0)|error' rejects || [ "$?" -eq 4 ] || wrong "$c" "no reason"
		filter "$c" mixed
		[ "$(grep -c "^$c: mixed:[2-6]:" err)" -eq 5 ] || wrong "$c" "messages"
		filter "$c" -q mixed
		! grep -q mixed: err || wrong "$c" "-q"
		[ "$(tail -n 1 err)" = "$c: 5 of 8 lines rejected" ] || wrong "$c" "-q, the last message"
	done
	[ -z "${bad:-}" ]
}

@test "a line of 17 MiB is rejected with its length, one of 15 MiB is not" {
	{
		head -n 1 in
		printf '{"ts":"2026-03-01T09:01:00.000Z","a":"'
		head -c 17825792 /dev/zero | tr '\0' x
		printf '"}\n'
		tail -n +2 in
	} >long
	for c in "${rejecters[@]}"; do
		filter "$c" <in
		mv out want
		filter "$c" -x rejects long
		{ [ "$status" -eq 1 ] && cmp -s want out; } || wrong "$c" "17 MiB"
		[ "$(jq -c '[.line,.length,(.input|length),.offset]' rejects)" = "[2,17825832,65536,$(head -n 1 in | wc -c)]" ] ||
			wrong "$c" "rejects: $(jq -c 'del(.input)' rejects)"
	done
	{
		printf '{"ts":"2026-03-01T09:01:00.000Z","type":"x","id":"i","a":"'
		head -c 15728640 /dev/zero | tr '\0' x
		printf '"}\n'
	} >long
	for c in "${passers[@]}"; do
		filter "$c" <long
		{ [ "$status" -eq 0 ] && cmp -s long out; } || wrong "$c" "15 MiB"
	done
	[ -z "${bad:-}" ]
}

@test "what a filter does not know passes byte for byte" {
	cat >odd <<'END'
{"ts":"2026-03-01T09:00:00.000Z","type":"unheard_of","id":"x1","a":3.50,"b":12345678901234567890,"c":"\u0041\/","d": [ 1 , 2 ],"e":{"z":1,"a":-0.0},"f":1E+2,"g":null,"h":""}
{"ts":"2026-03-01T09:02:00.000Z","type":"call","id":"c1","x":3.50,"cost":3.50,"y":12345678901234567890, "z" : "\ud83d\ude00ё" }
END
	for c in "${passers[@]}"; do
		[ "$c" != ct-ingest ] || continue # it puts lines into canonical order
		filter "$c" <odd
		[ "$(head -n 1 out)" = "$(head -n 1 odd)" ] || wrong "$c" "an unknown type"
		begin=$(sed -n '2s/ }$//p' odd)
		[[ $(sed -n 2p out) == "$begin"*'}' ]] || wrong "$c" "unknown members"
	done
	c=ct-ingest
	if command -v $c; then
		filter $c <odd
		for piece in '"a":3.50' '"b":12345678901234567890' '"e":{"z":1,"a":-0.0}' '"x":3.50' '"f":1E+2'; do
			grep -qF "$piece" out || wrong $c "$piece"
		done
	fi
	[ -z "${bad:-}" ]
}

@test "twice is once" {
	for c in "${passers[@]}"; do
		filter "$c" <in
		mv out once
		filter "$c" <once
		cmp -s once out || wrong "$c" "twice: $(diff once out)"
	done
	[ -z "${bad:-}" ]
}

@test "the same bytes whatever the locale and the environment's time zone" {
	for c in "${commands[@]}"; do
		filter "$c" <in
		mv out want
		for e in LC_ALL=ru_RU.UTF-8 LC_ALL=C.UTF-8 TZ=America/New_York COLUMNS=20; do
			words "$c"
			env "$e" "$c" "${words[@]}" <in >out 2>err || :
			cmp -s want out || wrong "$c" "$e"
		done
		filter "$c" <in
		cmp -s want out || wrong "$c" "a second run"
	done
	[ -z "${bad:-}" ]
}

@test "a quiet reader is no reason to wait: each line is written before the next is awaited" {
	for c in "${passers[@]}"; do
		words "$c"
		coproc "$c" "${words[@]}" 2>err
		pid=$COPROC_PID
		exec 7<&"${COPROC[0]}" 8>&"${COPROC[1]}"
		head -n 1 in >&8
		line=
		read -r -t 5 line <&7 || :
		[[ $line == '{"ts":"2026-03-01T09:00:00.000Z",'* ]] || { status=0 && wrong "$c" "the line is late"; }
		exec 7<&- 8>&-
		eval "exec ${COPROC[1]:-9}>&- ${COPROC[0]:-9}<&-" 2>/dev/null || :
		wait "$pid" || :
	done
	[ -z "${bad:-}" ]
}

@test "every command has a manual whose options are those of --help, sorted" {
	for c in "${commands[@]}"; do
		status=0
		man="$BATS_TEST_DIRNAME/../man/$c.1"
		[ -s "$man" ] || {
			wrong "$c" "no manual"
			continue
		}
		"$c" --help | sed -n 's/^ *\(-., \)\{0,1\}--\([a-z-]*\).*/\2/p' | sort >help
		sed -n '/^\.It Fl/p' "$man" | grep -o -e ' -[a-z][a-z-]*' | sed 's/^ -//' | sort -u >manual
		comm -23 help manual >missing
		[ ! -s missing ] || wrong "$c" "not in the manual: $(paste -sd ' ' missing)"
		grep -q '^\.Sh EXAMPLES' "$man" || wrong "$c" "no EXAMPLES"
		grep -q '^\.Sh EXIT STATUS' "$man" || wrong "$c" "no EXIT STATUS"
	done
	[ -z "${bad:-}" ]
}
