// Command notices looks at the licences of everything that is built in or used beside: it writes the notices that go with a program, or
// checks that each licence is one of those allowed (licence.go).
//
//	go run ./tools/notices -out wasm/app/third-party.txt -targets js/wasm ./wasm/app ./wasm/edge
//	go run ./tools/notices -check -tests -npm e2e,bench ./...
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, stdout io.Writer) error {
	flags := flag.NewFlagSet("notices", flag.ContinueOnError)
	out := flags.String("out", "", "file to write the notices of the packages to")
	check := flags.Bool("check", false, "only check the licences")
	tests := flags.Bool("tests", false, "include what tests alone use")
	targets := flags.String("targets", "linux/amd64", "systems to look at, GOOS/GOARCH, by comma: the modules can differ")
	npm := flags.String("npm", "", "folders with a package-lock.json, by comma, to check too")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *check == (*out != "") || flags.NArg() == 0 {
		return errors.New("notices: want packages, and either -out or -check")
	}
	modules, err := list(ctx, strings.Split(*targets, ","), *tests, flags.Args())
	if err != nil {
		return err
	}
	licences, err := readAll(modules)
	if *npm != "" {
		for folder := range strings.SplitSeq(*npm, ",") {
			err = errors.Join(err, checkNPM(folder))
		}
	}
	if err != nil || *check {
		return err
	}
	if err := os.WriteFile(*out, notices(licences), 0o644); err != nil {
		return fmt.Errorf("notices: %w", err)
	}
	fmt.Fprintf(stdout, "%s: %d modules\n", *out, len(licences))
	return nil
}
