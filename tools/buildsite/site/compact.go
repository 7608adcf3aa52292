package site

import (
	"path/filepath"
	"regexp"
)

// What the page's own scripts and styles can do without: comments that fill their lines, and indentation. A script must
// have no template literal of several lines whose lines begin with white space or a comment.
var (
	scriptComment = regexp.MustCompile(`(?m)^[ \t]*//.*\n`)
	styleComment  = regexp.MustCompile(`(?s)/\*.*?\*/`)
	indentation   = regexp.MustCompile(`(?m)^\s+`)
)

// Compact returns a file of the page as visitors get it: a script or a style sheet without comments and indentation, a
// quarter smaller when compressed, and everything else as it is. The npm package has its modules from here, too.
func Compact(name string, data []byte) []byte {
	switch filepath.Ext(name) {
	case ".js":
		data = scriptComment.ReplaceAll(data, nil)
	case ".css":
		data = styleComment.ReplaceAll(data, nil)
	default:
		return data
	}
	return indentation.ReplaceAll(data, nil)
}
