package sha256

import (
	"crypto/sha256"
	"encoding/hex"
	"math/rand/v2"
	"testing"
)

// TestSum compares the page's version with the standard library's at every length around the block's boundaries.
func TestSum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	data := make([]byte, 5*blockSize+1)
	for i := range data {
		data[i] = byte(r.Uint32())
	}
	for n := range len(data) + 1 {
		if got, want := sum(data[:n]), sha256.Sum256(data[:n]); got != want {
			t.Fatalf("%d bytes: %x, want %x", n, got, want)
		}
		if Sum256(data[:n]) != sum(data[:n]) {
			t.Fatalf("%d bytes: Sum256 differs from sum", n)
		}
	}
}

// TestSumVector is the example of FIPS 180-4: "abc".
func TestSumVector(t *testing.T) {
	got := Sum256([]byte("abc"))
	if want := "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"; hex.EncodeToString(got[:]) != want {
		t.Errorf("sum is %x, want %s", got, want)
	}
}

func FuzzSum(f *testing.F) {
	f.Add([]byte("abc"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, want := sum(data), sha256.Sum256(data); got != want {
			t.Errorf("%x, want %x", got, want)
		}
	})
}

func BenchmarkSum(b *testing.B) {
	data := make([]byte, 1<<20)
	b.Run("own", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			sum(data)
		}
	})
	b.Run("crypto", func(b *testing.B) {
		b.SetBytes(int64(len(data)))
		for b.Loop() {
			sha256.Sum256(data)
		}
	})
}
