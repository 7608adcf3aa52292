// Command buildsite assembles the static site: the page, the program as WebAssembly, and the models. It generates
// nothing in the source tree, and any static file server can serve its output, from any path.
//
//	go run ./tools/buildsite -out dist
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"

	"github.com/coconut-page/coconut/tools/buildsite/site"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run executes the command: sizes go to stdout, progress to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("buildsite", flag.ContinueOnError)
	flags.SetOutput(stderr)
	out := flags.String("out", "dist", "output folder; an older site there is replaced")
	root := flags.String("root", ".", "the repository")
	var models []string
	flags.Func("models", "folder of models; may be repeated (default: weights/models and models of the repository)",
		func(folder string) error { models = append(models, folder); return nil })
	quality := flags.Int("quality", site.DefaultQuality,
		"brotli's quality for the compressed forms that servers send; 11 takes a minute")
	frames := flags.String("frame-ancestors", "", "origins whose pages may frame the site, besides its own, such as "+
		"\"https://a.example https://*.b.example\"; \"*\" for all, \"none\" for nobody")
	connect := flags.String("connect", "", "origins from which visitors may fetch models by their addresses, besides the "+
		"site's own; for Hugging Face \"https://huggingface.co https://*.hf.co\"")
	isolate := flags.Bool("isolate", false, "have _headers make the page cross-origin isolated, for faster threads")
	address := flags.String("address", "", "where the site will be, such as https://coconut.example/: then other sites find "+
		"its picture")
	sizes := flags.Bool("sizes", false, "print the sizes of all files, also with brotli at its best, which takes a minute")
	asJSON := flags.Bool("json", false, "print the sizes, as JSON")
	if err := flags.Parse(args); err != nil {
		return err
	}
	ancestors, err := site.FrameAncestors(*frames)
	if err != nil {
		return fmt.Errorf("-frame-ancestors: %w", err)
	}
	connects, err := site.Connect(*connect)
	if err != nil {
		return fmt.Errorf("-connect: %w", err)
	}
	at, err := site.ParseAddress(*address)
	if err != nil {
		return fmt.Errorf("-address: %w", err)
	}
	log := func(format string, a ...any) { fmt.Fprintf(stderr, format+"\n", a...) }
	var headers []site.Header
	if *isolate {
		headers = site.Isolation()
	}
	if err := site.Build(ctx, site.Options{Root: *root, Out: *out, Models: models, Quality: *quality,
		FrameAncestors: ancestors, Connect: connects, Headers: headers, Address: at, Log: log}); err != nil {
		return err
	}
	if !*sizes && !*asJSON {
		return nil
	}
	log("measuring sizes")
	report, err := site.Measure(*out)
	if err != nil {
		return err
	}
	if *asJSON {
		return json.NewEncoder(stdout).Encode(report)
	}
	return report.WriteText(stdout)
}
