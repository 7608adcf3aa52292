package weights

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// TestEncodeChunkGolden pins the bytes of a chunk, which must be the same on every platform (the tests run as
// WebAssembly too). A new version of the zstd library may change them: then the hashes of rebuilt models change too,
// and nothing else.
func TestEncodeChunkGolden(t *testing.T) {
	enc, err := newZstdEncoder()
	if err != nil {
		t.Fatal(err)
	}
	defer enc.close()
	raw := quantizedWeights(1<<18, 1)
	c, data := encodeChunk(enc, raw)
	if want := "689fa703203d173fec0a34ed22ef4e035faba20d8d09a2307fbb05a731616583"; c.SHA256 != want {
		t.Errorf("the chunk's hash is %s, want %s", c.SHA256, want)
	}
	// For int8 with a scale per row, 0.92 of the raw size was measured.
	if ratio := float64(len(data)) / float64(len(raw)); ratio > 0.95 {
		t.Errorf("the chunk has %.3f of the raw size, want at most 0.95", ratio)
	}
}

// TestEncodeChunkHistory: a chunk's bytes do not depend on what was compressed before.
func TestEncodeChunkHistory(t *testing.T) {
	enc, err := newZstdEncoder()
	if err != nil {
		t.Fatal(err)
	}
	defer enc.close()
	raw := append(quantizedWeights(50_000, 2), make([]byte, 1000)...)
	want, _ := encodeChunk(enc, raw)
	for i := range 5 {
		encodeChunk(enc, raw[:10_000*i+1])
		if got, _ := encodeChunk(enc, raw); got != want {
			t.Errorf("after %d other chunks: %+v, want %+v", i+1, got, want)
		}
	}
}

// quantizedWeights returns bytes distributed normally, like those of int8 matrices.
func quantizedWeights(n int, seed uint64) []byte {
	rng := rand.New(rand.NewPCG(seed, 3))
	raw := make([]byte, n)
	for i := range raw {
		// A sum of uniform numbers is close to normal, and exact on every platform.
		raw[i] = byte(int8((rng.IntN(64) + rng.IntN(64) + rng.IntN(64) + rng.IntN(64)) - 126))
	}
	return raw
}

// frames makes a zstd stream of n frames, each of the same raw bytes. sized frames state that size.
func frames(t testing.TB, raw []byte, n int, sized bool) []byte {
	t.Helper()
	var out bytes.Buffer
	enc, err := zstd.NewWriter(&out, zstd.WithSingleSegment(sized), zstd.WithWindowSize(1<<20))
	if err != nil {
		t.Fatal(err)
	}
	if sized {
		return bytes.Repeat(enc.EncodeAll(raw, nil), n)
	}
	if _, err := enc.Write(raw); err != nil {
		t.Fatal(err)
	}
	if err := enc.Close(); err != nil {
		t.Fatal(err)
	}
	return bytes.Repeat(out.Bytes(), n)
}

func TestDecodeChunk(t *testing.T) {
	raw := quantizedWeights(10_000, 3)
	sized, unsized := frames(t, raw, 1, true), frames(t, raw, 1, false)
	half := len(raw) / 2
	bomb := make([]byte, MaxChunkRawSize)
	for _, test := range []struct {
		name    string
		data    []byte
		rawSize int64
		ok      bool
	}{
		{"sized", sized, 10_000, true},
		{"unsized", unsized, 10_000, true},
		{"two frames", slices.Concat(frames(t, raw[:half], 1, true), frames(t, raw[half:], 1, false)), 10_000, true},
		{"sized, fewer promised", sized, 9_999, false},
		{"sized, more promised", sized, 10_001, false},
		{"unsized, fewer promised", unsized, 9_999, false},
		{"unsized, more promised", unsized, 10_001, false},
		{"a frame too many", frames(t, raw, 2, true), 10_000, false},
		{"cut off", sized[:len(sized)-1], 10_000, false},
		{"nothing", nil, 10_000, false},
		{"not zstd", raw, 10_000, false},
		{"garbage behind", append(slices.Clone(sized), 1, 2, 3), 10_000, false},
		{"8 MiB where 1 kB is promised", frames(t, bomb, 1, true), 1000, false},
		{"8 MiB where 1 kB is promised, unsized", frames(t, bomb, 1, false), 1000, false},
		{"1 GiB where 1 kB is promised", frames(t, bomb, 128, false), 1000, false},
		{"1 GiB where 8 MiB is promised", frames(t, bomb, 128, true), MaxChunkRawSize, false},
		{"8 MiB, the most there may be", frames(t, bomb, 1, true), MaxChunkRawSize, true},
	} {
		t.Run(test.name, func(t *testing.T) {
			dec, err := newDecoder()
			if err != nil {
				t.Fatal(err)
			}
			defer dec.close()
			var got []byte
			used := allocated(func() {
				got, err = dec.decode(Chunk{hashA, int64(len(test.data)), test.rawSize, Zstd}, test.data)
			})
			if most := decodeMemory(test.rawSize); used > most {
				t.Errorf("decoding allocated %d bytes, want at most %d", used, most)
			}
			if test.ok && (err != nil || int64(len(got)) != test.rawSize) {
				t.Errorf("decode = %d bytes, %v; want %d", len(got), err, test.rawSize)
			}
			if !test.ok && !errors.Is(err, ErrChunk) {
				t.Errorf("decode = %d bytes, %v; want %v", len(got), err, ErrChunk)
			}
		})
	}
}

// decodeMemory bounds what decoding one chunk allocates: the raw bytes, and the decoder's tables and one block.
func decodeMemory(rawSize int64) uint64 { return uint64(rawSize) + 2<<20 }

// TestDecodeChunkAgain: one decoder decodes chunks in any order of sizes, even after a bad one.
func TestDecodeChunkAgain(t *testing.T) {
	dec, err := newDecoder()
	if err != nil {
		t.Fatal(err)
	}
	defer dec.close()
	for i, n := range []int{100, 50_000, 7, 49_999, 50_001} {
		raw := quantizedWeights(n, uint64(i))
		data := frames(t, raw, 1, i%2 == 0)
		if got, err := dec.decode(Chunk{hashA, int64(len(data)), int64(n), Zstd}, data); err != nil ||
			!bytes.Equal(got, raw) {
			t.Errorf("chunk %d of %d bytes came back wrong (error %v)", i, n, err)
		}
		if got, err := dec.decode(Chunk{hashA, int64(len(data)), int64(n) - 1, Zstd}, data); !errors.Is(err, ErrChunk) {
			t.Errorf("chunk %d, one byte less promised: %d bytes, %v; want %v", i, len(got), err, ErrChunk)
		}
	}
}

func FuzzDecodeChunk(f *testing.F) {
	raw := quantizedWeights(2000, 4)
	f.Add(frames(f, raw, 1, true), uint32(2000))
	f.Add(frames(f, raw, 1, false), uint32(2000))
	f.Add(frames(f, raw, 3, true), uint32(2000))
	f.Add(frames(f, make([]byte, 1<<20), 5, false), uint32(1000))
	f.Add([]byte("\x28\xb5\x2f\xfd"), uint32(1))
	f.Fuzz(func(t *testing.T, data []byte, rawSize uint32) {
		c := Chunk{hashA, int64(len(data)), 1 + int64(rawSize%MaxChunkRawSize), Zstd}
		dec, err := newDecoder()
		if err != nil {
			t.Fatal(err)
		}
		defer dec.close()
		var got []byte
		if used := allocated(func() { got, err = dec.decode(c, data) }); used > decodeMemory(c.RawSize) {
			t.Errorf("decoding %d to %d bytes allocated %d", len(data), c.RawSize, used)
		}
		if err == nil && int64(len(got)) != c.RawSize || err != nil && !errors.Is(err, ErrChunk) {
			t.Errorf("decode = %d bytes, %v; want %d bytes, or %v", len(got), err, c.RawSize, ErrChunk)
		}
	})
}

func FuzzChunkRoundTrip(f *testing.F) {
	f.Add([]byte{0}, uint8(1))
	f.Add(quantizedWeights(3000, 5), uint8(1))
	f.Add([]byte("abc"), uint8(255))
	enc, err := newZstdEncoder()
	if err != nil {
		f.Fatal(err)
	}
	dec, err := newDecoder()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, raw []byte, times uint8) {
		raw = bytes.Repeat(raw, int(times))
		if len(raw) == 0 {
			return
		}
		c, data := encodeChunk(enc, raw)
		if got, err := dec.decode(c, data); err != nil || !bytes.Equal(got, raw) {
			t.Errorf("%d bytes came back as %d others (error %v)", len(raw), len(got), err)
		}
	})
}
