// Command wasmfix repairs the relaxed SIMD instructions in a WebAssembly module that Go built, see package repair.
//
//	go run ./tools/wasmfix app.wasm
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/coconut-page/coconut/tools/wasmfix/repair"
)

func main() {
	if err := run(os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("wasmfix", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr,
			"wasmfix repairs Go's encoding of relaxed SIMD instructions, in place.\n\nExample: wasmfix app.wasm")
		flags.PrintDefaults()
	}
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() == 0 {
		return fmt.Errorf("wasmfix: which file?")
	}
	for _, name := range flags.Args() {
		n, err := File(name)
		if err != nil {
			return err
		}
		fmt.Fprintf(stdout, "%s: %d instructions repaired\n", name, n)
	}
	return nil
}

// File repairs a file in place, and returns how many instructions it changed. A file that needs no repair, or that is
// rejected, is left unchanged.
func File(name string) (int, error) {
	module, err := os.ReadFile(name)
	if err != nil {
		return 0, fmt.Errorf("wasmfix: %w", err)
	}
	before := bytes.Clone(module)
	n, err := repair.Module(module)
	if err != nil {
		return 0, fmt.Errorf("wasmfix: %s: %w", name, err)
	}
	if bytes.Equal(before, module) {
		return 0, nil
	}
	temporary := name + ".tmp"
	if err := os.WriteFile(temporary, module, 0o644); err != nil {
		return 0, fmt.Errorf("wasmfix: %w", err)
	}
	if err := os.Rename(temporary, name); err != nil {
		return 0, fmt.Errorf("wasmfix: %w", err)
	}
	return n, nil
}
