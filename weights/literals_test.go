package weights

import (
	"bytes"
	"math/rand/v2"
	"os/exec"
	"testing"

	"github.com/klauspost/compress/zstd"
)

// TestLiteralsFrame checks that chunks of weights are no larger than gzip makes them, apart from half a percent where
// the values are evenly distributed (gzip has longer codes), and that other decoders read them as zstd frames too.
func TestLiteralsFrame(t *testing.T) {
	enc, err := newZstdEncoder()
	if err != nil {
		t.Fatal(err)
	}
	defer enc.close()
	other, err := zstd.NewReader(nil)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	for name, test := range map[string]struct {
		raw    []byte
		asGzip bool // no larger
		blocks int  // at least
	}{
		"int8":              {quantizedWeights(600_000, 1), true, 5},
		"int8 in two parts": {append(quantizedWeights(100_000, 1), halves(quantizedWeights(100_000, 2))...), true, 2},
		"four bits":         {halves(quantizedWeights(300_000, 3)), true, 2},
		"random":            {random(200_000), false, 2},
		"zeros":             {make([]byte, 500_000), false, 1},
		"one byte":          {[]byte{7}, false, 1},
		"just too short":    {quantizedWeights(1<<10-1, 4), false, 1},
		"just long enough":  {quantizedWeights(1<<10, 4), false, 1},
		"14 bits":           {quantizedWeights(1<<14-1, 5), true, 1},
		"15 bits":           {quantizedWeights(1<<14, 5), true, 1},
		"repetitions":       {bytes.Repeat(quantizedWeights(1000, 6), 300), false, 1},
	} {
		c, data := encodeChunk(enc, test.raw)
		back, err := other.DecodeAll(data, nil)
		if err != nil || !bytes.Equal(back, test.raw) {
			t.Errorf("%s: it comes back as %d bytes of %d, %v", name, len(back), len(test.raw), err)
		}
		_, packed, err := gzipChunk(test.raw)
		if err != nil {
			t.Fatal(err)
		}
		if test.asGzip && len(data) > len(packed)+len(packed)/200 {
			t.Errorf("%s: %d bytes, and gzip makes %d", name, len(data), len(packed))
		}
		if c.Size > int64(len(test.raw))+32 {
			t.Errorf("%s: %d bytes became %d", name, len(test.raw), c.Size)
		}
		if got := countBlocks(data); got < test.blocks {
			t.Errorf("%s: %d blocks, want at least %d", name, got, test.blocks)
		}
		byTool(t, name, data, test.raw)
	}
}

// countBlocks counts the blocks of a frame.
func countBlocks(frame []byte) (n int) {
	var head zstd.Header
	if head.Decode(frame) != nil {
		return 0
	}
	for at, last := head.HeaderSize, false; !last && at+3 <= len(frame); n++ {
		h := int(frame[at]) | int(frame[at+1])<<8 | int(frame[at+2])<<16
		last = h&1 == 1
		size := h >> 3
		if h>>1&3 == 1 { // one byte, repeated
			size = 1
		}
		at += 3 + size
	}
	return n
}

// byTool decompresses a frame with the zstd command, where it is installed.
func byTool(t *testing.T, name string, frame, want []byte) {
	t.Helper()
	path, err := exec.LookPath("zstd")
	if err != nil {
		return // only a second opinion: the library's decoder has read the frame
	}
	cmd := exec.Command(path, "-d", "-c")
	cmd.Stdin = bytes.NewReader(frame)
	got, err := cmd.Output()
	if err != nil || !bytes.Equal(got, want) {
		t.Errorf("%s: the zstd command makes %d bytes of it, want %d: %v", name, len(got), len(want), err)
	}
}

// halves returns bytes of two four-bit values each, like those of int4 tensors.
func halves(values []byte) []byte {
	out := make([]byte, len(values)/2)
	for i := range out {
		out[i] = values[2*i]>>4 ^ 8 | (values[2*i+1]>>4^8)<<4
	}
	return out
}

func random(n int) []byte {
	rng := rand.New(rand.NewPCG(1, 2))
	out := make([]byte, n)
	for i := range out {
		out[i] = byte(rng.Uint32())
	}
	return out
}
