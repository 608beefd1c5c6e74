#!/bin/sh
# cache-tests.sh [FOLDER]: judge session/cache by the public suite of tests for
# HTTP caches (https://cache-tests.fyi, npm http-cache-tests, BSD-3-Clause), the
# cache being that of a reverse proxy. FOLDER keeps the suite between runs.
#
# Needs node and npm. A private cache and a newer RFC differ from the suite in
# places, which docs/cache.md lists. Settings: GO, the go command ("go").
set -eu
cd "$(dirname "$0")/.."
version=0.4.5
folder=${1:-}
for tool in node npm; do
	command -v $tool >/dev/null 2>&1 || { echo "formbot: $tool is needed and not there" >&2; exit 1; }
done
if [ -z "$folder" ]; then
	folder=$(mktemp -d)
	trap 'rm -rf "$folder"' EXIT
fi
mkdir -p "$folder"
suite=$folder/node_modules/http-cache-tests
if [ ! -d "$suite" ]; then
	[ -e "$folder/package.json" ] || echo '{"private": true}' >"$folder/package.json"
	# npm is a dependency of the suite that its runner does not use.
	(cd "$folder" && npm install --silent --no-audit --no-fund --ignore-scripts "http-cache-tests@$version")
fi
suite=$(cd "$suite" && pwd)
FORMBOT_CACHE_TESTS=$suite ${GO:-go} test -count=1 -v -run '^TestPublicSuite$' ./session/cache
