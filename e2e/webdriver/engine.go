package webdriver

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Engine is a kind of browser that this package can start.
type Engine struct {
	Name string
	// programs are the programs it needs, each with its possible names: commands, or patterns of absolute paths.
	programs [][]string
	// packages are Debian's packages, for the message if something is missing.
	packages string
	// launch starts the programs, with paths in the order of the field above, and returns the capabilities to open a
	// session with.
	launch func(ctx context.Context, f *family, programs []string) (transport, params, error)
}

// Engines lists all engines.
var Engines = []Engine{Chromium, Firefox, WebKit}

// Installed returns an error that wraps ErrNotInstalled, and says what to install, unless everything is installed.
func (e Engine) Installed() error {
	_, err := e.find()
	return err
}

// find finds the programs.
func (e Engine) find() ([]string, error) {
	var paths []string
	for _, names := range e.programs {
		path, ok := findProgram(names)
		if !ok {
			return nil, fmt.Errorf("%w: %s needs %s, of Debian's packages %s", ErrNotInstalled, e.Name, names[len(names)-1],
				e.packages)
		}
		paths = append(paths, path)
	}
	return paths, nil
}

// findProgram returns the first that exists.
func findProgram(names []string) (string, bool) {
	for _, name := range names {
		found := []string{name}
		if filepath.IsAbs(name) {
			found, _ = filepath.Glob(name) // the patterns are this package's
		}
		for _, f := range found {
			if path, err := exec.LookPath(f); err == nil {
				return path, true
			}
		}
	}
	return "", false
}

// chosen puts the program that an environment variable names first.
func chosen(variable string, names ...string) []string {
	if name := os.Getenv(variable); name != "" {
		return []string{name}
	}
	return names
}
