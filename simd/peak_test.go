package simd

import "testing"

// TestRead: all that is asked for is read, but for the end, and an empty slice is none of memory.
func TestRead(t *testing.T) {
	for _, n := range []int{0, 1, 255, 256, 300, 1 << 20} {
		if got := Read(make([]byte, n)); got > n || got < n-n%256 {
			t.Errorf("of %d bytes %d were read", n, got)
		}
	}
}

// TestPeak: where there is a ceiling, twice the rounds are twice the multiply-adds.
func TestPeak(t *testing.T) {
	if one, two := Peak(1), Peak(2); two != 2*one {
		t.Errorf("a round has %d multiply-adds, two have %d", one, two)
	}
}
