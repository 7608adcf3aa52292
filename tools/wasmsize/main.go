// Command wasmsize reports which packages a Go program in WebAssembly spends its bytes on: the code by the names of its
// functions, and the data as a whole. The program must be built with names, that is without -ldflags=-s.
//
//	go run ./tools/wasmsize ./wasm/app
package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/andybalholm/brotli"

	"github.com/coconut-page/coconut/tools/buildsite/site"
	"github.com/coconut-page/coconut/tools/wasmmodule"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout, os.Stderr); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run executes the command: the table goes to stdout, progress to stderr.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("wasmsize", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprintln(stderr,
			"usage: wasmsize [flags] PACKAGE\n\nbuilds a program like the site's, and lists its size by package, for "+
				"example:\n  go run ./tools/wasmsize ./wasm/app")
		flags.PrintDefaults()
	}
	root := flags.String("root", ".", "the repository")
	variant := flags.String("variant", site.Variants[0].Name, "the build to examine")
	most := flags.Int("n", 30, "number of packages to list; 0 for all")
	functions := flags.String("functions", "", "list the functions of this package instead")
	asJSON := flags.Bool("json", false, "print JSON")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if flags.NArg() != 1 {
		flags.Usage()
		return fmt.Errorf("wasmsize: want one package, have %d", flags.NArg())
	}
	m, packages, err := build(ctx, *root, *variant, flags.Arg(0), stderr)
	if err != nil {
		return err
	}
	rows := m.byPackage(packages)
	if *functions != "" {
		rows = m.byFunction(*functions)
	}
	if *most > 0 {
		rows = rows[:min(*most, len(rows))]
	}
	fmt.Fprintln(stderr, "compressing")
	report, err := m.report(rows)
	if err != nil {
		return err
	}
	if *asJSON {
		return json.NewEncoder(stdout).Encode(report)
	}
	return report.print(stdout)
}

// build compiles the program with names and lists what packages are in it.
func build(ctx context.Context, root, variant, program string, stderr io.Writer) (*module, []string, error) {
	at := slices.IndexFunc(site.Variants, func(v site.Variant) bool { return v.Name == variant })
	if at < 0 {
		return nil, nil, fmt.Errorf("wasmsize: there is no build %q", variant)
	}
	dir, err := os.MkdirTemp("", "wasmsize-*")
	if err != nil {
		return nil, nil, fmt.Errorf("wasmsize: %w", err)
	}
	defer os.RemoveAll(dir)
	fmt.Fprintln(stderr, "building", program)
	file := filepath.Join(dir, "program.wasm")
	if err := site.Variants[at].BuildNamed(ctx, file, root, site.ProgramOf(program)); err != nil {
		return nil, nil, err
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, nil, fmt.Errorf("wasmsize: %w", err)
	}
	m, err := parse(data)
	if err != nil {
		return nil, nil, err
	}
	list := exec.CommandContext(ctx, "go", "list", "-deps", program)
	list.Dir, list.Stderr = root, stderr
	list.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	out, err := list.Output()
	if err != nil {
		return nil, nil, fmt.Errorf("wasmsize: go list: %w", err)
	}
	return m, strings.Fields(string(out)), nil
}

// row is one line of the table: a package or function, and its code.
type row struct {
	Name   string `json:"name"`
	Bytes  int    `json:"bytes"`
	Brotli int    `json:"brotli"`
	code   [][]byte
}

func (r *row) add(body []byte) { r.Bytes, r.code = r.Bytes+len(body), append(r.code, body) }

// mangled matches the characters that Go's linker replaces in names.
var mangled = regexp.MustCompile(`[^\w.]`)

// other is the row for code that belongs to no package.
const other = "(none of the packages)"

// byPackage sums up the functions, the largest package first. A function that was made for several packages, such as a
// generic one, counts for the one that its name begins with.
func (m *module) byPackage(packages []string) []*row {
	known := map[string]string{"go": "runtime", "type": "(equality and hashes of types)", "main": "main"}
	for _, p := range packages {
		known[mangled.ReplaceAllString(p, "_")] = p
	}
	return m.group(func(name string) string {
		for end := len(name); end > 0; end = strings.LastIndexByte(name[:end], '.') {
			if p, ok := known[name[:end]]; ok {
				return p
			}
		}
		return other
	})
}

// byFunction lists the functions whose names begin with a package.
func (m *module) byFunction(pkg string) []*row {
	prefix := mangled.ReplaceAllString(pkg, "_") + "."
	rows := m.group(func(name string) string { return name })
	return slices.DeleteFunc(rows, func(r *row) bool { return !strings.HasPrefix(r.Name, prefix) })
}

func (m *module) group(key func(string) string) []*row {
	rows := map[string]*row{}
	for i, body := range m.bodies {
		k := key(m.names[m.imported+i])
		if rows[k] == nil {
			rows[k] = &row{Name: k}
		}
		rows[k].add(body)
	}
	var sorted []*row
	for _, r := range rows {
		sorted = append(sorted, r)
	}
	slices.SortFunc(sorted,
		func(a, b *row) int { return cmp.Or(cmp.Compare(b.Bytes, a.Bytes), cmp.Compare(a.Name, b.Name)) })
	return sorted
}

// report is the output of the command. Code and Data are the whole sections; the rows are compressed one by one, so
// their sum exceeds the whole.
type report struct {
	Code int    `json:"code"`
	Data int    `json:"data"`
	Rows []*row `json:"rows"`
}

func (m *module) report(rows []*row) (*report, error) {
	for _, r := range rows {
		n, err := compressed(bytes.Join(r.code, nil))
		if err != nil {
			return nil, fmt.Errorf("wasmsize: %w", err)
		}
		r.Brotli = n
	}
	return &report{Code: m.sections[wasmmodule.SectionCode], Data: m.sections[wasmmodule.SectionData], Rows: rows}, nil
}

func compressed(data []byte) (int, error) {
	var out bytes.Buffer
	w := brotli.NewWriterLevel(&out, brotli.BestCompression)
	if _, err := w.Write(data); err != nil {
		return 0, err
	}
	if err := w.Close(); err != nil {
		return 0, err
	}
	return out.Len(), nil
}

func (r *report) print(w io.Writer) error {
	fmt.Fprintf(w, "code %d bytes, data %d bytes\n\n", r.Code, r.Data)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "code\tbrotli alone\t\t")
	for _, row := range r.Rows {
		fmt.Fprintf(t, "%d\t%d\t\t%s\n", row.Bytes, row.Brotli, row.Name)
	}
	return t.Flush()
}
