// Command generate writes the constant version.Number, from the file VERSION.
//
//	go run ./generate -from ../../VERSION -to number_gen.go
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// number is a semantic version without build metadata (https://semver.org/spec/v2.0.0.html): npm, Go's tags and file
// names all take it.
var number = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[0-9a-zA-Z.-]+)?$`)

// errNumber means that VERSION holds something else.
var errNumber = errors.New("generate: not a semantic version such as 1.2.3 or 1.2.3-rc.1")

func main() {
	from := flag.String("from", "", "file with the version")
	to := flag.String("to", "", "Go file to write")
	flag.Parse()
	if err := run(*from, *to); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes the Go file to, from the file with the version.
func run(from, to string) error {
	data, err := os.ReadFile(from)
	if err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	text := strings.TrimSuffix(string(data), "\n")
	if !number.MatchString(text) {
		return fmt.Errorf("%w: %s holds %.50q", errNumber, from, text)
	}
	source := fmt.Sprintf(`// Code generated from VERSION by internal/version/generate. DO NOT EDIT.

package version

// Number is the version in the file VERSION, without a "v".
const Number = %q
`, text)
	if err := os.WriteFile(to, []byte(source), 0o644); err != nil {
		return fmt.Errorf("generate: %w", err)
	}
	return nil
}
