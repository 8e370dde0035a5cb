#!/bin/sh
# need.sh PACKAGE... - install those Debian packages that are missing; do nothing when none is.  A PACKAGE? is passed over
# in a release that has none of that name.  What cannot be done is said in one line, with what to do instead.
set -eu

die() {
	echo "ct: $*" >&2
	exit 1
}

# apt WORD... - apt-get, what it says in $said.  Somebody else's may hold the lock (a fresh machine updates itself): wait for it.
apt() {
	# shellcheck disable=SC2086 # $sudo may be nothing
	said=$said'
'$($sudo env DEBIAN_FRONTEND=noninteractive LC_ALL=C \
		apt-get -o DPkg::Lock::Timeout=300 -qq "$@" 2>&1 </dev/null) && return
	why=$(printf '%s\n' "$said" | grep -m 1 -e 'Failed to fetch' -e '^E:' || :)
	die "apt-get $1 failed (${why:-it said nothing}); when that is cured: apt-get update && apt-get install$missing"
}

if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
	die "no apt-get here: install what these Debian packages give, then add NEED=: to the words of make: $*"
fi
missing='' maybe=''
for p in "$@"; do
	case $(dpkg-query -W -f='${db:Status-Status}' "${p%\?}" 2>/dev/null || :) in
	installed) continue ;;
	esac
	case $p in
	*\?) maybe="$maybe ${p%\?}" ;;
	*) missing="$missing $p" ;;
	esac
done
[ -n "$missing$maybe" ] || exit 0

sudo='' said=''
if [ "$(id -u)" -ne 0 ]; then
	sudo=sudo
	command -v sudo >/dev/null || die "neither root nor sudo here; as root: apt-get update && apt-get install$missing"
fi
[ -z "$missing" ] || apt update
for p in $maybe; do
	! apt-cache show "$p" >/dev/null 2>&1 || missing="$missing $p"
done
[ -n "$missing" ] || exit 0
echo "ct: installing$missing" >&2
# shellcheck disable=SC2086 # a list of packages
apt install -y --no-install-recommends $missing
