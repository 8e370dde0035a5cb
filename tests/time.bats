#!/usr/bin/env bats
# Times and zones beside python's datetime and zoneinfo.
# shellcheck disable=SC2154 # run sets stderr
bats_require_minimum_version 1.5.0
setup() {
	export LC_ALL=C TZ=UTC
	instant=$BUILD/unit/instant
	cd "$BATS_TEST_TMPDIR" || return
}

# Bratislava is another name of Prague; the old name of Kyiv has a package of its own since Debian 13.
zones="UTC Europe/Kyiv Europe/Bratislava Europe/Moscow Asia/Yekaterinburg America/New_York Asia/Kathmandu
	Africa/Casablanca Australia/Lord_Howe Europe/Dublin America/Nuuk Asia/Gaza Pacific/Apia"
[ ! -e /usr/share/zoneinfo/Europe/Kiev ] || zones="$zones Europe/Kiev"

@test "offsets are python's, on both sides of every change from 1970 to 2100" {
	cat >ask.py <<-'EOF'
		import sys, zoneinfo, datetime
		utc = datetime.timezone.utc
		z = zoneinfo.ZoneInfo(sys.argv[1])
		def off(t):
		    return int(datetime.datetime.fromtimestamp(t, utc).astimezone(z).utcoffset().total_seconds())
		asked, step, last = [], 10 * 86400, None
		for t in range(0, 4133980800, step):
		    o = off(t)
		    if last is not None and o != last:
		        low, high = t - step, t
		        while high - low > 1:
		            mid = (low + high) // 2
		            low, high = (mid, high) if off(mid) == last else (low, mid)
		        asked += [high - 3600, high - 1, high, high + 3600]
		    last = o
		    asked.append(t)
		with open("asked", "w") as a, open("want", "w") as w:
		    for t in asked:
		        print(t * 1000, file=a)
		        print(off(t), file=w)
	EOF
	for z in $zones; do
		python3 ask.py "$z"
		[ "$(wc -l <asked)" -gt 4700 ]
		"$instant" offset "$z" <asked >got
		cmp want got
		# Backwards too, where no span that is remembered can help.
		tac asked | "$instant" offset "$z" | tac | cmp want -
	done
}

@test "times on the wall are python's: once, twice (the first), or never (moved by the gap)" {
	cat >ask.py <<-'EOF'
		import sys, zoneinfo, datetime
		utc, minute = datetime.timezone.utc, datetime.timedelta(minutes=15)
		z = zoneinfo.ZoneInfo(sys.argv[1])
		def ms(d):
		    return int(d.timestamp()) * 1000
		def answer(d):
		    first, second = d.replace(tzinfo=z, fold=0), d.replace(tzinfo=z, fold=1)
		    back = [x.astimezone(utc).astimezone(z).replace(tzinfo=None) == d for x in (first, second)]
		    if not back[0] and not back[1]:
		        return "skipped %d" % ms(first)
		    return "%s %d" % ("one" if ms(first) == ms(second) else "ambiguous", ms(first))
		with open("asked", "w") as a, open("want", "w") as w:
		    for year in 1981, 1994, 2011, 2014, 2022, 2026, 2061, 2099:
		        d = datetime.datetime(year, 1, 1)
		        while d.year == year:
		            print(d.year, d.month, d.day, d.hour, d.minute, file=a)
		            print(answer(d), file=w)
		            # By the hour, and by the quarter where the clock may change.
		            d += minute if d.hour < 4 or d.hour == 23 else 4 * minute
	EOF
	for z in Europe/Kyiv Europe/Moscow America/New_York Australia/Lord_Howe Africa/Casablanca; do
		python3 ask.py "$z"
		"$instant" wall "$z" <asked >got
		cmp want got
	done
	grep -q skipped got
	grep -q ambiguous got
}

@test "what is no date, or no time of day, is told so" {
	run "$instant" wall Europe/Kyiv <<<"2026 2 29 0 0
2026 4 31 0 0
2026 13 1 0 0
2026 1 1 24 0
2026 1 1 0 60
10000 1 1 0 0
0 1 1 0 0"
	[ "$(sort -u <<<"$output")" = "no 0" ]
	[ "${#lines[@]}" -eq 7 ]
}

@test "a day that a zone left out is moved forward by that day" {
	# Samoa had no 30 December 2011.
	run "$instant" wall Pacific/Apia <<<"2011 12 30 12 0"
	[ "$output" = "skipped $(date -u -d '2011-12-30T22:00:00Z' +%s)000" ]
}

@test "RFC 3339 times are python's" {
	python3 - <<-'EOF'
		import random, datetime
		random.seed(3339)
		with open("asked", "w") as a, open("want", "w") as w, open("back", "w") as b:
		    for i in range(20000):
		        t = random.randrange(-62135510400000, 253402214400000)
		        off = random.randrange(-1439, 1440) if i % 2 else 0
		        tz = datetime.timezone(datetime.timedelta(minutes=off))
		        d = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc) + datetime.timedelta(milliseconds=t)
		        text = d.astimezone(tz).isoformat(timespec="milliseconds")
		        print(text if i % 3 else text.replace("+00:00", "Z"), file=a)
		        print(t, file=w)
		        print(d.isoformat(timespec="milliseconds").replace("+00:00", "Z"), file=b)
	EOF
	"$instant" parse <asked | cmp want -
	"$instant" format <want | cmp back -
}

@test "weekdays and ISO weeks are python's" {
	python3 - >want <<-'EOF'
		import datetime
		for i in range(-700000, 2900000, 11):
		    y, w, d = datetime.date.fromordinal(719163 + i).isocalendar()
		    print(d, y, w)
	EOF
	seq -700000 11 2899999 | "$instant" week | cmp want -
}

@test "an unknown zone is said, with the nearest name" {
	run --separate-stderr "$instant" offset Europe/Kyjv </dev/null
	[ "$status" -eq 1 ]
	[ "$stderr" = 'instant: unknown time zone "Europe/Kyjv"; did you mean "Europe/Kyiv"?' ]
	run --separate-stderr "$instant" offset europe/moscow </dev/null
	[ "$stderr" = 'instant: unknown time zone "europe/moscow"; did you mean "Europe/Moscow"?' ]
	run --separate-stderr "$instant" offset Nowhere/At_all_in_the_world </dev/null
	[ "$stderr" = 'instant: unknown time zone "Nowhere/At_all_in_the_world"; known here: those of /usr/share/zoneinfo' ]
}

@test "a zone's name leads to no file outside" {
	for z in ../../../etc/passwd /etc/passwd 'Europe/../UTC' '' 'a b'; do
		run --separate-stderr "$instant" offset "$z" </dev/null
		[ "$status" -eq 1 ]
		[ "$stderr" = "instant: \"$z\" is no name of a time zone; write one like \"Europe/Kyiv\"" ]
	done
	run --separate-stderr "$instant" offset Europe </dev/null
	[ "$status" -eq 1 ]
	run --separate-stderr "$instant" offset tzdata.zi </dev/null
	[ "$status" -eq 1 ]
}
