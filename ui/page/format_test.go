package page

import "testing"

func TestFormatBytes(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 bytes", 1: "1 byte", 999: "999 bytes", 1000: "1 kB", 1499: "1 kB", 999_499: "999 kB",
		999_500: "1.0 MB", 1_250_001: "1.3 MB",
		123_456_789: "123.5 MB",
	} {
		if got := FormatBytes(n); got != want {
			t.Errorf("formatBytes(%d) = %q; want %q", n, got, want)
		}
	}
}

func TestFormatMillis(t *testing.T) {
	for ms, want := range map[float64]string{
		0: "0.0 ms", 0.44: "0.4 ms", 9.94: "9.9 ms", 9.96: "10 ms", 999.4: "999 ms", 999.6: "1.0 s", 61_250: "61.2 s",
	} {
		if got := FormatMillis(ms); got != want {
			t.Errorf("formatMillis(%v) = %q; want %q", ms, got, want)
		}
	}
}

func TestFormatPercent(t *testing.T) {
	for p, want := range map[float32]string{
		0: "0 %", 0.004: "<1 %", 0.01: "1 %", 0.875: "88 %", 0.99: "99 %", 0.996: ">99 %", 1: "100 %",
	} {
		if got := FormatPercent(p); got != want {
			t.Errorf("formatPercent(%v) = %q; want %q", p, got, want)
		}
	}
}

func TestFormatCount(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000", -999: "-999",
	} {
		if got := FormatCount(n); got != want {
			t.Errorf("formatCount(%d) = %q; want %q", n, got, want)
		}
	}
}
