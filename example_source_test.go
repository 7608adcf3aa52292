package coconut_test

import (
	"context"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"sync/atomic"

	"github.com/coconut-page/coconut"
	"github.com/coconut-page/coconut/weights"
)

// bucket is a source of one's own: it reads from a folder, as another would from a database or an object store.
type bucket struct {
	root string
	read atomic.Int64
}

// ReadFile implements coconut.Source. What it returns need not be trusted: whoever opens the model compares every file
// with its hash. An error that wraps weights.ErrNotFound ends the loading, one that wraps weights.ErrUnavailable makes
// weights.Retry try again.
func (b *bucket) ReadFile(ctx context.Context, name string, limit int64) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	data, err := os.ReadFile(filepath.Join(b.root, filepath.FromSlash(name)))
	if os.IsNotExist(err) {
		return nil, fmt.Errorf("bucket: %s: %w", name, weights.ErrNotFound)
	}
	if err != nil {
		return nil, fmt.Errorf("bucket: %s: %w", name, weights.ErrUnavailable)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("bucket: %s: %w", name, weights.ErrTooLarge)
	}
	b.read.Add(int64(len(data)))
	return data, nil
}

// A source of one's own has one method. Retry tries again what fails for the moment.
func ExampleOpenSource() {
	store := &bucket{root: "weights/models/prosqa-coconut"}
	ctx := context.Background()
	model, err := coconut.OpenSource(ctx, weights.Retry(store))
	if err != nil {
		log.Fatal(err)
	}
	defer model.Close()
	if err := model.Wait(); err != nil { // all of the weights, verified
		log.Fatal(err)
	}
	fmt.Println(model.Info().Name, store.read.Load() >= model.Info().Bytes)
	// Output: prosqa-coconut true
}
