package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// module is a third-party module, and the folders of the packages used from it. sum is go.sum's hash of it, "h1:" and
// Base64.
type module struct {
	path, version, dir, sum string
	folders                 map[string]bool
}

// list returns the modules that packages are built from, sorted by path, Go's own library among them.
func list(ctx context.Context, targets []string, tests bool, packages []string) ([]*module, error) {
	all := map[string]*module{}
	for _, target := range targets {
		system, arch, ok := strings.Cut(target, "/")
		if !ok {
			return nil, fmt.Errorf("notices: target %q is not GOOS/GOARCH", target)
		}
		args := []string{"list", "-deps", "-json=Dir,Standard,Module"}
		if tests {
			args = append(args, "-test")
		}
		cmd := exec.CommandContext(ctx, "go", append(args, packages...)...)
		cmd.Env = append(os.Environ(), "GOOS="+system, "GOARCH="+arch)
		cmd.Stderr = os.Stderr
		output, err := cmd.Output()
		if err != nil {
			return nil, fmt.Errorf("notices: go list: %w", err)
		}
		if err := gather(all, output); err != nil {
			return nil, err
		}
	}
	return slices.SortedFunc(maps.Values(all), func(a, b *module) int { return strings.Compare(a.path, b.path) }), nil
}

// gather adds the modules of what go list printed.
func gather(all map[string]*module, output []byte) error {
	for d := json.NewDecoder(strings.NewReader(string(output))); ; {
		var p struct {
			Dir      string
			Standard bool
			Module   *struct {
				Path, Version, Dir, Sum string
				Main                    bool
			}
		}
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return nil
		} else if err != nil {
			return fmt.Errorf("notices: go list: %w", err)
		}
		switch {
		case p.Standard:
			m := goLibrary(p.Dir)
			all[m.path] = m
		case p.Module != nil && !p.Module.Main:
			m := all[p.Module.Path]
			if m == nil {
				m = &module{path: p.Module.Path, version: p.Module.Version, dir: p.Module.Dir, sum: p.Module.Sum,
					folders: map[string]bool{}}
				all[m.path] = m
			}
			m.folders[p.Dir] = true
		}
	}
}

// goName is the path of Go's own library.
const goName = "Go"

// goLibrary returns Go's own library and runtime; dir is a folder in it. Its licence is beside src.
func goLibrary(dir string) *module {
	for filepath.Base(dir) != "src" && dir != filepath.Dir(dir) {
		dir = filepath.Dir(dir)
	}
	root := filepath.Dir(dir)
	return &module{path: goName, dir: root, folders: map[string]bool{root: true}}
}
