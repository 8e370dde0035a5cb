#!/usr/bin/env bats
# State files: a month in pieces is the month in one, whenever a run was killed; what is no whole state is refused.
# shellcheck disable=SC2154 # stderr is set by run
bats_require_minimum_version 1.5.0

setup_file() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_FILE_TMPDIR" || return
	cat >sim.yaml <<-'END'
	from: 2026-03-02
	days: 8
	visits: {per_day: 400, length: {mean: 4m, sigma: 1}, returning: {share: 0.3, after: 1d}}
	campaigns: [{source: a, medium: b, calls: 0.08}, {source: "(direct)", medium: (none), calls: 0.05}]
	pool: {numbers: ["+74951230001..+74951230008"], ttl: 10m}
	lag: [{weight: 7, mean: 2m, sigma: 1}, {weight: 3, mean: 8m, from: end}]
	calls: {two_phones: 0.2, repeat: {share: 0.3, after: 1d}, stray_per_day: 3}
	END
	ct-sim ./sim.yaml >month
	echo 'pools: [{name: site, numbers: ["+7495123*"], ttl: 10m}]' >r.yaml
	cut -c8-17 month | sort -u >days
	while read -r day; do grep "^{\"ts\":\"$day" month >"$day"; done <days
}

setup() {
	export LC_ALL=C TZ=UTC
	cd "$BATS_TEST_TMPDIR" || return
	ln -s "$BATS_FILE_TMPDIR"/* .
}

# daily OPTION... - the month in one and day by day: the same bytes, the same state.
daily() {
	rm -f one.state daily.state
	ct-attribute -q -r r.yaml "$@" -s one.state month >one
	while read -r day; do ct-attribute -q -r r.yaml "$@" -s daily.state "$day"; done <days >daily
	cmp one daily
	cmp one.state daily.state
}

@test "daily runs are the run of all days, with credits, fractions, reasons and while learning" {
	daily
	daily --model position
	daily --model time_decay --explain
	daily --fractional --explain
	daily --prefer history,dynamic
}

@test "daily runs are the run of all days with slack, too: what waits goes into the state" {
	daily --slack 90s
	daily --slack 5h --model linear --explain
	# Five hours before the end nothing of that is decided; a run without slack ends the waiting.
	[ "$(wc -l <daily)" -lt "$(wc -l <month)" ]
	jq -r '.waits // empty' daily.state >waits
	tail -n "$(wc -l <waits)" month | cmp - waits
	ct-attribute -q -r r.yaml --model linear --explain -s daily.state </dev/null >>daily
	ct-attribute -q -r r.yaml --model linear --explain --slack 5h month | cmp - daily
	run ! grep -q waits daily.state
}

@test "with slack the bytes do not depend on when the input pauses" {
	head -n 300 month >x
	ct-attribute -q -r r.yaml --slack 10m x >a
	while read -r line; do printf '%s\n' "$line"; done <x | ct-attribute -q -r r.yaml --slack 10m >b
	cmp a b
}

@test "numbers that are not linked yet wait in the state" {
	cat >first <<-'END'
	{"ts":"2026-03-01T09:00:00.000Z","type":"number","id":"n1","number":"+74951230001","session_id":"s1"}
	{"ts":"2026-03-01T09:00:10.000Z","type":"call","id":"c1","number":"+74951230001","customer":"+79160000001"}
	END
	cat >second <<-'END'
	{"ts":"2026-03-01T09:00:05.000Z","type":"session","id":"s1","source":"late"}
	{"ts":"2026-03-01T09:30:00.000Z","type":"session","id":"s2"}
	END
	ct-attribute --slack 1m -s a.state first >a
	ct-attribute --slack 1m -s a.state second >>a
	cat first second | ct-attribute --slack 1m | cmp - a
	[ "$(jq -r 'select(.type == "call") | .source' a)" = late ]
}

@test "a visit that holds two numbers leaves the same state after a run of nothing" {
	cat >x <<-'END'
	{"ts":"2026-03-01T09:00:00.000Z","type":"session","id":"s1","number":"+74951230001"}
	{"ts":"2026-03-01T09:00:01.000Z","type":"number","id":"n1","number":"+74951230002","session_id":"s1"}
	{"ts":"2026-03-01T09:00:02.000Z","type":"number","id":"n2","number":"+74951230003","session_id":"s1"}
	END
	ct-attribute -q -s a.state x >/dev/null
	ct-attribute -q --state-from a.state -s b.state </dev/null
	cmp a.state b.state
}

@test "a run that is killed at any moment and repeated gives the same bytes and the same state" {
	day=$(tail -n 1 days)
	grep -hv "^{\"ts\":\"$day" month | ct-attribute -q -r r.yaml -s old.state >/dev/null
	ct-attribute -q -r r.yaml --state-from old.state -s want.state "$day" >want
	cp old.state kept
	for ms in 1 2 4 6 8 10 12 15 20 30; do
		# How far it has come is luck.  timeout(1) does not wait for the end of what it kills; the lock does.
		timeout -s KILL --foreground "0.0$(printf %02d "$ms")" ct-attribute -q -r r.yaml --state-from old.state -s new.state -o out "$day" 2>/dev/null || true
		flock new.state.lock true
		if [ -e new.state ]; then cmp new.state want.state; fi
		if [ -e out ]; then cmp out want; fi
		ct-attribute -q -r r.yaml --state-from old.state -s new.state -o out "$day"
		cmp new.state want.state
		cmp out want
		rm new.state out
	done
	cmp old.state kept
}

states() { # a state of each filter that has one, and rules that fit
	ct-attribute -q -r r.yaml --model linear -s ct-attribute.state month >/dev/null
	ct-classify -q -s ct-classify.state month >/dev/null
	ct-tag -q -s ct-tag.state month >/dev/null
}

@test "a state that has lost its end is refused, wherever it was cut" {
	states
	for f in ct-attribute ct-classify ct-tag; do
		n=$(wc -l <$f.state)
		for at in 1 2 $((n / 2)) $((n - 1)); do
			head -n "$at" $f.state >cut.state
			run -2 --separate-stderr $f --state-from cut.state month
			[ "$stderr" = "$f: cut.state:$at: the state ends here, and is not whole" ]
			[ -z "$output" ]
		done
		head -c -5 $f.state >cut.state
		run -2 --separate-stderr $f --state-from cut.state month
		[[ $stderr == "$f: cut.state:$n: "* ]]
		: >cut.state
		run -2 --separate-stderr $f -s cut.state month
		[ "$stderr" = "$f: cut.state:0: an empty file is no state" ]
		[ ! -s cut.state ]
		cat $f.state $f.state >cut.state
		run -2 --separate-stderr $f --state-from cut.state month
		[ "$stderr" = "$f: cut.state:$((n + 1)): a line after the end of the state" ]
	done
}

@test "the state of another filter or version, or no state at all, is refused" {
	states
	for f in ct-attribute ct-classify ct-tag; do
		sed 's/ct-[a-z]*"/ct-other"/' $f.state >bad.state
		run -2 --separate-stderr $f --state-from bad.state month
		[ "$stderr" = "$f: bad.state: not a state of $f" ]
		sed '1s/"version":[0-9]*/"version":99/' $f.state >bad.state
		run -2 --separate-stderr $f --state-from bad.state month
		[ "$stderr" = "$f: bad.state: a state of another version of $f" ]
		run -2 --separate-stderr $f --state-from month month
		[ "$stderr" = "$f: month: not a state of $f" ]
		printf '\377\376\0\n' >bad.state
		run -2 --separate-stderr $f --state-from bad.state month
		[[ $stderr == "$f: bad.state:1: not a JSON object"* ]]
		run -2 --separate-stderr $f --state-from none.state month
		[ "$stderr" = "$f: none.state: No such file or directory" ]
	done
}

@test "a state with a value that cannot be is refused with its line" {
	ct-attribute -q -r r.yaml --model linear -s a.state month >/dev/null
	while IFS='|' read -r which change; do
		n=$(grep -n "^{\"$which\"" a.state | head -n 1 | cut -d: -f1)
		{
			head -n $((n - 1)) a.state
			sed -n "${n}p" a.state | jq -c "$change"
			tail -n +$((n + 1)) a.state
		} >bad.state
		run --separate-stderr ct-attribute -q -r r.yaml --model linear --state-from bad.state month
		echo "$which $change: $stderr"
		[ "$status" -eq 2 ]
		[ "$stderr" = "ct-attribute: bad.state:$n: the state is damaged" ]
	done <<-'END'
	clock|.clock = 9e18
	clock|.clock = 1.5
	clock|del(.numbers)
	visit|.visit = 7
	visit|.ts = "x"
	visit|.ts = null
	visit|.keep = -62167219200001
	visit|.called = -1
	visit|.leases = 1
	visit|.leases = [["+7",2,1,null]]
	visit|.leases = [["+7",1,2,1e300]]
	visit|.callers = [1]
	caller|.seen = null
	caller|.numbers = [[-5,1]]
	caller|.numbers = [[5,"x"]]
	caller|.caller = ""
	person|.touches = [[1]]
	person|.seen = "x"
	model|.none = -1
	model|.rate[3] = 1e31
	model|.rate[3] = "x"
	group|.parent = 77
	evidence|.evidence[5] = 1e300
	evidence|.evidence[3] = 26
	END
	for line in '{"waits":7}' '{"waits":"{\"type\":\"call\"}"}' '{"waits":"x"}' '{"shown":[]}' '{"shown":["1","2","3","4","5"],"ts":"x"}' '{"shown":1,"ts":1}'; do
		sed '$d' a.state >bad.state
		printf '%s\n' "$line" >>bad.state
		run -2 --separate-stderr ct-attribute -q -r r.yaml --model linear --state-from bad.state month
		[ "$stderr" = "ct-attribute: bad.state:$(wc -l <bad.state): the state is damaged" ]
	done
}

@test "a run with --model says so when the one before it had none" {
	day=$(tail -n 1 days)
	grep -hv "^{\"ts\":\"$day" month | ct-attribute -q -r r.yaml -s a.state >/dev/null
	run --separate-stderr ct-attribute -q -r r.yaml --model linear --state-from a.state "$day"
	[ "$status" -eq 1 ]
	[ "$stderr" = 'ct-attribute: a.state: left by a run without --model: earlier visits get no credit' ]
	[ "${#lines[@]}" -eq "$(wc -l <"$day")" ]
	# The other way round nothing is missing; neither is where nothing is learnt.
	ct-attribute -q -r r.yaml --model linear -s b.state </dev/null
	grep -hv "^{\"ts\":\"$day" month | ct-attribute -q -r r.yaml --model linear -s b.state >/dev/null
	ct-attribute -q -r r.yaml --model first --state-from b.state "$day" >/dev/null
	ct-attribute -q -r r.yaml --state-from b.state "$day" | cmp - <(ct-attribute -q -r r.yaml --state-from a.state "$day")
	echo 'model: {learn: false}' >still.yaml
	ct-attribute -q --fitted still.yaml --state-from a.state "$day" >/dev/null
	sed '$i{"none":1}' a.state >bad.state
	run -2 --separate-stderr ct-attribute -q --fitted still.yaml --state-from bad.state "$day"
	[ "$stderr" = "ct-attribute: bad.state:$(wc -l <a.state): the state is damaged" ]
}

@test "a run with a state says how many lines it rejected, as one without" {
	{ head -n 1 month && echo oops; } >x
	for f in ct-attribute ct-classify ct-tag; do
		run -1 --separate-stderr $f -q -s new.state -x rejects x
		[ "$stderr" = "$f: 1 of 2 lines rejected (see rejects)" ]
		rm new.state
	done
}

@test "a state that is refused leaves the outputs of the run before alone" {
	states
	for f in ct-attribute ct-classify ct-tag; do
		sed '$i{"nothing":"known"}' $f.state >bad.state
		for o in out rejects; do echo old >$o; done
		run -2 --separate-stderr $f --state-from bad.state -o out -x rejects month
		[[ $stderr == "$f: bad.state:$(wc -l <$f.state): "* ]]
		[ "$(cat out rejects)" = $'old\nold' ]
	done
}

@test "two runs with one state are kept apart; another may read it" {
	states
	for f in ct-attribute ct-classify ct-tag; do
		cp $f.state kept
		exec 8>>$f.state.lock
		flock 8
		run -2 --separate-stderr $f -s $f.state month
		[ "$stderr" = "$f: $f.state: in use by another run" ]
		[ -z "$output" ]
		cmp $f.state kept
		run --separate-stderr $f -q --state-from $f.state </dev/null
		[ "$status" -eq 0 ]
		exec 8>&-
		$f -q -s $f.state </dev/null
	done
}
