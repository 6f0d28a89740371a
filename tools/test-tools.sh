#!/bin/sh
# Installs the foreign programs that the tests drive: a browser, and the mail clients and relays people really use.
# Debian and Ubuntu are served by themselves; elsewhere it says what is missing, and the tests that need it are skipped.
#
# Mail servers are not installed but unpacked into .tools: none is started, and one of your own is not replaced.
# When there is nothing to do it asks for neither root nor the network, npm's own check apart.
set -eu
here=$(cd "$(dirname "$0")/.." && pwd)
tools=$here/.tools

has() { # PROGRAM
    command -v "$1" || [ -x "/usr/sbin/$1" ]
}
missing=""
need() { # PACKAGE COMMAND..., which fails while the package is missing
    package=$1
    shift
    "$@" >/dev/null 2>&1 || missing="$missing $package"
}
need chromium has chromium
shell() { # half the work of the whole browser, where it is to be had
    if apt-cache show chromium-headless-shell >/dev/null 2>&1; then
        need chromium-headless-shell has chromium-headless-shell
    fi
}
shell
need curl has curl
need swaks has swaks
need libnet-ssleay-perl perl -MNet::SSLeay -e 1
need msmtp has msmtp
need s-nail has s-nail
need openssl has openssl
need gnutls-bin has gnutls-cli
need apache2-utils has htpasswd
need strace has strace
need nodejs has node
need npm has npm
need golang-go has go
need php-cli has php
need libphp-phpmailer test -e /usr/share/php/libphp-phpmailer/autoload.php
need ruby-mail ruby -rmail -e 1
need default-jdk-headless has javac
need libjakarta-mail-java test -e /usr/share/java/jakarta-mail.jar
need libjakarta-activation-java test -e /usr/share/java/jakarta-activation.jar

servers=""
[ -e "$tools/exim/complete" ] || servers="exim"
has smtp-source >/dev/null || [ -e "$tools/postfix/complete" ] || servers="$servers postfix"

unpack() { # NAME PACKAGE...: into .tools/NAME; the libraries that its packages ask for become missing
    folder=$tools/$1
    shift
    rm -rf "$folder"
    mkdir -p "$folder/packages"
    (cd "$folder/packages" && apt-get download -qq -o APT::Sandbox::User= "$@")
    for file in "$folder"/packages/*.deb; do
        dpkg-deb -x "$file" "$folder"
        for library in $(dpkg-deb -f "$file" Depends | tr ',' '\n' | sed -n 's/^ *\(lib[^ :(|]*\).*/\1/p'); do
            need "$library" dpkg-query -s "$library"
        done
    done
    rm -r "$folder/packages"
    chmod -R a-s "$folder" # a setuid Exim has no business here, and the loader would ignore LD_PRELOAD
    touch "$folder/complete"
}

if [ -n "$missing$servers" ]; then
    if ! has apt-get >/dev/null; then
        echo "not installed, and no apt-get to install them with:$missing $servers"
    else
        as_root=""
        [ "$(id -u)" = 0 ] || as_root="sudo"
        $as_root apt-get update -qq
        case $missing in *chromium-headless-shell*) ;; *) shell ;; esac
        for server in $servers; do
            echo "unpacking into .tools: $server"
            case $server in
                exim) unpack exim exim4-daemon-light libnss-wrapper ;;
                postfix) unpack postfix postfix ;;
            esac
        done
        if [ -n "$missing" ]; then
            echo "installing:$missing"
            # shellcheck disable=SC2086 # words are wanted
            $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
                -o Dpkg::Options::=--force-unsafe-io $missing >/dev/null
        fi
    fi
fi

if has npm >/dev/null; then
    npm --prefix "$here/tests/clients" ci --loglevel=error --no-audit --no-fund --ignore-scripts >/dev/null
fi
