package main

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
)

// allowedNPM are the licences of npm packages. They are tools for tests and benchmarks and not part of any program, so
// weak copyleft is acceptable (axe-core; the libvips of wrangler's image tool).
var allowedNPM = append(slices.Clone(allowed), "BlueOak-1.0.0", "CC0-1.0", "MPL-2.0", "LGPL-3.0-or-later")

// exceptionsNPM are the licences of packages whose lock file names none, each read in the package itself.
var exceptionsNPM = map[string]string{
	"node_modules/parse-cache-control": "BSD-3-Clause", // Lighthouse's; its LICENSE is that text, by Walmart
}

var licenceName = regexp.MustCompile(`[A-Za-z0-9][A-Za-z0-9.+-]*`)

// checkNPM checks the licence of each package in a folder's lock file. In an expression, with AND or OR, every licence
// must be allowed.
func checkNPM(folder string) error {
	data, err := os.ReadFile(filepath.Join(folder, "package-lock.json"))
	if err != nil {
		return fmt.Errorf("notices: %w", err)
	}
	var lock struct {
		Packages map[string]struct{ License string }
	}
	if err := json.Unmarshal(data, &lock); err != nil {
		return fmt.Errorf("notices: %s: %w", folder, err)
	}
	delete(lock.Packages, "") // the folder itself
	if len(lock.Packages) == 0 {
		return fmt.Errorf("notices: %s: the lock file names no packages", folder)
	}
	var errs []error
	for _, name := range slices.Sorted(maps.Keys(lock.Packages)) {
		expression := cmp.Or(lock.Packages[name].License, exceptionsNPM[name])
		if expression == "" {
			errs = append(errs, fmt.Errorf("notices: %s: %s: %w", folder, name, errNone))
		}
		for _, id := range licenceName.FindAllString(expression, -1) {
			if id != "AND" && id != "OR" && !slices.Contains(allowedNPM, id) {
				errs = append(errs, fmt.Errorf("notices: %s: %s: %w: %s", folder, name, errBarred, id))
			}
		}
	}
	return errors.Join(errs...)
}
