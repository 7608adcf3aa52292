package engine

import (
	"go/build"
	"slices"
	"strings"
	"testing"
)

// TestImports: the protocol knows neither browsers nor what a page shows, so that others can use it.
func TestImports(t *testing.T) {
	pkg, err := build.ImportDir(".", 0)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(pkg.Imports, "github.com/coconut-page/coconut/reasoner") {
		t.Fatalf("the imports are %q; want the reasoner among them", pkg.Imports)
	}
	for _, path := range pkg.Imports {
		for _, foreign := range []string{"syscall/js", "net/http", "coconut/ui", "coconut/wasm", "vugu"} {
			if strings.Contains(path, foreign) {
				t.Errorf("package engine imports %s", path)
			}
		}
	}
}
