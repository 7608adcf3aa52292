package formats

import (
	"fmt"

	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// MaxMemory is what a WebAssembly program can have: its addresses have 32 bits.
const MaxMemory = 4 << 30

// base is what a program needs besides tensors: itself, a tokenizer of 150,000 tokens twice, pieces of the model on
// their way to where it is kept, and what the garbage collector has not freed yet.
const base = 96 << 20

// Need is what an import takes, in bytes, known before any weights are read.
type Need struct {
	// Memory is the most that the program will hold at a time: a tensor of the checkpoint with its conversion, and what
	// it needs besides.
	Memory int64
	// Storage is what the model takes where it is kept, at most.
	Storage int64
}

// NeedOf says what the import of a model will take. files are the small files to write, formats those of Options.
// Errors are those of quant.Formats.Layout.
func NeedOf(config runtime.Config, files map[string][]byte, f quant.Formats) (Need, error) {
	n := Need{Storage: weights.MaxManifestSize / 8}
	for _, data := range files {
		n.Storage += int64(len(data))
	}
	_, chosen := Choose(config, f)
	for _, spec := range config.Tensors() {
		parts, err := tensorParts(chosen, spec)
		if err != nil {
			return Need{}, err
		}
		stored := int64(0)
		for _, t := range parts {
			stored += t.Bytes()
		}
		n.Storage += stored
		// The values as float32 with a copy in another order or what the conversion stands for, and the conversion twice.
		n.Memory = max(n.Memory, 8*elements(spec)+2*stored)
	}
	n.Storage += n.Storage >> 10 // compression can make bytes without any order a little longer
	n.Memory += base
	return n, nil
}

// Check refuses what cannot be done within WebAssembly's memory, or does not fit into the room that is left, in bytes,
// negative if unknown. The error wraps ErrNoRoom.
func (n Need) Check(room int64) error {
	switch {
	case n.Memory > MaxMemory:
		return ErrNoRoom.Errorf("its conversion takes %s of memory, and a page can have %s (4 GiB) at most", size(n.Memory),
			size(MaxMemory))
	case n.Storage > weights.MaxModelSize:
		return ErrNoRoom.Errorf("it would have %s, and a page can run models of %s at most", size(n.Storage),
			size(weights.MaxModelSize))
	case room >= 0 && n.Storage > room:
		return ErrNoRoom.Errorf("it takes %s on this device, and the browser has %s left for this page", size(n.Storage),
			size(room))
	}
	return nil
}

// size is a number of bytes for people.
func size(n int64) string {
	if n >= 1e9 {
		return fmt.Sprintf("%.2f GB", float64(n)/1e9)
	}
	return fmt.Sprintf("%.1f MB", float64(n)/1e6)
}
