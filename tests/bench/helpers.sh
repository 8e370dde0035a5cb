# shellcheck shell=bash
# helpers.sh - for bench.sh and month.sh: where things lie, and the helpers in C, built when they are older than their source.
export LC_ALL=C TZ=UTC
O=${O:-build}
dir=$O/bench
mkdir -p "$dir"
PATH="$(cd "$O" && pwd):$PATH"

for helper in events measure; do
	if [ ! "$dir/$helper" -nt "tests/bench/$helper.c" ]; then
		"${CC:-cc}" -O2 -std=c17 -D_GNU_SOURCE -Ilib -o "$dir/$helper" "tests/bench/$helper.c" "$O/libct.a"
	fi
done

have() {
	command -v "$1" >/dev/null 2>&1
}

heading() {
	printf '%-34s %8s %8s %11s %8s %8s %9s\n' '' MB/s MB/CPU-s records/s clock/s CPU/s peak/MB
}
