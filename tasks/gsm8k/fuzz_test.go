package gsm8k

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"
)

// FuzzParse reads anything as a data file: it is refused with ErrItem, or what is written of it reads the same.
func FuzzParse(f *testing.F) {
	for _, text := range []string{official, icot, coconut, "", "[", "{", "a||b", "\xff\xfe[\x00"} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		items, err := readItems(bytes.NewReader(data), limits{1 << 16, 1 << 12, 100})
		if err != nil {
			if !errors.Is(err, ErrItem) {
				t.Fatal(err)
			}
			return
		}
		for i, it := range items {
			if strings.TrimSpace(it.Question) == "" || it.Answer == "" || it.Steps == nil {
				t.Fatalf("item %d: %+v", i, it)
			}
		}
		written, err := json.Marshal(items)
		if err != nil {
			t.Fatal(err)
		}
		again, err := ReadItems(bytes.NewReader(written))
		if err != nil || !reflect.DeepEqual(items, again) {
			t.Fatalf("%+v, written and read: %+v, %v", items, again, err)
		}
	})
}
