package weights

import (
	"bytes"
	"maps"
	"testing"
)

// TestRepack: a model that was cut and compressed differently has the same contents afterwards, and no old chunk is
// left.
func TestRepack(t *testing.T) {
	p := testPackage(3)
	p.ChunkSize, p.Compression = 777, Gzip
	dir := writePackage(t, p)
	before, after, err := Repack(t.Context(), dir, Zstd)
	if err != nil || before <= after {
		t.Errorf("Repack = %d, %d, %v; want fewer bytes than in so many chunks", before, after, err)
	}
	checkModel(t, Dir(dir), p)
	p.ChunkSize, p.Compression = 0, Zstd
	if want := readTree(t, writePackage(t, p)); !maps.EqualFunc(readTree(t, dir), want, bytes.Equal) {
		t.Error("the folder is not what Write makes of the same model")
	}
	if again, same, err := Repack(t.Context(), dir, Zstd); err != nil || again != same {
		t.Errorf("a second time: %d, %d, %v", again, same, err)
	}
	if _, _, err := Repack(t.Context(), t.TempDir(), Zstd); err == nil {
		t.Error("a folder without a model was repacked")
	}
}
