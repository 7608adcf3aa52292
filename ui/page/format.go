package page

import (
	"strconv"
	"strings"
)

// FormatBytes writes a download size: "512 bytes", "37 kB", "1.4 MB" (powers of ten, as is usual for downloads).
func FormatBytes(n int64) string {
	switch {
	case n < 1000:
		return Plural(int(n), "byte")
	case n < 999_500:
		return strconv.FormatInt((n+500)/1000, 10) + " kB"
	case n < 999_950_000:
		return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
	default:
		return strconv.FormatFloat(float64(n)/1e9, 'f', 1, 64) + " GB"
	}
}

// FormatMillis writes a duration with about two significant digits: "0.4 ms", "12 ms", "1.2 s".
func FormatMillis(ms float64) string {
	switch {
	case ms < 9.95:
		return strconv.FormatFloat(ms, 'f', 1, 64) + " ms"
	case ms < 999.5:
		return strconv.FormatFloat(ms, 'f', 0, 64) + " ms"
	default:
		return strconv.FormatFloat(ms/1000, 'f', 1, 64) + " s"
	}
}

// FormatPercent writes a probability in whole percents, and the smallest as "<1 %".
func FormatPercent(p float32) string {
	switch {
	case p > 0 && p < 0.01:
		return "<1 %"
	case p > 0.99 && p < 1:
		return ">99 %"
	default:
		return strconv.FormatFloat(float64(p)*100, 'f', 0, 64) + " %"
	}
}

// FormatCount groups digits by threes: 1234567 is "1,234,567".
func FormatCount(n int64) string {
	s := strconv.FormatInt(n, 10)
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 && s[i-1] != '-' {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// Plural writes "1 thought", "2 thoughts".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// Clip shortens a text so that it fits an attribute or a choice.
func Clip(text string) string {
	const most = 60
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most-1]) + "…"
	}
	return text
}
