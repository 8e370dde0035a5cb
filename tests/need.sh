#!/bin/sh
# need.sh PACKAGE... - install those Debian packages that are missing; do nothing when none is.
set -eu

missing=
if command -v dpkg-query >/dev/null 2>&1; then
	for p in "$@"; do
		case $(dpkg-query -W -f='${db:Status-Status}' "$p" 2>/dev/null || :) in
		installed) ;;
		*) missing="$missing $p" ;;
		esac
	done
	[ -z "$missing" ] && exit 0
fi

if ! command -v apt-get >/dev/null 2>&1; then
	[ -f build/.need-told ] && exit 0
	echo "ct: this machine has no apt-get; please install by hand what these Debian packages give:" >&2
	printf '  %s\n' "$@" >&2
	# Said once; whether something is really missing, the compiler tells.
	mkdir -p build && : >build/.need-told
	exit 0
fi

sudo=
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null 2>&1; then
		echo "ct: not root and no sudo; please install by hand:$missing" >&2
		exit 1
	fi
	sudo=sudo
fi
echo "ct: installing$missing" >&2
# Somebody else's apt may hold the lock (a fresh machine updates itself): wait for it.
# shellcheck disable=SC2086 # a list of packages
apt() { $sudo env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -qq "$@" >/dev/null; }
apt update
# shellcheck disable=SC2086
apt install -y --no-install-recommends $missing
