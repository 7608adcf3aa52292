package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/google/licensecheck"
)

// allowed are the licences, by their SPDX names, under which code may be part of a program here: all they require is
// that their text is distributed too, as part of the notices.
var allowed = []string{"Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "ISC", "MIT", "Unlicense", "OFL-1.1", "0BSD",
	grantBeside}

// grantBeside is a grant of patents beside a licence, by licensecheck's name.
const grantBeside = "GooglePatentsFile"

// exceptions are licences that are not recognized or not in the list, each decided individually, for one module.
var exceptions = map[string]struct {
	files []string // besides those that are found
	text  string   // texts that must be in them
	name  string
}{
	// Its licence is "exactly one of" the FreeType License and the GPL. We choose the former.
	"github.com/golang/freetype": {[]string{"licenses/ftl.txt"}, "The FreeType Project LICENSE", "FTL"},
	// It only requires attribution; it is linked into the coconut command, for gonum/plot's SVG.
	"github.com/ajstarks/svgo": {nil, "Creative Commons Attribution 4.0 International Public License", "CC-BY-4.0"},
	// A copy of golang.org/x/net/html, as its files say; only tests use it, through Vugu's static renderer.
	"github.com/vugu/html": {[]string{"doc.go"}, "governed by a BSD-style", "BSD-3-Clause"},
}

var (
	errNone    = errors.New("no licence file")
	errUnknown = errors.New("a licence that is not recognized")
	errBarred  = errors.New("a licence that is not allowed")
)

// licence is a module with its licence files.
type licence struct {
	module string // path and version
	names  []string
	texts  []string
}

// licenceFile matches the names of licence and notice files.
var licenceFile = regexp.MustCompile(`(?i)^(un)?(licen[sc]es?|copying|notice|patents)([-.].*)?$`)

// readAll reads the licences of modules; the error joins all problems.
func readAll(modules []*module) ([]licence, error) {
	var all []licence
	var errs []error
	for _, m := range modules {
		l, err := readLicence(m)
		if err != nil {
			errs = append(errs, fmt.Errorf("notices: %s: %w", m.path, err))
		}
		all = append(all, l)
	}
	return all, errors.Join(errs...)
}

// readLicence reads the licence files of a module: those of the folders that packages are taken from, and of the
// folders above them.
func readLicence(m *module) (licence, error) {
	l := licence{module: strings.TrimSpace(m.path + " " + m.version)}
	except, isException := exceptions[m.path]
	var files []string
	for dir := range folders(m) {
		found, err := inFolder(dir)
		if err != nil {
			return l, err
		}
		files = append(files, found...)
	}
	for _, name := range except.files {
		files = append(files, filepath.Join(m.dir, name))
	}
	slices.Sort(files)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			return l, err
		}
		text := strings.TrimSpace(strings.ReplaceAll(string(data), "\r\n", "\n"))
		l.texts = append(l.texts, text)
		names, err := recognize(text)
		if err != nil && !isException {
			return l, fmt.Errorf("%s: %w", filepath.Base(name), err)
		}
		l.names = append(l.names, names...)
	}
	if isException {
		l.names = []string{except.name}
		if !strings.Contains(strings.Join(l.texts, "\n"), except.text) {
			return l, fmt.Errorf("%w: it has changed, see exceptions", errUnknown)
		}
	}
	if len(l.texts) == 0 || len(l.names) == 0 {
		return l, errNone
	}
	slices.Sort(l.names)
	l.names = slices.Compact(l.names)
	return l, nil
}

// folders iterates over the folders of a module's packages and those above them.
func folders(m *module) map[string]bool {
	all := map[string]bool{m.dir: true}
	for dir := range m.folders {
		for ; len(dir) > len(m.dir); dir = filepath.Dir(dir) {
			all[dir] = true
		}
	}
	return all
}

// inFolder returns a folder's licence files.
func inFolder(dir string) ([]string, error) {
	entries, err := os.ReadDir(dir)
	var names []string
	for _, e := range entries {
		if e.Type().IsRegular() && licenceFile.MatchString(e.Name()) {
			names = append(names, filepath.Join(dir, e.Name()))
		}
	}
	return names, err
}

// enough is how much of a text, in percent, must match known licences; the rest is names and years.
const enough = 75

// recognize names the licences in a text, each of which must be allowed. A NOTICE has none, and needs none.
func recognize(text string) ([]string, error) {
	coverage := licensecheck.Scan([]byte(text))
	var names []string
	for _, match := range coverage.Match {
		if match.IsURL {
			continue
		}
		if !slices.Contains(allowed, match.ID) {
			return names, fmt.Errorf("%w: %s", errBarred, match.ID)
		}
		names = append(names, match.ID)
	}
	if len(names) > 0 && coverage.Percent < enough {
		return names, fmt.Errorf("%w: %.0f %% of the text are %s", errUnknown, coverage.Percent, strings.Join(names, ", "))
	}
	return names, nil
}
