package number

import (
	"math"
	"slices"
	"strings"
	"testing"
)

func TestNumbers(t *testing.T) {
	if got := Float32s([]float32{1, -2}); !slices.Equal(got, []byte{0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0}) {
		t.Errorf("float32 is %x", got)
	}
	values := []float32{1, -2, 65504, 1. / (1 << 24), 1 + 1./(1<<11), 1 + 3./(1<<11), 65519}
	data, err := Float16s(values)
	if err != nil || !slices.Equal(data[:6], []byte{0, 0x3c, 0, 0xc0, 0xff, 0x7b}) {
		t.Errorf("float16 is %x, %v", data, err)
	}
	want := []float32{1, -2, 65504, 1. / (1 << 24), 1, 1 + 1./(1<<9), 65504} // ties go to even
	if got := FromFloat16s(data); !slices.Equal(got, want) {
		t.Errorf("float16 is %v, want %v", got, want)
	}
	for _, v := range []float32{65520, float32(math.Inf(-1)), float32(math.NaN())} {
		if _, err := Float16s([]float32{1, v}); err == nil || !strings.Contains(err.Error(), "number 1 is ") {
			t.Errorf("%v: %v", v, err)
		}
	}
}
