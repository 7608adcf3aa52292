package pytorch

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"testing"
)

// damaged is a file in which the last byte of one entry is another.
func damaged(t *testing.T, data []byte, name string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if !strings.HasSuffix(f.Name, "/"+name) {
			continue
		}
		from, err := f.DataOffset()
		if err != nil {
			t.Fatal(err)
		}
		out := bytes.Clone(data)
		out[from+int64(f.UncompressedSize64)-1] ^= 1
		return out
	}
	t.Fatalf("there is no entry %s", name)
	return nil
}

// everything reads all tensors of a file, and returns the first error.
func everything(data []byte) error {
	r, err := read(data)
	if err != nil {
		return err
	}
	for name := range r.Tensors {
		if _, err := r.Floats(name); err != nil && !errors.Is(err, ErrUnsupported) {
			return err
		}
	}
	return nil
}

// TestChecksum changes a byte in each entry that is read. Without a checksum the same bytes are read.
func TestChecksum(t *testing.T) {
	whole := fixture(t, "small.bin")
	if err := everything(whole); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"data.pkl", "byteorder", "data/0"} {
		err := everything(damaged(t, whole, name))
		if !errors.Is(err, ErrFile) || !errors.Is(err, errChecksum) || !strings.Contains(err.Error(), name) {
			t.Errorf("a changed byte in %s: %v", name, err)
		}
	}
	if err := everything(withoutChecksums(t, damaged(t, whole, "data/0"))); err != nil {
		t.Errorf("a changed byte in a file without checksums: %v", err)
	}
}

// TestOverlap reads more bytes of entries than a file has: entries that lie in each other.
func TestOverlap(t *testing.T) {
	data := fixture(t, "small.bin")
	a, err := openArchive(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	a.unverified = 10 // as after the other entries
	if _, err := a.read(byteOrderName, maxByteOrder); err != nil {
		t.Error(err)
	}
	if _, err := a.read(byteOrderName, maxByteOrder); err != nil {
		t.Errorf("a second time: %v", err)
	}
	if _, err := a.read(pickleName, maxPickle); !errors.Is(err, ErrFile) || !errors.Is(err, errOverlap) {
		t.Errorf("%v, want %v", err, errOverlap)
	}
}

// withoutChecksums is a file as PyTorch writes it after set_crc32_options(False).
func withoutChecksums(t *testing.T, data []byte) []byte {
	t.Helper()
	out, found := bytes.Clone(data), 0
	for at := 0; ; found++ {
		next := bytes.Index(out[at:], []byte("PK\x01\x02"))
		if next < 0 {
			break
		}
		at += next + 16
		binary.LittleEndian.PutUint32(out[at:], 0)
	}
	if found == 0 {
		t.Fatal("the file has no directory")
	}
	return out
}
