// Command publicapi holds the API that the module promises to api.txt, beside it: package coconut, the names of other
// packages that roots lists, and every type of this module that these name, as far as programs can see it.
//
//	publicapi           # say what differs; the exit status is 1 if anything does
//	publicapi -write    # add what is new to api.txt
//	publicapi -write -break    # also remove what is gone: an incompatible change
//
// A line of api.txt is one thing that a program may use: a function, a constant, a field, a method, an interface with
// all its methods. So a line that is gone is something that other people's programs no longer compile with. It is the
// form of Go's own api/*.txt, and needs neither an older version of the module nor a network.
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
)

// file is where the promised API is, seen from the module's root.
const file = "tools/publicapi/api.txt"

// roots are what is promised: packages, by their folders, and which of their names.
var roots = []root{
	{".", regexp.MustCompile(`.`)},
	{"./weights/models", regexp.MustCompile(`.`)},
	{"./weights", regexp.MustCompile(`^(Err|(Dir|FS|HTTP|HTTPClient|Fetch|FetchWith|Retry|RetryNotify|RetryUnless|` +
		`Refetcher|Cached|DirCache|BrowserCache)$)`)},
	{"./runtime", regexp.MustCompile(`^Err`)},
	{"./runtime/tokenizer", regexp.MustCompile(`^Err`)},
}

type root struct {
	folder string
	names  *regexp.Regexp
}

var (
	errGone = errors.New("this is gone or has changed, so programs that use it no longer compile; put it back, or, " +
		"if it must be, name it in the release's notes, raise the version as CONTRIBUTING.md (Versions) says, and run " +
		"go run ./tools/publicapi -write -break")
	errNew = errors.New("this is new; if programs may rely on it from now on, run go run ./tools/publicapi -write")
)

func main() {
	write := flag.Bool("write", false, "add what is new to "+file)
	breaking := flag.Bool("break", false, "with -write, also remove what is gone")
	flag.Parse()
	if err := run(file, *write, *breaking); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(file string, write, breaking bool) error {
	now, err := list(roots)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(file)
	if err != nil && !(write && errors.Is(err, os.ErrNotExist)) {
		return fmt.Errorf("publicapi: %w", err)
	}
	if err := compare(lines(string(text)), now, write, breaking); err != nil || !write {
		return err
	}
	return os.WriteFile(file, []byte(strings.Join(now, "\n")+"\n"), 0o644)
}

func lines(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == '\n' })
}

// compare returns an error for what is gone, unless it may be, and for what is new, unless it is about to be written.
// Both lists are sorted.
func compare(promised, now []string, write, breaking bool) error {
	var errs []error
	if gone := without(promised, now); len(gone) > 0 && !(write && breaking) {
		errs = append(errs, fmt.Errorf("publicapi: %w:\n- %s", errGone, strings.Join(gone, "\n- ")))
	}
	if fresh := without(now, promised); len(fresh) > 0 && !write {
		errs = append(errs, fmt.Errorf("publicapi: %w:\n+ %s", errNew, strings.Join(fresh, "\n+ ")))
	}
	return errors.Join(errs...)
}

// without returns the elements of a that are not in b, which is sorted.
func without(a, b []string) []string {
	return slices.DeleteFunc(slices.Clone(a), func(s string) bool {
		_, found := slices.BinarySearch(b, s)
		return found
	})
}
