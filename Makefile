# What can be done in this tree; `make help` lists it. Works with GNU make 3.81
# and newer. Everything that is made lies in bin/ or demo folders, which git ignores.

GO       ?= go
FUZZTIME ?= 5s
# Stamped into the binary: the tag, or the commit; "devel" where there is no
# repository of our own (a tarball, a container's build).
VERSION   = $(shell test -e .git && git describe --tags --always --dirty 2>/dev/null || echo devel)
# -buildvcs=false: the version above says it already, and Go's own stamping
# refuses to build where git distrusts the folder's owner. No -trimpath, which
# would compile every dependency once more beside what vet and the tests need;
# the Dockerfile, whose binary leaves the machine, has it.
BUILD     = $(GO) build -buildvcs=false -ldflags "-X main.version=$(VERSION)"

# The recipes tell what they do by themselves.
.SILENT:
.PHONY: help demo build test fuzz lint fmt bench docs generate clean deps-build deps-test

help: ## list the targets
	awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' Makefile

demo: build ## install what is missing, build bin/formbot and run `formbot demo`
	bin/formbot demo

build: deps-build ## build bin/formbot
	$(BUILD) -o bin/formbot ./cmd/formbot

test: deps-test ## install what the tests need and run all of them
	$(GO) test -race -timeout 20m ./...

fuzz: deps-test ## fuzz every target for FUZZTIME (5s)
	GO="$(GO)" scripts/fuzz.sh "$(FUZZTIME)"

lint: deps-build ## gofmt, go vet and golangci-lint
	GO="$(GO)" scripts/lint.sh

fmt: ## format the Go files
	$(GO) list -f '{{.Dir}}' ./... | xargs gofmt -w -s

bench: build ## the benchmarks, and formbot bench over testdata/captchas
	$(GO) test -run '^$$' -bench . -benchmem ./...
	bin/formbot bench --recipe book --recipe plain testdata/captchas/*/

docs: build ## write docs/cli.md, recipe.schema.json, steps.md and pace.md anew
	mkdir -p docs
	bin/formbot help --markdown > bin/cli.md
	mv bin/cli.md docs/cli.md
	bin/formbot recipes --schema > bin/recipe.schema.json
	mv bin/recipe.schema.json docs/recipe.schema.json
	$(GO) run ./internal/stepdocs
	$(GO) run ./internal/pacedocs

generate: deps-build ## make the labelled images of testdata/captchas again
	$(GO) generate ./...

clean: ## remove what was made
	rm -rf bin formbot-demo

deps-build:
	GO="$(GO)" scripts/deps.sh build

deps-test:
	GO="$(GO)" scripts/deps.sh build test
