// Package realmodel finds the language models that make models installs, for tests that need a real one.
package realmodel

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/coconut-page/coconut/weights"
)

// Folder is the folder of a model; root is the repository. Without the model the test is skipped, or fails if CI is
// true.
func Folder(t testing.TB, root, name string) string {
	t.Helper()
	dir := filepath.Join(root, "models", name)
	if _, err := os.Stat(filepath.Join(dir, weights.ManifestName)); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%v, and CI=true; make models installs it", err)
		}
		t.Skipf("no %s; make models installs it", dir)
	}
	return dir
}
