package weights

import "testing"

func TestDefaultChunkSize(t *testing.T) {
	const kib, mib = 1 << 10, 1 << 20
	for _, test := range []struct{ model, want int }{
		{1, 64 * kib}, {512 * kib, 64 * kib}, {600 * kib, 75 * kib}, {8 * mib, mib}, {8*mib + 1, mib}, {32 * mib, mib},
		{64 * mib, 2 * mib}, {128 * mib, 4 * mib}, {1024 * mib, 4 * mib},
	} {
		if got := defaultChunkSize(test.model); got != test.want {
			t.Errorf("a model of %d bytes has chunks of %d, want %d", test.model, got, test.want)
		}
	}
}
