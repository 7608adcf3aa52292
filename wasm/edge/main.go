//go:build js && wasm

// Command edge is the HTTP API as a Cloudflare Worker: package api's handler, with the model kept between requests.
//
// worker.mjs starts the program once per isolate, in its first request, and hands it every request; the weights come
// from the static assets of the same Worker, or from an R2 bucket, and are verified as usual. github.com/syumai/workers
// uses one instance of a program per request, and would load the model every time, so only its bindings are used here,
// and bridge.go does the rest.
//
// Variables of wrangler.jsonc: COCONUT_MODELS lists the models to serve, the default one first, and COCONUT_ORIGIN is
// the origin whose pages may use the API. Bindings: ASSETS, the site; MODELS, an optional R2 bucket that replaces it as
// the source of models.
package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/syumai/workers/cloudflare"

	"github.com/coconut-page/coconut/api"
)

// lostAfter is when a load that has not ended is restarted: Cloudflare may have ended the request that started it.
const lostAfter = 20 * time.Second

func main() {
	names := strings.FieldsFunc(variable("COCONUT_MODELS"), func(r rune) bool { return r == ',' || r == ' ' })
	if len(names) == 0 {
		names = []string{"prosqa-coconut"}
	}
	origin, err := api.ParseOrigin(variable("COCONUT_ORIGIN"))
	if err != nil {
		err = fmt.Errorf("the variable COCONUT_ORIGIN: %w", err)
		fmt.Println(err) // console.log
		serve(api.Misconfigured(err))
	}
	load := func(ctx context.Context, name string) (api.Model, error) {
		return api.Load(ctx, source(name))
	}
	// Sixteen at a time, because a stream waits for its client to read; only one of them computes. No time limit: it would
	// need a timer, and workerd's clock stops while the program computes. Cloudflare ends a request that uses more CPU
	// time than limits.cpu_ms allows, and thoughts and tokens are bounded.
	serve(api.New(api.Options{
		Models: api.NewModels(names, lostAfter, load),
		Limits: api.Limits{Running: 16, Waiting: 256},
		Origin: origin,
		Failed: func(err error) { fmt.Println(err) }, // console.log
	}))
}

// variable returns the value of a variable of wrangler.jsonc, "" if it is not set.
func variable(name string) string { return cloudflare.Getenv(name) }
