package tokenizer

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// TestHostileMemory checks that no file of any permitted size makes Load allocate more than some tens of megabytes, and
// that error messages stay short.
func TestHostileMemory(t *testing.T) {
	const most = 128 << 20
	var distinct strings.Builder
	for i := 0; distinct.Len() < MaxFile-300; i++ {
		fmt.Fprintf(&distinct, `"%x":%d,`, i, i)
	}
	file := func(beginning, repeated, end string) string {
		return beginning + strings.Repeat(repeated, (MaxFile-len(beginning)-len(end))/len(repeated)) + end
	}
	for name, text := range map[string]string{
		"equal words":      file(`{"model":{"type":"WordLevel","vocab":{`, `"a":0,`, `"a":0}}}`),
		"as many words":    `{"pre_tokenizer":{"type":"Whitespace"},"model":{"type":"WordLevel","unk_token":"x","vocab":{` + distinct.String() + `"x":-1}}}`,
		"added tokens":     file(`{"added_tokens":[`, `{},`, `{}]}`),
		"normalizers":      file(`{"normalizer":{"type":"Sequence","normalizers":[`, `{},`, `{}]}}`),
		"deep normalizers": file(`{"normalizer":`, `{"normalizers":[`, ``),
		"deep":             file(`{"decoder":`, `[`, ``),
		"a long word":      file(`{"pre_tokenizer":{"type":"Whitespace"},"model":{"type":"WordLevel","unk_token":"x","vocab":{"x":0,"`, `w`, `":1}}}`),
		"a long number":    file(`{"added_tokens":[{"id":`, `9`, `}]}`),
		"escapes":          file(`{"version":"`, `\u0000`, `"}`),
		"too long":         strings.Repeat(" ", MaxFile+1),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Load([]byte(text))
		runtime.ReadMemStats(&after)
		n := after.TotalAlloc - before.TotalAlloc
		t.Logf("%s: %d kB for %d kB", name, n>>10, len(text)>>10)
		if !errors.Is(err, ErrFormat) && !errors.Is(err, ErrUnsupported) || len(err.Error()) > 1000 {
			t.Errorf("%s: %.1200v", name, err)
		}
		if n > most {
			t.Errorf("%s: %d bytes allocated for %d", name, n, len(text))
		}
	}
}
