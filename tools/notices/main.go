// Command notices examines the licences of everything that is built into or used with the programs: it writes a
// program's notices or its bill of materials (sbom.go), or checks that each licence is allowed (licence.go).
//
//	go run ./tools/notices -out wasm/app/third-party.txt -targets js/wasm ./wasm/app ./wasm/edge
//	go run ./tools/notices -sbom release/coconut.cdx.json -name coconut ./tools/coconut
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
	sbom := flags.String("sbom", "", "file to write the packages' bill of materials to, as CycloneDX")
	name := flags.String("name", "", "with -sbom, the program's name")
	check := flags.Bool("check", false, "only check the licences")
	tests := flags.Bool("tests", false, "include packages used only by tests")
	targets := flags.String("targets", "linux/amd64",
		"comma-separated systems to examine, as GOOS/GOARCH: the modules can differ")
	npm := flags.String("npm", "", "comma-separated folders with a package-lock.json to check too")
	if err := flags.Parse(args); err != nil {
		return err
	}
	tasks := 0
	for _, wanted := range []bool{*check, *out != "", *sbom != ""} {
		if wanted {
			tasks++
		}
	}
	if tasks != 1 || (*sbom != "") != (*name != "") || flags.NArg() == 0 {
		return errors.New("notices: want packages, and one of -out, -check, and -sbom with -name")
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
	if *sbom != "" {
		return writeSBOM(*sbom, *name, modules, licences)
	}
	if err := os.WriteFile(*out, notices(licences), 0o644); err != nil {
		return fmt.Errorf("notices: %w", err)
	}
	fmt.Fprintf(stdout, "%s: %d modules\n", *out, len(licences))
	return nil
}
