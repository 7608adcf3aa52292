# The two commands of the README are `make run` and `make test`; everything else serves them.

export GOTOOLCHAIN := go1.27.4
export GOEXPERIMENT := simd
# GoMLX's SIMD kernels and ours need the experiment; CGO is not needed by anything.
export CGO_ENABLED := 0

QUESTION := Every shumpus is a rempus. Every terpus is a gerpus. Tom is a terpus. Every gerpus is a brimpus. Every brimpus is a lempus. Davis is a shumpus. Every rempus is a scrompus. Is Tom a lempus or scrompus?
# $(shell) does not see exported variables, and an older Go keeps this file elsewhere.
GO_WASM_EXEC = $(shell GOTOOLCHAIN=$(GOTOOLCHAIN) go env GOROOT)/lib/wasm/go_js_wasm_exec
WASM_PACKAGES := ./simd ./quant ./weights ./runtime/... ./completion/... ./formats/latent ./tasks/...

# Where make run serves.
ADDR ?= 127.0.0.1:8080

.PHONY: run help build models site release sizes npm quick test test-native test-browsers test-fuzz test-wasm test-arm test-deps test-xla check fuzz generate bench bench-smoke results pictures use edge edge-script

## run: build everything, answer a question, then serve the page (ADDR=127.0.0.1:8080; ONCE=1: end instead of serving)
run:
ifndef ONCE
	@go run ./tools/checkaddr -option ADDR= '$(ADDR)'
endif
	@echo 'building the command and the site; the first time this takes minutes'
	@$(MAKE) --no-print-directory build site
	bin/coconut ask "$(QUESTION)"
ifndef ONCE
	bin/coconut serve --dir dist --addr '$(ADDR)'
endif

## help: list the targets
help:
	@sed -n 's/^## \([^:]*\): /\1\t/p' Makefile | while IFS='	' read -r target what; do printf '  make %-14s %s\n' "$$target" "$$what"; done

## build: build the command, bin/coconut
build:
	go build -v -o bin/coconut ./tools/coconut

## models: fetch SmolLM2-135M-Instruct (90 MB, Apache-2.0) and import it into models, as int8 and int4; make run offers it
models: models/smollm2-135m-int8/manifest.json models/smollm2-135m-int4/manifest.json

models/smollm2-135m-%/manifest.json: | build
	source=$$(go run ./tools/getmodel) && bin/coconut import "$$source" --out models/smollm2-135m-$* --format $*

## site: build the page into dist, for any static file server; what has not changed is not done again
site:
	go run ./tools/buildsite -out dist

## release: build a release of the commit that is checked out into release/: binaries, site, SBOM, notes, hashes (TAG=v1.2.3: only if that is VERSION's)
release:
	go run ./tools/release -out release -tag '$(TAG)'

## sizes: the same, and list the size of every file, by brotli at its best too; takes a minute
sizes:
	go run ./tools/buildsite -out dist -sizes

## npm: build the npm package coconut-page (wasm/npm) into dist-npm, and pack it
npm:
	go run ./tools/buildnpm -out dist-npm

## edge: run the Cloudflare Worker here: site and API on http://127.0.0.1:8787, in workerd, without a network
edge: site edge-script
	cd wasm/edge && { [ node_modules/.package-lock.json -nt package-lock.json ] || npm ci --no-audit --no-fund; }
	cd wasm/edge && WRANGLER_SEND_METRICS=false CLOUDFLARE_CF_FETCH_ENABLED=false npx wrangler dev --local --ip 127.0.0.1 --port 8787

## edge-script: build the Worker's script into wasm/edge/build, for wrangler
edge-script:
	go run ./tools/buildedge

## quick: the tests that need neither a browser nor Node.js, without the slowest; two minutes
quick:
	go test -short $$(go list ./... | grep -v /e2e)

## test: run every test, natively, as WebAssembly in Node, for ARM, and in a real browser; installs what they need
test: test-deps check test-native test-browsers test-fuzz test-wasm test-arm

test-deps:
	bash .ci/deps

# The limits are for each package. The browsers' tests mostly wait, and are a step of their own so that nothing else keeps them waiting.
test-native:
	go test -timeout 15m $$(go list ./... | grep -v /e2e)

test-browsers:
	go test -timeout 45m ./e2e/...

# The parsers of what comes from outside, for some thousands of new inputs each; make fuzz takes a minute for every target there is.
test-fuzz:
	FUZZTIME=3000x FUZZ='tokenizer |schema |pytorch |latent |tasks/.* FuzzParse$$|FuzzParseManifest|FuzzDecode|FuzzParseLink|api ' bash .ci/fuzz

test-wasm:
	@if command -v node >/dev/null || [ "$$CI" = true ]; then \
		GOOS=js GOARCH=wasm go test -exec "$(GO_WASM_EXEC)" $(WASM_PACKAGES); \
	else echo 'Node.js is not installed, so the tests are not run as WebAssembly' >&2; fi

# The kernels of 64-bit ARM, and whole models with them, in an emulator: no figure of it says how fast they are.
test-arm:
	@if command -v qemu-aarch64-static >/dev/null || [ "$$CI" = true ]; then \
		GOOS=linux GOARCH=arm64 go test -short -exec qemu-aarch64-static ./simd && \
		GOOS=linux GOARCH=arm64 go test -exec qemu-aarch64-static -run '^TestGolden(Trace|Llama)$$' ./runtime; \
	else echo 'qemu-user-static is not installed, so the tests are not run for ARM' >&2; fi

## test-xla: the tests of the XLA engine, with XLA's CPU plugin from PyPI (63 MB, once) or COCONUT_PJRT_PLUGIN's; needs gcc and python3
test-xla:
	plugin=$${COCONUT_PJRT_PLUGIN:-$$(bash tools/pjrt.sh cpu)} && COCONUT_PJRT_PLUGIN=$$plugin XLA_FLAGS=--xla_backend_optimization_level=0 \
		CGO_ENABLED=1 go test -count=1 -tags xla -run 'XLA|Devices' -v ./train

## check: everything that reads the code instead of running it; .ci/check says what, and runs one check alone
check:
	bash .ci/check

## fuzz: run every fuzz target for a minute each (FUZZTIME=10s and FUZZ=regexp change that); an input that fails is kept in testdata/fuzz
fuzz:
	bash .ci/fuzz

## generate: write the generated code and notices again
generate:
	go generate ./...

BENCH ?=
## bench: measure the runtime beside wllama, onnxruntime-web, transformers.js and llama.cpp, and write docs/benchmarks*.md; takes 25 minutes (BENCH=flags: less)
bench:
	go run ./bench $(BENCH)

## bench-smoke: measure our own variants against each other for a minute, and add the ratios to docs/benchmarks-smoke.md
bench-smoke:
	go run ./bench -smoke

## results: measure every shipped model and write docs/results.md (DATA=folder of the official files); takes minutes
results: build
	bash tools/measure.sh

## pictures: take the README's pictures from the real page, in Chromium
pictures: test-deps
	COCONUT_PICTURES=$(CURDIR)/docs/pictures go test -count=1 -run '^TestPictures$$' ./e2e

USE ?= now
## use: play a first visit's tasks in Chromium, and write what they took into docs/page.md (USE=before: under that name)
use: test-deps
	COCONUT_USE=$(USE) go test -count=1 -run '^TestFirstUse$$' -v ./e2e
