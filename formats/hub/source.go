//go:build !js

package hub

import (
	"path/filepath"
	"regexp"
	"strings"
)

// Scheme is what a Source in words begins with.
const Scheme = "hf:"

// Source is a model on the hub.
type Source struct {
	// Repository is OWNER/NAME, or NAME alone for the hub's oldest models.
	Repository string
	// File is the file with the weights, or "" for the one that the repository has.
	File string
	// Revision is a branch, a tag or a commit.
	Revision string
}

// mainBranch is the revision when none is named.
const mainBranch = "main"

const maxRevision = 200

// namePattern is an owner or a name.
var namePattern = regexp.MustCompile(`^[A-Za-z0-9_]([A-Za-z0-9_.-]{0,94}[A-Za-z0-9_])?$`)

// isName checks the owner or the name of a repository. The cache takes two dashes for the slash between them.
func isName(name string) bool {
	return namePattern.MatchString(name) && !strings.Contains(name, "--") && !strings.Contains(name, "..") &&
		!strings.HasSuffix(name, ".git")
}

// Parse reads hf:OWNER/NAME[/FILE][@REVISION]. Errors wrap ErrSource.
func Parse(text string) (Source, error) {
	rest, ok := strings.CutPrefix(text, Scheme)
	if !ok {
		return Source{}, ErrSource.Errorf("%.100q does not begin with %s", text, Scheme)
	}
	s := Source{Revision: mainBranch}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest, s.Revision = rest[:at], rest[at+1:]
	}
	parts := strings.SplitN(rest, "/", 3)
	s.Repository = strings.Join(parts[:min(len(parts), 2)], "/")
	for _, name := range parts[:min(len(parts), 2)] {
		if !isName(name) {
			return Source{}, ErrSource.Errorf("%.100q is not OWNER/NAME, in %.200q", s.Repository, text)
		}
	}
	if !local(s.Revision) || len(s.Revision) > maxRevision {
		return Source{}, ErrSource.Errorf("%.100q is not a branch, a tag or a commit, in %.200q", s.Revision, text)
	}
	if len(parts) == 3 {
		if s.File = parts[2]; !local(s.File) {
			return Source{}, ErrSource.Errorf("%.100q is not the name of a file, in %.200q", s.File, text)
		}
	}
	return s, nil
}

// local reports whether a name can be the path of a file within a folder of the cache, on any system.
func local(name string) bool {
	return filepath.IsLocal(name) && name != "." && !strings.ContainsAny(name, "\\:*?\"<>|\x00") &&
		filepath.ToSlash(filepath.Clean(name)) == name
}

// String returns the source in words.
func (s Source) String() string {
	text := Scheme + s.Repository
	if s.File != "" {
		text += "/" + s.File
	}
	if s.Revision != mainBranch {
		text += "@" + s.Revision
	}
	return text
}
