#!/usr/bin/env bash
# debian.sh [SUITE] - make demo and make check in the other release of Debian: in 13 (trixie) on a 12 (bookworm), in 12 on a 13.
#
# The release lies in ~/.cache/ct/SUITE (XDG_CACHE_HOME is heeded).  It is made by debootstrap where it is not there or
# not whole, and keeps all packages, so that the next run needs no network.  Closes with the line "N passed, N failed".
#
# Whatever is mounted is mounted in a namespace of its own, which the kernel takes down with its first process, even if
# that is killed: nothing stays mounted, and removing the tree cannot reach the machine's own /dev.
set -eu -o pipefail
cd "$(dirname "$0")/.."

die() {
	echo "debian.sh: $*" >&2
	exit 1
}

# apart COMMAND... - in namespaces of its own, which die with this script; and in the background: a shell that waits for
# a foreground command is deaf to signals.
apart() {
	local status=0
	setpriv --pdeathsig KILL unshare --mount --pid --fork --kill-child --mount-proc --propagation private "$@" 9>&- &
	child=$!
	wait "$child" || status=$?
	child=
	return "$status"
}

# inside TREE FOLDER COMMAND... - as root of that tree, with nothing of this machine's environment but its proxies.
inside() {
	# shellcheck disable=SC2016 # for the shell in the namespace
	apart sh -euc '
		tree=$1 folder=$2
		shift 2
		mount -t proc proc "$tree/proc"
		mount --rbind /dev "$tree/dev"
		exec chroot "$tree" env -i -C "$folder" "$@"' sh "$1" "$2" \
		PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root TERM="${TERM:-dumb}" \
		MAKEFLAGS="-j$(nproc)" ${CT_PAIRS+"CT_PAIRS=$CT_PAIRS"} "${proxies[@]}" "${@:3}"
}

# connect TREE - the way to the network may be another today than when the tree was made.
connect() {
	for file in /etc/resolv.conf /etc/hosts; do
		[ ! -e "$file" ] || cp -L --remove-destination "$file" "$1$file"
	done
	apt-config dump | grep -iE '^Acquire::([a-z]+::proxy|check-)' >"$1/etc/apt/apt.conf.d/90host" || :
}

# settle TREE - put this source, without what was built of it, into a new folder of the tree, called $folder in there.
# Its name has a space and Cyrillic letters, because all must work in such a folder too.
settle() {
	rm -rf "$1"/var/tmp/ct.* # of a run that was killed
	work=$(mktemp -d "$1/var/tmp/ct.XXXXXX")
	folder="${work#"$1"}/мой ct"
	mkdir "$1$folder"
	tar --exclude=./.git --exclude=./build --mode=u+w -cf - . | tar --no-same-owner -xf - -C "$1$folder"
}

# The archive that this machine's packages come from, if they are Debian's; else debootstrap knows one.
mirror() {
	# shellcheck disable=SC2016 # for apt-get
	apt-get indextargets --format '$(REPO_URI)' "Codename: $here" 'Origin: Debian' 'Component: main' | sed -n 1p
}

make_tree() {
	local new=$tree.new mirror
	mirror=$(mirror)
	rm -rf --one-file-system "$tree" "$new"
	echo "debian.sh: making $tree: some minutes, this once" >&2
	apart debootstrap --force-check-gpg --variant=minbase --include=make,ca-certificates \
		"$suite" "$new" ${mirror:+"$mirror"} >"$tree.log" 2>&1 ||
		die "debootstrap: $(tail -n 1 "$tree.log") (the rest is in $tree.log)"
	echo force-unsafe-io >"$new/etc/dpkg/dpkg.cfg.d/quick" # what a power cut breaks is made anew
	connect "$new"
	settle "$new"
	inside "$new" "$folder" make -j1 need need-test || die "not all packages could be installed in $suite"
	rm -rf "$work" "$new"/var/cache/apt/archives/*.deb
	mv "$new" "$tree"
}

# Is the tree one in which programs run, with no package half installed?
whole() {
	[ -d "$tree" ] && audit=$(inside "$tree" / dpkg --audit) && [ -z "$audit" ]
}

clean() {
	[ -z "$child" ] || kill -KILL "$child"
	[ -z "$work" ] || rm -rf "$work"
}

# shellcheck source=/dev/null
here=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
other=trixie
[ "$here" != trixie ] || other=bookworm
suite=${1:-$other}
cache=${XDG_CACHE_HOME:-$HOME/.cache}/ct
tree=$cache/$suite
mapfile -t proxies < <(env | grep -iE '^(https?|ftp|all|no)_proxy=')
child='' work='' passed=0 failed=0
[ "$(id -u)" -eq 0 ] || die "$suite was not tried: chroot and mount need root (sudo make check-debian)"
unshare --mount --pid --fork true || die "$suite was not tried: this machine lets nobody mount (a container?)"
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

mkdir -p "$cache"
exec 9>"$tree.lock"
flock -n 9 || {
	echo "debian.sh: waiting for another run in $tree" >&2
	flock 9
}
whole || make_tree
connect "$tree"
settle "$tree"

if inside "$tree" "$folder" make demo >"$work/log" 2>&1; then
	passed=1
else
	failed=1
	cat "$work/log"
	echo "not ok - make demo in $suite"
fi
exec 8> >(exec tee "$work/log")
tee=$!
good=1
inside "$tree" "$folder" make check >&8 2>&1 || good=0
exec 8>&-
wait "$tee"
read -r p f < <(sed -n 's/^\([0-9]*\) passed, \([0-9]*\) failed$/\1 \2/p' "$work/log" | tail -n 1) || p=0 f=0
[ "$good" -eq 1 ] || [ "$f" -gt 0 ] || f=1 # a build that fails counts as a test that failed
echo "$((passed + p)) passed, $((failed + f)) failed"
[ "$((failed + f))" -eq 0 ] && [ "$p" -gt 0 ]
