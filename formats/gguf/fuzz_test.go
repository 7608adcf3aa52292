package gguf

import (
	"bytes"
	"testing"
)

// FuzzReader reads arbitrary bytes: the reader may reject them, but must not panic, and tensors of an accepted file
// must be readable.
func FuzzReader(f *testing.F) {
	for _, arch := range []string{"llama", "qwen3", "gpt2"} {
		var out bytes.Buffer
		if _, err := llamaFile(arch, func(*File) {}).WriteTo(&out); err != nil {
			f.Fatal(err)
		}
		f.Add(out.Bytes())
		f.Add(out.Bytes()[:out.Len()/2])
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := NewReader(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		for name := range r.Tensors {
			if _, _, err := r.Floats(name); err != nil {
				t.Errorf("%q was accepted but cannot be read: %v", name, err)
			}
		}
		c, err := r.Checkpoint()
		if err != nil {
			return
		}
		for _, spec := range c.Config().Tensors() {
			if values, err := c.Floats(spec); err != nil || len(values) == 0 {
				t.Errorf("%s: %d values, %v", spec.Name, len(values), err)
			}
		}
	})
}
