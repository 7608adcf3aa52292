// Command buildnpm builds the npm package coconut-page: its files into a folder package, and beside that the tarball
// that npm makes of them.
//
//	go run ./tools/buildnpm -out dist-npm
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"

	"github.com/coconut-page/coconut/tools/buildnpm/npm"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run executes the command: the tarball's name goes to stdout, progress to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("buildnpm", flag.ContinueOnError)
	flags.SetOutput(stderr)
	out := flags.String("out", "dist-npm", "output folder; an older package in it is replaced")
	root := flags.String("root", ".", "the repository")
	pack := flags.Bool("pack", true, "pack the files with npm, too")
	if err := flags.Parse(args); err != nil {
		return err
	}
	o := npm.Options{Root: *root, Out: filepath.Join(*out, "package"), Log: func(format string, a ...any) {
		fmt.Fprintf(stderr, format+"\n", a...)
	}}
	if err := npm.Build(ctx, o); err != nil || !*pack {
		return err
	}
	packed, err := npm.Pack(ctx, o.Out, *out)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "%s: %d files, %d bytes\n", packed.File, len(packed.Files), packed.Size)
	return nil
}
