// Command buildedge builds the Cloudflare Worker's script (wasm/edge), which wrangler then runs or deploys together
// with the site.
//
//	go run ./tools/buildedge -out wasm/edge/build
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

func main() {
	out := flag.String("out", "wasm/edge/build", "folder to write")
	root := flag.String("root", ".", "the repository")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := site.BuildEdge(ctx, *out, *root); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	fmt.Println(filepath.Join(*out, "worker.mjs"))
}
