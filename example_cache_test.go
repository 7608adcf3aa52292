//go:build !js

package coconut_test

import (
	"context"
	"log"
	"os"
	"path/filepath"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/weights"
)

// A model behind an address is fetched once: what was verified stays in a folder, and a broken download goes on where
// it ended.
func ExampleOpenSource_cached() {
	folder, err := os.UserCacheDir()
	if err != nil {
		log.Fatal(err)
	}
	address := "https://example.org/models/mine"
	cache := weights.DirCache(filepath.Join(folder, "mine"))
	source := weights.Cached(weights.Retry(weights.HTTP(address)), cache, address, nil)
	model, err := coconut.OpenSource(context.Background(), source)
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
}
