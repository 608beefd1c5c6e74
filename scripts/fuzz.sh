#!/bin/sh
# fuzz.sh [TIME]: fuzz every target of the tree for TIME (5s), one after the
# other. What fails is kept by go test in the package's testdata/fuzz.
# Settings: GO, the go command ("go").
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}
time=${1:-5s}

# Only packages whose tests name a target are compiled to list theirs.
# shellcheck disable=SC2016  # the dollars are the template's
packages=$("$go" list -f '{{$d := .Dir}}{{range .TestGoFiles}}{{$d}}/{{.}} {{end}}{{range .XTestGoFiles}}{{$d}}/{{.}} {{end}}' ./... |
	xargs grep -l '^func Fuzz' | xargs -n 1 dirname | sort -u)
count=0
for package in $packages; do
	listed=$("$go" test -vet=off -list '^Fuzz' "$package")
	for target in $(printf '%s\n' "$listed" | grep '^Fuzz'); do
		echo "fuzz $target in ${package#"$PWD"/}"
		"$go" test -vet=off -run '^$' -fuzz "^$target\$" -fuzztime "$time" "$package"
		count=$((count + 1))
	done
done
if [ $count = 0 ]; then
	echo 'no fuzz target found: the search is broken' >&2
	exit 1
fi
echo "fuzzed $count targets for $time each, nothing found"
