// Command release builds everything that a release consists of, from the commit that is checked out: the same commit
// always gives the same bytes.
//
//	go run ./tools/release -out release             # make release
//	go run ./tools/release -out release -tag v1.2.3 # fails unless VERSION is 1.2.3
//	go run ./tools/release -out release -only binaries -changes
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/coconut-page/coconut/internal/version"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// errTag means that the tag to release and the file VERSION differ.
var errTag = errors.New("release: the tag is not the version")

// release is what every product is built from.
type release struct {
	// root is the repository, and out the folder of the products; both are absolute.
	root, out string
	version   string
	commit    string
	// tag is the tag that is released, or "" for a trial.
	tag string
	// time is the commit's: that of every file in an archive.
	time time.Time
	log  func(format string, args ...any)
}

// run executes the command; progress goes to stderr.
func run(ctx context.Context, args []string, stderr io.Writer) error {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	flags.SetOutput(stderr)
	out := flags.String("out", "release", "output folder; an older release there is replaced")
	root := flags.String("root", ".", "the repository")
	tag := flags.String("tag", "", "fail unless this is the tag of the version in the file VERSION")
	only := flags.String("only", "", "comma-separated products to build (default: all): "+strings.Join(names(), ", "))
	changes := flags.Bool("changes", false, "release changes that are not committed, too; nobody can repeat that")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *tag != "" && *tag != "v"+version.Number {
		return fmt.Errorf("%w: %s, and VERSION holds %s", errTag, *tag, version.Number)
	}
	wanted, err := choose(*only)
	if err != nil {
		return err
	}
	r, err := newRelease(ctx, *root, *out, *changes)
	if err != nil {
		return err
	}
	r.tag = *tag
	r.log = func(format string, a ...any) { fmt.Fprintf(stderr, format+"\n", a...) }
	return r.build(ctx, wanted)
}

// newRelease finds out what is checked out in root.
func newRelease(ctx context.Context, root, out string, changes bool) (*release, error) {
	r := &release{version: version.Number, log: func(string, ...any) {}}
	var err error
	if r.root, err = filepath.Abs(root); err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	if r.out, err = filepath.Abs(out); err != nil {
		return nil, fmt.Errorf("release: %w", err)
	}
	if r.commit, r.time, err = checkedOut(ctx, r.root, changes); err != nil {
		return nil, err
	}
	return r, nil
}

// environment is that of every command: what could make two builds of a commit differ is set.
func (r *release) environment(more ...string) []string {
	return append(os.Environ(), append([]string{"CGO_ENABLED=0", "GOFLAGS=-trimpath -buildvcs=false",
		"SOURCE_DATE_EPOCH=" + strconv.FormatInt(r.time.Unix(), 10), "TZ=UTC", "LC_ALL=C"}, more...)...)
}

// build makes the wanted products, then the list of their hashes.
func (r *release) build(ctx context.Context, wanted []product) error {
	if err := emptyFolder(r.out); err != nil {
		return err
	}
	for _, p := range wanted {
		r.log("%s", p.name)
		if err := p.build(ctx, r); err != nil {
			return err
		}
	}
	return r.writeSums()
}

// names are the products' names.
func names() []string {
	var all []string
	for _, p := range products {
		all = append(all, p.name)
	}
	return all
}

// choose picks products by their names; "" picks all.
func choose(only string) ([]product, error) {
	if only == "" {
		return products, nil
	}
	var wanted []product
	for name := range strings.SplitSeq(only, ",") {
		i := slices.Index(names(), name)
		if i < 0 {
			return nil, fmt.Errorf("release: there is no product %q; -only knows %s", name, strings.Join(names(), ", "))
		}
		wanted = append(wanted, products[i])
	}
	return wanted, nil
}
