package weights

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"time"
)

// TestCheck checks that Check finds every problem of a damaged model, not only the first, names the files, and counts
// only bytes that are right.
func TestCheck(t *testing.T) {
	dir := writePackage(t, testPackage(8))
	m := newMemory(t, dir).open(t).Manifest()
	if len(m.Chunks) < 4 {
		t.Fatalf("the test's model has %d chunks, want 4 at least", len(m.Chunks))
	}
	first, last, small := m.Chunks[0], m.Chunks[len(m.Chunks)-1], m.Files[0]
	for name, c := range map[string]struct {
		damage func(*memory)
		want   []error  // of the problems, in order
		paths  []string // that they name
	}{
		"whole":   {func(*memory) {}, nil, nil},
		"flipped": {func(mem *memory) { flip(mem, first.Path()) }, []error{ErrChecksum}, []string{first.Path()}},
		"two flipped": {func(mem *memory) { flip(mem, last.Path()); flip(mem, first.Path()) },
			[]error{ErrChecksum, ErrChecksum}, []string{first.Path(), last.Path()}},
		"truncated": {func(mem *memory) { mem.files[first.Path()] = mem.files[first.Path()][:first.Size/2] },
			[]error{ErrTruncated}, []string{first.Path()}},
		"too long": {func(mem *memory) { mem.files[first.Path()] = append(mem.files[first.Path()], 0) },
			[]error{ErrTooLarge}, []string{first.Path()}},
		"swapped": {func(mem *memory) {
			mem.files[first.Path()], mem.files[last.Path()] = mem.files[last.Path()], mem.files[first.Path()]
		}, []error{ErrChecksum, ErrChecksum}, []string{first.Path(), last.Path()}},
		"missing": {func(mem *memory) { delete(mem.files, last.Path()) }, []error{ErrNotFound}, []string{last.Path()}},
		"a small file": {func(mem *memory) { flip(mem, small.Path()); flip(mem, first.Path()) },
			[]error{ErrChecksum, ErrChecksum}, []string{small.Path(), first.Path()}},
		"raw sizes": {func(mem *memory) {
			mem.edit(t, func(m *Manifest) { m.Chunks[0].RawSize--; m.Chunks[1].RawSize++ })
		}, []error{ErrChunk, ErrChunk}, []string{first.Path(), m.Chunks[1].Path()}},
	} {
		t.Run(name, func(t *testing.T) {
			mem := newMemory(t, dir)
			c.damage(mem)
			store := mem.open(t)
			got, err := store.Check(t.Context(), nil)
			if err != nil {
				t.Fatal(err)
			}
			if len(got.Problems) != len(c.want) {
				t.Fatalf("problems %q, want %d", got.Problems, len(c.want))
			}
			for i, p := range got.Problems {
				if !errors.Is(p, c.want[i]) || !strings.Contains(p.Error(), c.paths[i]) {
					t.Errorf("problem %d is %q, want %q about %s", i, p, c.want[i], c.paths[i])
				}
			}
			wantCounts(t, store.Manifest(), got, c.paths)
		})
	}
}

// flip changes one bit in the middle of a file.
func flip(mem *memory, path string) {
	data := bytes.Clone(mem.files[path])
	data[len(data)/2] ^= 1
	mem.files[path] = data
}

// wantCounts compares the counts with the manifest's, minus the files that are wrong.
func wantCounts(t *testing.T, m *Manifest, got *Check, wrong []string) {
	t.Helper()
	bad := strings.Join(wrong, " ")
	want := Check{Files: len(m.Files) + len(m.Chunks)}
	for _, f := range m.Files {
		if !strings.Contains(bad, f.Path()) {
			want.Stored += f.Size
		}
	}
	for _, c := range m.Chunks {
		if !strings.Contains(bad, c.Path()) {
			want.Stored, want.Raw = want.Stored+c.Size, want.Raw+c.RawSize
		}
	}
	if got.Files != want.Files || got.Stored != want.Stored || got.Raw != want.Raw {
		t.Errorf("%d files, %d bytes, %d raw; want %d, %d, %d", got.Files, got.Stored, got.Raw, want.Files, want.Stored,
			want.Raw)
	}
}

// TestCheckDeadServer checks that Check does not wait for every file of a dead server.
func TestCheckDeadServer(t *testing.T) {
	mem := newMemory(t, writePackage(t, testPackage(8)))
	reads := 0
	src := RetryNotify(mem, func(error, time.Duration) {}).(*retrySource)
	src.wait = func(context.Context, time.Duration) error { return nil }
	store, err := Open(t.Context(), src)
	if err != nil {
		t.Fatal(err)
	}
	mem.before = func(context.Context, string, int, []byte) ([]byte, error) { reads++; return nil, ErrUnavailable }
	got, err := store.Check(t.Context(), nil)
	if err != nil || len(got.Problems) != 1 || !errors.Is(got.Problems[0], ErrUnavailable) || got.Files != 1 ||
		reads != retryTries {
		t.Errorf("Check = %+v, %v after %d reads; want one problem after %d", got, err, reads, retryTries)
	}
}

// TestCheckProgress checks that progress reaches the total even where files are missing, and never goes back.
func TestCheckProgress(t *testing.T) {
	mem := newMemory(t, writePackage(t, testPackage(8)))
	store := mem.open(t)
	delete(mem.files, store.Manifest().Chunks[1].Path())
	var last, calls int64
	_, err := store.Check(t.Context(), func(done, total int64) {
		if calls++; done < last || total != store.Manifest().Bytes() {
			t.Errorf("progress(%d, %d) after %d", done, total, last)
		}
		last = done
	})
	if want := store.Manifest(); err != nil || last != want.Bytes() || calls != int64(len(want.Files)+len(want.Chunks)) {
		t.Errorf("%d calls up to %d bytes, %v; want %d", calls, last, err, want.Bytes())
	}
}

// TestCheckCancelled checks that a cancelled context ends Check soon, and is not reported as a file's fault.
func TestCheckCancelled(t *testing.T) {
	mem := newMemory(t, writePackage(t, testPackage(8)))
	store := mem.open(t)
	ctx, cancel := context.WithCancel(t.Context())
	var after int
	mem.before = func(ctx context.Context, _ string, _ int, data []byte) ([]byte, error) {
		if after++; after == 2 {
			cancel()
		}
		return data, ctx.Err()
	}
	if c, err := store.Check(ctx, nil); !errors.Is(err, context.Canceled) || c != nil || after != 2 {
		t.Errorf("Check = %v, %v after %d files, want the context's error after 2", c, err, after)
	}
}
