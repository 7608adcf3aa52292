// Package layout holds what the readers of foreign formats share: how names of tensors are mapped, which small files a
// model folder has, and how long a text may be.
package layout

import (
	"strings"

	"github.com/coconut-page/coconut/runtime/tokenizer"
)

// The small files of a model folder, named as Hugging Face names them.
const (
	TokenizerFile  = tokenizer.File
	GenerationFile = tokenizer.GenerationFile
)

const (
	// MaxContext is the longest context that an imported model offers.
	MaxContext = 1 << 14
	// MaxAnswer is how many tokens it writes when nobody says how many.
	MaxAnswer = 1 << 10
)

// Rename maps one of our tensor names, such as h.3.norm_1.weight, to another format's: block takes the place of "h.",
// and names has the rest by ours, without ".weight" or ".bias". Without an entry the rest stays, and ok is false.
func Rename(ours, block string, names map[string]string) (theirs string, ok bool) {
	prefix, rest := "", ours
	if inBlock, found := strings.CutPrefix(ours, "h."); found {
		layer, tail, _ := strings.Cut(inBlock, ".")
		prefix, rest = block+layer+".", tail
	}
	dot := max(strings.LastIndexByte(rest, '.'), 0)
	if name, found := names[rest[:dot]]; found {
		return prefix + name + rest[dot:], true
	}
	return prefix + rest, false
}
