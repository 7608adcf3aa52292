// Package toymodel has a language model for tests: one Llama layer with random values, and a byte-level tokenizer of a
// few letters that also chats by ChatML.
package toymodel

import (
	"bytes"
	"context"
	"encoding/binary"
	"maps"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/quant"
)

// Tokens is the vocabulary; Ġ is a space, Ċ a line break.
var Tokens = []string{"<|endoftext|>", "<|im_start|>", "<|im_end|>", "a", "b", "c", "Ġ", "Ċ", "ab", "Ġab", "s", "u",
	"e", "r"}

// Context is the longest sequence.
const Context = 64

// GGUF returns the model as a file, with a change.
func GGUF(change func(f *gguf.File)) *gguf.File {
	kinds := make([]int32, len(Tokens))
	for i := range kinds {
		kinds[i] = 1
		if strings.HasPrefix(Tokens[i], "<|") {
			kinds[i] = 3
		}
	}
	f := &gguf.File{Metadata: []gguf.Pair{
		{Key: "general.architecture", Value: "llama"}, {Key: "llama.context_length", Value: uint32(Context)},
		{Key: "llama.embedding_length", Value: uint32(32)}, {Key: "llama.block_count", Value: uint32(1)},
		{Key: "llama.attention.head_count", Value: uint32(2)}, {Key: "llama.feed_forward_length", Value: uint32(64)},
		{Key: "llama.attention.layer_norm_rms_epsilon", Value: float32(1e-5)},
		{Key: "tokenizer.ggml.model", Value: "gpt2"}, {Key: "tokenizer.ggml.pre", Value: "gpt-2"},
		{Key: "tokenizer.ggml.tokens", Value: Tokens}, {Key: "tokenizer.ggml.token_type", Value: kinds},
		{Key: "tokenizer.ggml.merges", Value: []string{"a b", "Ġ ab"}}, {Key: "tokenizer.ggml.eos_token_id", Value: uint32(0)},
	}}
	r := rand.New(rand.NewPCG(1, 2))
	shapes := map[string][]uint64{
		"token_embd": {32, uint64(len(Tokens))}, "output_norm": {32}, "blk.0.attn_norm": {32}, "blk.0.attn_q": {32, 32},
		"blk.0.attn_k": {32, 32}, "blk.0.attn_v": {32, 32}, "blk.0.attn_output": {32, 32}, "blk.0.ffn_norm": {32},
		"blk.0.ffn_gate": {32, 64}, "blk.0.ffn_up": {32, 64}, "blk.0.ffn_down": {64, 32},
	}
	for _, name := range slices.Sorted(maps.Keys(shapes)) {
		n := uint64(1)
		for _, d := range shapes[name] {
			n *= d
		}
		var data []byte
		for range n {
			data = binary.LittleEndian.AppendUint32(data, math.Float32bits(float32(r.NormFloat64())))
		}
		f.Tensors = append(f.Tensors, gguf.Tensor{Name: name + ".weight", Dims: shapes[name], Type: gguf.F32, Data: data})
	}
	change(f)
	return f
}

// Endless is a change to the file: no token ends a text.
func Endless(f *gguf.File) {
	f.Metadata = slices.DeleteFunc(f.Metadata, func(p gguf.Pair) bool { return p.Key == "tokenizer.ggml.eos_token_id" })
}

// Roomy is a change to the file: the context holds many turns of a chat, and answers go on to their limit.
func Roomy(f *gguf.File) {
	Endless(f)
	for i, p := range f.Metadata {
		if p.Key == "llama.context_length" {
			f.Metadata[i].Value = uint32(2048)
		}
	}
}

// Write writes the model to tiny.gguf in a folder of its own.
func Write(t testing.TB, change func(f *gguf.File)) (path string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "tiny.gguf")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := GGUF(change).WriteTo(file); err != nil {
		t.Fatal(err)
	}
	return path
}

// Import imports the model in float32, and returns its folder, which is called tiny.
func Import(t testing.TB, change func(f *gguf.File)) (dir string) {
	t.Helper()
	dir = filepath.Join(t.TempDir(), "tiny")
	if err := ImportTo(t.Context(), dir, change); err != nil {
		t.Fatal(err)
	}
	return dir
}

// ImportTo imports the model in float32 into a folder, by whose name it is called.
func ImportTo(ctx context.Context, dir string, change func(f *gguf.File)) error {
	c, err := Checkpoint(change)
	if err != nil {
		return err
	}
	_, err = formats.Import(ctx, c, dir, formats.Options{Name: filepath.Base(dir),
		Formats: quant.Formats{Matrices: quant.FormatFloat32, Embeddings: quant.FormatFloat32}})
	return err
}

// Checkpoint is the model as its reader sees it.
func Checkpoint(change func(f *gguf.File)) (*gguf.Checkpoint, error) {
	var file bytes.Buffer
	if _, err := GGUF(change).WriteTo(&file); err != nil {
		return nil, err
	}
	r, err := gguf.NewReader(bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		return nil, err
	}
	return r.Checkpoint()
}
