package main

import (
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// list returns what is promised, sorted. Names that only one of the two has, natively or the browser, are marked.
func list(roots []root) ([]string, error) {
	native, err := listFor(roots, "linux", "amd64")
	if err != nil {
		return nil, err
	}
	browser, err := listFor(roots, "js", "wasm")
	if err != nil {
		return nil, err
	}
	all := slices.Concat(marked(native, browser, "native"), marked(browser, native, "js/wasm"))
	slices.Sort(all)
	return slices.Compact(all), nil
}

// marked returns the lines, with a mark on those that are not among the others, which are sorted.
func marked(lines, others []string, mark string) []string {
	var all []string
	for _, line := range lines {
		if _, found := slices.BinarySearch(others, line); !found {
			line = strings.Replace(line, ",", " ("+mark+"),", 1)
		}
		all = append(all, line)
	}
	return all
}

// listFor returns what is promised on one platform, sorted.
func listFor(roots []root, goos, goarch string) ([]string, error) {
	l := lister{seen: map[*types.TypeName]bool{}}
	packages, err := load(roots, goos, goarch)
	if err != nil {
		return nil, err
	}
	l.module = packages[0].Path()
	for i, r := range roots {
		scope := packages[i].Scope()
		for _, name := range scope.Names() {
			if o := scope.Lookup(name); o.Exported() && r.names.MatchString(name) {
				l.object(o)
			}
		}
	}
	slices.Sort(l.lines)
	return slices.Compact(l.lines), nil
}

// load returns the roots' packages as the go command has compiled them, so that their types are its own.
func load(roots []root, goos, goarch string) ([]*types.Package, error) {
	args := []string{"list", "-export", "-deps", "-f", "{{.ImportPath}}\t{{.Export}}"}
	for _, r := range roots {
		args = append(args, r.folder)
	}
	out, err := goCommand(goos, goarch, args...)
	if err != nil {
		return nil, err
	}
	exports := map[string]string{}
	for line := range strings.Lines(out) {
		path, export, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		exports[path] = export
	}
	module, err := goCommand(goos, goarch, "list", "-m")
	if err != nil {
		return nil, err
	}
	imports := importer.ForCompiler(token.NewFileSet(), "gc", func(path string) (io.ReadCloser, error) {
		return os.Open(exports[path])
	})
	var packages []*types.Package
	for _, r := range roots {
		p, err := imports.Import(filepath.ToSlash(filepath.Join(strings.TrimSpace(module), r.folder)))
		if err != nil {
			return nil, fmt.Errorf("publicapi: %w", err)
		}
		packages = append(packages, p)
	}
	return packages, nil
}

func goCommand(goos, goarch string, args ...string) (string, error) {
	cmd := exec.Command("go", args...)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "GOARCH="+goarch)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("publicapi: go %s: %w", strings.Join(args, " "), err)
	}
	return string(out), nil
}
