#!/bin/sh
# deps.sh GROUP...: see to it that this machine has what the groups need.
#
# Looks first, quickly and without the network; what is there is left alone.
# What is missing is installed with apt-get, as root or by sudo. Where that
# can't be, it prints the one line to type and exits with 1.
#
# Plain sh: Alpine has no bash. Settings: GO, the go command ("go").
set -eu

# The one list. A package system that calls two things by one name repeats it.
# group probe          apt-get           dnf                    apk                    pacman             brew
table='
build  compiler        g++               gcc-c++                g++                    gcc                gcc
build  pkgconfig       pkg-config        pkgconf-pkg-config     pkgconf                pkgconf            pkgconf
build  libleptonica    libleptonica-dev  leptonica-devel        leptonica-dev          leptonica          leptonica
build  libtesseract    libtesseract-dev  tesseract-devel        tesseract-ocr-dev      tesseract          tesseract
build  tesseract       tesseract-ocr     tesseract              tesseract-ocr          tesseract          tesseract
build  english         tesseract-ocr-eng tesseract-langpack-eng tesseract-ocr-data-eng tesseract-data-eng tesseract
test   chromium        chromium          chromium               chromium               chromium           chromium
test   apache          apache2-bin       httpd                  apache2                apache             httpd
test   tinyproxy       tinyproxy-bin     tinyproxy              tinyproxy              tinyproxy          tinyproxy
test   microsocks      microsocks        microsocks             microsocks             microsocks         microsocks
test   nsswrapper      libnss-wrapper    nss_wrapper            nss_wrapper            nss_wrapper        nss_wrapper
test   firefox         firefox-esr       firefox                firefox-esr            firefox            firefox
test   dbus            dbus              dbus-daemon            dbus                   dbus               dbus
test   keyring         gnome-keyring     gnome-keyring          gnome-keyring          gnome-keyring      dbus
'

say() { printf 'formbot: %s\n' "$*" >&2; }

# --- is it there? -------------------------------------------------------------
has() { command -v "$1" >/dev/null 2>&1; }
probe() {
	case $1 in
	compiler)     has "${CC:-gcc}" && has "${CXX:-g++}" ;;
	pkgconfig)    has pkg-config ;;
	libleptonica) has pkg-config && pkg-config --exists lept ;;
	libtesseract) has pkg-config && pkg-config --exists tesseract ;;
	tesseract)    has tesseract ;;
	english)      has tesseract && tesseract --list-langs 2>/dev/null | grep -qx eng ;;
	chromium)     has chromium ;;
	apache)       has apache2 || has httpd || [ -x /usr/sbin/apache2 ] ;;
	tinyproxy)    has tinyproxy ;;
	microsocks)   has microsocks ;;
	nsswrapper)   [ -n "$(find /usr/lib /usr/lib64 -name 'libnss_wrapper.so*' 2>/dev/null)" ] ;;
	# What is tested with these is Linux's.
	firefox)      [ "$(uname -s)" = Darwin ] || has firefox-esr || has firefox ;;
	dbus)         [ "$(uname -s)" = Darwin ] || has dbus-daemon ;;
	keyring)      [ "$(uname -s)" = Darwin ] || has gnome-keyring-daemon ;;
	*)            say "deps.sh: no probe for \"$1\""; exit 2 ;;
	esac
}

# missing COLUMN GROUP...: the packages of a package system that are not there.
missing() {
	column=$1; shift
	found=
	# An unquoted here-document's lines, not a pipe: $found must outlive the loop.
	while read -r group what names; do
		case " $* " in *" $group "*) ;; *) continue ;; esac
		if probe "$what"; then continue; fi
		# shellcheck disable=SC2086  # the names are words
		name=$(nth "$column" $names)
		# Ubuntu has the browsers as snaps, which these packages bring.
		if [ $column = 1 ] && grep -qsx 'ID=ubuntu' /etc/os-release; then
			case $name in chromium) name=chromium-browser ;; firefox-esr) name=firefox ;; esac
		fi
		case " $found " in *" $name "*) ;; *) found="$found $name" ;; esac
	done <<LIST
$table
LIST
	printf '%s' "${found# }"
}
nth() { shift "$1"; printf '%s' "$1"; }

# --- Go -----------------------------------------------------------------------
# at_least HAVE WANT: are dotted versions in order? Suffixes (rc1) don't count.
at_least() {
	printf '%s %s\n' "$1" "$2" | awk '{
		split($1, h, "."); split($2, w, ".")
		for (i = 1; i <= 3; i++) if (h[i]+0 != w[i]+0) exit h[i]+0 < w[i]+0
	}'
}
check_go() {
	go=${GO:-go}
	want=$(sed -n 's/^go //p' go.mod)
	if ! has "$go"; then
		if [ -x /usr/local/go/bin/go ]; then
			say "Go is in /usr/local/go, but not found as \"$go\"; type:  export PATH=\$PATH:/usr/local/go/bin"
		else
			say "Go $want or newer is needed and not there; see https://go.dev/doc/install"
		fi
		exit 1
	fi
	# From /, where no go.mod asks for another toolchain.
	have=$(cd / && GOTOOLCHAIN=local "$go" env GOVERSION)
	case $have in devel*) return ;; esac
	have=${have#go}
	if at_least "$have" "$want"; then return; fi
	# From 1.21 on Go fetches the toolchain that go.mod asks for, unless told not to.
	if at_least "$have" 1.21 && [ "$(cd / && "$go" env GOTOOLCHAIN)" != local ]; then return; fi
	say "Go $want or newer is needed, this is $have ($(command -v "$go")); see https://go.dev/doc/install"
	exit 1
}

# --- installing ---------------------------------------------------------------
system() {
	if [ "$(uname -s)" = Darwin ]; then echo brew; return; fi
	for s in apt-get dnf apk pacman; do
		if has "$s"; then echo "$s"; return; fi
	done
	echo none
}

# line SYSTEM PACKAGES: what a person would type.
line() {
	case $1 in
	apt-get) l="apt-get update && ${root}apt-get install -y $2" ;;
	dnf)     l="dnf install -y $2" ;;
	apk)     l="apk add $2" ;;
	pacman)  l="pacman -S --needed $2" ;;
	brew)    echo "brew install $2"; return ;;
	esac
	echo "$root$l"
}

# stop SYSTEM PACKAGES WHY: the last word where nothing can be installed.
stop() {
	say "$3; type this, then try again:"
	printf '\n    %s\n\n' "$(line "$1" "$2")" >&2
	exit 1
}

apt() { # as root, never asking, waiting for another apt to end
	$root env DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}

install_with_apt() {
	say "installing with ${root}apt-get: $1"
	# shellcheck disable=SC2086  # the names are words
	{
		# An empty or old index does not know the packages, or where they are now.
		if ! apt-cache show $1 >/dev/null 2>&1; then
			apt update && apt install --no-install-recommends $1
		else
			apt install --no-install-recommends $1 ||
				{ apt update && apt install --no-install-recommends $1; }
		fi
	} || stop apt-get "$1" "apt-get could not install what is missing, see above"
}

# can_sudo: will sudo work, now or after asking the person at the terminal?
can_sudo() { has sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; }

main() {
	cd "$(dirname "$0")/.."
	check_go
	[ -n "$(missing 1 "$@")" ] || return 0

	root='sudo '
	if [ "$(id -u)" = 0 ]; then root=; fi
	system=$(system)
	case $system in
	apt-get) packages=$(missing 1 "$@") ;;
	dnf)     packages=$(missing 2 "$@") ;;
	apk)     packages=$(missing 3 "$@") ;;
	pacman)  packages=$(missing 4 "$@") ;;
	brew)    packages=$(missing 5 "$@") ;;
	none)
		say "install what Debian calls $(missing 1 "$@") by this system's own means, then try again"
		exit 1
		;;
	esac
	if [ "$system" != apt-get ]; then
		stop "$system" "$packages" "something is missing that is only installed for you where there is apt-get"
	fi
	if [ -n "$root" ] && ! can_sudo; then
		has sudo || root= # su, doas: whatever makes root here
		stop apt-get "$packages" "something is missing, and installing it needs root"
	fi
	install_with_apt "$packages"
	left=$(missing 1 "$@")
	[ -z "$left" ] || stop apt-get "$left" "apt-get has installed $packages, yet $left can't be found (TESSDATA_PREFIX, PKG_CONFIG_PATH and CXX may point elsewhere)"
}
main "$@"
