package runtime_test

import (
	"strings"

	"github.com/coconut-page/coconut/weights"
)

// modelSource reads from a folder, in Node, or from an address, in browsers and workerd.
func modelSource(where string) weights.Source {
	if strings.HasPrefix(where, "http") {
		return weights.Fetch(where)
	}
	return weights.Dir(where)
}
