#!/bin/sh
# lint.sh: gofmt, go vet and golangci-lint over the whole tree. golangci-lint is
# built from tools/go.mod into bin/: some two minutes the first time, then
# nothing, for go build looks first.
# Settings: GO, the go command ("go").
set -eu
cd "$(dirname "$0")/.."
go=${GO:-go}

unformatted=$("$go" list -f '{{.Dir}}' ./... | xargs gofmt -l -s)
if [ -n "$unformatted" ]; then
	printf 'not gofmt-ed (make fmt does it):\n%s\n' "$unformatted" >&2
	exit 1
fi

"$go" vet ./...

[ -x bin/golangci-lint ] || echo 'building golangci-lint, once' >&2
"$go" build -C tools -trimpath -buildvcs=false -o ../bin/golangci-lint github.com/golangci/golangci-lint/v2/cmd/golangci-lint
bin/golangci-lint run ./...
