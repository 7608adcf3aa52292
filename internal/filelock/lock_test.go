package filelock

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// TestTry locks a file twice, and again after the lock's end and after the file was removed.
func TestTry(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.lock")
	for range 2 { // the second time the file is there already
		first, err := Try(path)
		if err != nil {
			t.Fatal(err)
		}
		if second, err := Try(path); !errors.Is(err, ErrLocked) {
			t.Errorf("while it is held: %v, %v; want ErrLocked", second, err)
		}
		if err := first.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	again, err := Try(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := again.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := Try(filepath.Join(path, "x")); err == nil || errors.Is(err, ErrLocked) {
		t.Errorf("of a file that cannot be: %v", err)
	}
}
