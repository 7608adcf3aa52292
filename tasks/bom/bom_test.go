package bom_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/coconut-page/coconut/tasks/bom"
)

// wide returns a text in UTF-16, with or without a mark.
func wide(order binary.AppendByteOrder, mark bool, text string) string {
	var out []byte
	if mark {
		out = order.AppendUint16(out, 0xFEFF)
	}
	for _, unit := range utf16.Encode([]rune(text)) {
		out = order.AppendUint16(out, unit)
	}
	return string(out)
}

func TestReader(t *testing.T) {
	const text = "{\"question\": \"Zo\u00eb is a \u6f22\U0001F965.\"}\r\n"
	little, big := binary.LittleEndian, binary.BigEndian
	for name, tt := range map[string]struct{ in, want string }{
		"plain":                   {text, text},
		"empty":                   {"", ""},
		"one byte":                {"[", "["},
		"a mark":                  {"\ufeff" + text, text},
		"a mark alone":            {"\ufeff", ""},
		"half a mark":             {"\xef\xbb", "\xef\xbb"},
		"a second mark is text":   {"\ufeff\ufeffx", "\ufeffx"},
		"UTF-16LE":                {wide(little, true, text), text},
		"UTF-16BE":                {wide(big, true, text), text},
		"UTF-16LE without a mark": {wide(little, false, text), text},
		"UTF-16BE without a mark": {wide(big, false, text), text},
		"UTF-16 with nothing":     {"\xff\xfe", ""},
		"half a unit":             {wide(little, true, "[") + "x", "[\ufffd"},
		"a high surrogate alone":  {wide(little, true, "[") + "\x3e\xd8", "[\ufffd"},
		"a high one before text":  {wide(little, true, "[") + "\x3e\xd8" + wide(little, false, "x]"), "[\ufffdx]"},
		"two high ones":           {"\xff\xfe\x3e\xd8" + wide(little, false, "\U0001F965"), "\ufffd\U0001F965"},
		"a low one alone":         {"\xff\xfe\x3e\xdd" + wide(little, false, "x"), "\ufffdx"},
		"not UTF-8 stays":         {"a\xff\x00", "a\xff\x00"},
		"long":                    {wide(big, true, strings.Repeat(text, 1000)), strings.Repeat(text, 1000)},
	} {
		for how, r := range map[string]io.Reader{
			"whole": strings.NewReader(tt.in), "by bytes": iotest.OneByteReader(strings.NewReader(tt.in)), "early end": iotest.DataErrReader(strings.NewReader(tt.in)),
		} {
			if got, err := io.ReadAll(bom.NewReader(r)); err != nil || string(got) != tt.want {
				t.Errorf("%s, %s: %q, %v; want %q", name, how, got, err, tt.want)
			}
		}
		if err := iotest.TestReader(bom.NewReader(strings.NewReader(tt.in)), []byte(tt.want)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestReaderError checks that an error of the source is returned, wherever it happens.
func TestReaderError(t *testing.T) {
	bad := errors.New("the disk is on fire")
	for _, in := range []string{"", "\xff", "plain", "\xff\xfe", "\xff\xfe[\x00\x3e", "\xff\xfe[\x00\x3e\xd8"} {
		r := bom.NewReader(io.MultiReader(bytes.NewReader([]byte(in)), iotest.ErrReader(bad)))
		if _, err := io.ReadAll(r); !errors.Is(err, bad) {
			t.Errorf("%q: %v", in, err)
		}
	}
}
