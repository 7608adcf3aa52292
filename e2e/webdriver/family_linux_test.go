package webdriver

import (
	"errors"
	"os"
	"testing"
)

// TestClose checks that a closed browser leaves no process and no file.
func TestClose(t *testing.T) {
	for _, e := range Engines {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			_, b := plain(t, e)
			before, err := marked(b.family.mark())
			if err != nil || len(before) < 2 {
				t.Fatalf("processes %v, %v; want several", before, err)
			}
			if err := b.Close(); err != nil {
				t.Error(err)
			}
			if after, err := marked(b.family.mark()); err != nil || len(after) > 0 {
				t.Errorf("processes %v are left, %v", after, err)
			}
			if _, err := os.Stat(b.family.dir); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("its folder is left: %v", err)
			}
		})
	}
}
