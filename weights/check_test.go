package weights

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCheck holds that Check finds every problem of a damaged model, and names the files.
func TestCheck(t *testing.T) {
	dir := writePackage(t, testPackage(8))
	store, err := Open(t.Context(), Dir(dir))
	if err != nil {
		t.Fatal(err)
	}
	check := func() *Check {
		c, err := store.Check(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	m := store.Manifest()
	if c := check(); len(c.Problems) != 0 || c.Stored != m.Bytes() || c.Raw != m.rawSize() || c.Files != len(m.Files)+len(m.Chunks) {
		t.Fatalf("a whole model: %+v", c)
	}
	if len(m.Chunks) < 3 {
		t.Fatalf("the test's model has %d chunks, want 3 at least", len(m.Chunks))
	}
	path := func(i int) string { return filepath.Join(dir, filepath.FromSlash(m.Chunks[i].Path())) }
	good, err := os.ReadFile(path(0))
	if err != nil {
		t.Fatal(err)
	}
	other, err := os.ReadFile(path(2))
	if err != nil {
		t.Fatal(err)
	}
	flipped := append([]byte(nil), good...)
	flipped[len(flipped)/2] ^= 1
	for name, c := range map[string]struct {
		damage func() error
		want   error
	}{
		"flipped":   {func() error { return os.WriteFile(path(0), flipped, 0o644) }, ErrChecksum},
		"truncated": {func() error { return os.WriteFile(path(0), good[:len(good)/2], 0o644) }, ErrChecksum},
		"swapped":   {func() error { return os.WriteFile(path(0), other, 0o644) }, ErrChecksum},
		"missing":   {func() error { return os.Remove(path(0)) }, ErrNotFound},
	} {
		if err := c.damage(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path(1), []byte("wrong, too"), 0o644); err != nil {
			t.Fatal(err)
		}
		got := check()
		if len(got.Problems) != 2 || !errors.Is(got.Problems[0], c.want) || !strings.Contains(got.Problems[0].Error(), m.Chunks[0].SHA256) ||
			!strings.Contains(got.Problems[1].Error(), m.Chunks[1].SHA256) {
			t.Errorf("%s: problems %q, want two that name the chunks, the first %v", name, got.Problems, c.want)
		}
	}
	cancelled, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := store.Check(cancelled, nil); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
