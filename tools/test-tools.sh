#!/bin/sh
# Installs the foreign programs that the tests drive: a browser, and the mail clients people really use.
# Debian and Ubuntu are served by themselves; elsewhere it says what is missing, and the tests that need it are skipped.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)

missing=""
need() { # PROGRAM PACKAGE
    command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ] || missing="$missing $2"
}
need chromium chromium
need curl curl
need swaks swaks
need smtp-source postfix
command -v npm >/dev/null 2>&1 || missing="$missing nodejs npm"

if [ -n "$missing" ]; then
    if ! command -v apt-get >/dev/null 2>&1; then
        echo "not installed, and no apt-get to install them with:$missing"
    else
        as_root=""
        [ "$(id -u)" = 0 ] || as_root="sudo"
        echo "installing:$missing"
        $as_root apt-get update -qq
        # A catcher needs no running mail server: policy-rc.d keeps Postfix from being started.
        DEBIAN_FRONTEND=noninteractive $as_root env RUNLEVEL=1 apt-get install -y -qq --no-install-recommends $missing >/dev/null
    fi
fi

if command -v npm >/dev/null 2>&1; then
    npm --prefix "$here/tests/clients" ci --silent --ignore-scripts
fi
