package gguf

import (
	"errors"
	"io"
	"maps"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/formats/internal/layout"
	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime"
)

// Checkpoint is the model in a file in terms of the runtime's schema: its config, and each tensor by our name and in
// our order of rows.
type Checkpoint struct {
	r      *Reader
	family family
	config runtime.Config
	file   io.Closer // nil if the caller opened it
}

// Open opens the model in a file. Errors are those of NewReader and Reader.Checkpoint, or come from the file system.
func Open(path string) (*Checkpoint, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	c, err := open(file)
	if err != nil {
		return nil, errors.Join(err, file.Close())
	}
	c.file = file
	return c, nil
}

func open(file *os.File) (*Checkpoint, error) {
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	r, err := NewReader(file, info.Size())
	if err != nil {
		return nil, err
	}
	return r.Checkpoint()
}

// Close closes the file, if Open opened it.
func (c *Checkpoint) Close() error {
	if c.file == nil {
		return nil
	}
	return c.file.Close()
}

const (
	// defaultBase is llama.cpp's default for a file without a base.
	defaultBase = 10_000
)

// Checkpoint reads the model's config from the file. The error wraps ErrUnsupported for an unsupported architecture or
// variant of one, and ErrFile for metadata or tensors that are missing or inconsistent.
func (r *Reader) Checkpoint() (*Checkpoint, error) {
	name, _ := r.Metadata["general.architecture"].(string)
	f, ok := families[name]
	if !ok {
		return nil, ErrUnsupported.Errorf("architecture %.40q; supported: %s", name,
			strings.Join(slices.Sorted(maps.Keys(families)), ", "))
	}
	var failure error
	m := metadataReader{r, name + ".", &failure}
	m.refuse()
	c := &Checkpoint{r: r, family: f, config: f.config(m)}
	if failure != nil {
		return nil, failure
	}
	if err := c.config.Validate(); err != nil {
		return nil, ErrFile.Errorf("the metadata does not describe a valid model: %w", err)
	}
	return c, c.checkTensors()
}

// checkTensors compares the file's tensors with the schema's.
func (c *Checkpoint) checkTensors() error {
	known := map[string]bool{}
	for _, spec := range c.config.Tensors() {
		name, err := c.nameOf(spec.Name)
		if err != nil {
			return err
		}
		t, ok := c.r.Tensors[name]
		if !ok {
			return ErrFile.Errorf("tensor %s is missing", name)
		}
		if !slices.Equal(t.Shape, spec.Shape) {
			return ErrFile.Errorf("tensor %s has shape %v, want %v by the metadata", name, t.Shape, spec.Shape)
		}
		known[name] = true
	}
	for _, name := range slices.Sorted(maps.Keys(c.r.Tensors)) {
		if !known[name] && name != ropeFactors {
			return ErrUnsupported.Errorf("tensor %.100q, which is not part of the %s that we run", name, c.config.ModelType)
		}
	}
	return nil
}

// Config returns the model's config. It names no task.
func (c *Checkpoint) Config() runtime.Config { return c.config }

// License returns the file's general.license as an SPDX identifier, or "" if it is not a known one.
func (c *Checkpoint) License() string {
	name, _ := c.r.Metadata["general.license"].(string)
	return map[string]string{"apache-2.0": "Apache-2.0", "mit": "MIT"}[strings.ToLower(name)]
}

// Floats reads a tensor of the schema. Errors wrap ErrFile, or come from reading the file.
func (c *Checkpoint) Floats(spec quant.Spec) ([]float32, error) {
	t, data, err := c.raw(spec)
	if err != nil {
		return nil, err
	}
	return t.Type.floats(data), nil
}

// raw reads the bytes of a tensor of the schema, with its rows in our order.
func (c *Checkpoint) raw(spec quant.Spec) (TensorInfo, []byte, error) {
	name, err := c.nameOf(spec.Name)
	if err != nil {
		return TensorInfo{}, nil, err
	}
	t, data, err := c.r.raw(name)
	if err == nil && c.family.rotated(spec) {
		data = halves(data, spec.Shape[0], c.config.Rotated())
	}
	return t, data, err
}

// rotated reports whether a tensor's rows stand in another order in the file: in rotary pairs.
func (f family) rotated(spec quant.Spec) bool {
	return f.interleaved && (strings.Contains(spec.Name, "attn.q.") || strings.Contains(spec.Name, "attn.k."))
}

// halves turns rows of heads stored in rotary pairs (0, 1), (2, 3), … into rows stored in halves: row i and row
// i + width/2 of a head make a pair. llama.cpp's converter does the opposite to Llama's queries and keys.
func halves[T any](values []T, rows, width int) []T {
	out, columns := make([]T, len(values)), len(values)/rows
	for row := range rows {
		head, i := row/width, row%width
		from := head*width + i%(width/2)*2 + i/(width/2)
		copy(out[row*columns:][:columns], values[from*columns:])
	}
	return out
}

// pairs is the inverse of halves.
func pairs(values []float32, rows, width int) []float32 {
	out, columns := make([]float32, len(values)), len(values)/rows
	for row := range rows {
		head, i := row/width, row%width
		to := head*width + i%(width/2)*2 + i/(width/2)
		copy(out[to*columns:][:columns], values[row*columns:])
	}
	return out
}

func (c *Checkpoint) nameOf(ours string) (string, error) { return c.family.nameOf(ours) }

// metadataReader reads an architecture's metadata, and remembers the first error.
type metadataReader struct {
	r      *Reader
	prefix string
	err    *error // shared by copies
}

func (m metadataReader) fail(kind *fault.Kind, format string, args ...any) {
	if *m.err == nil {
		*m.err = kind.Errorf(format, args...)
	}
}

// refuse fails for metadata that changes the model in ways that we do not support.
func (m metadataReader) refuse() {
	for _, key := range []string{"expert_count", "attention.sliding_window", "rope.scaling.factor"} {
		if v := m.number(key, 0); v != 0 {
			m.fail(ErrUnsupported, "%s%s is %v, which is not supported", m.prefix, key, v)
		}
	}
	if kind, _ := m.r.Metadata[m.prefix+"rope.scaling.type"].(string); kind != "" && kind != "none" {
		m.fail(ErrUnsupported, "%srope.scaling.type is %.40q, which is not supported", m.prefix, kind)
	}
}

// number reads a number, or returns its default; without a default (NaN) it is required.
func (m metadataReader) number(key string, otherwise float64) float64 {
	value, ok := m.r.Metadata[m.prefix+key]
	switch v := value.(type) {
	case uint64:
		return float64(v)
	case int64:
		return float64(v)
	case float64:
		return v
	}
	if ok {
		m.fail(ErrFile, "%s%s is not a number", m.prefix, key)
	} else if math.IsNaN(otherwise) {
		m.fail(ErrFile, "%s%s is missing", m.prefix, key)
	}
	return otherwise
}

func (m metadataReader) size(key string) int {
	v := m.number(key, math.NaN())
	if !(v >= 1 && v <= math.MaxInt32) {
		m.fail(ErrFile, "%s%s is %v", m.prefix, key, v)
		return 1
	}
	return int(v)
}

// sizeOr reads a size that may be missing.
func (m metadataReader) sizeOr(key string, otherwise int) int {
	if _, ok := m.r.Metadata[m.prefix+key]; !ok {
		return otherwise
	}
	return m.size(key)
}

// shape reads the metadata that all families share.
func (m metadataReader) shape() runtime.Config {
	context := min(m.size("context_length"), layout.MaxContext)
	return runtime.Config{
		VocabSize: m.rows("token_embd.weight"), MaxPositions: context, MaxNewTokens: min(context, layout.MaxAnswer),
		Width: m.size("embedding_length"), Layers: m.size("block_count"), Heads: m.size("attention.head_count"),
		Inner: m.size("feed_forward_length"),
	}
}

// rows returns the number of rows of a matrix. For the vocabulary, metadata and tokens say the same less reliably.
func (m metadataReader) rows(name string) int {
	t, ok := m.r.Tensors[name]
	if !ok {
		m.fail(ErrFile, "tensor %s is missing", name)
		return 0
	}
	return t.Shape[0]
}

func (m metadataReader) has(name string) bool {
	_, ok := m.r.Tensors[name]
	return ok
}

func gpt2Config(m metadataReader) runtime.Config {
	c := m.shape()
	c.ModelType, c.Position, c.Activation = runtime.ModelGPT2, runtime.PositionLearned, runtime.ActivationGeluTanh
	c.LayerNormEpsilon = decimal(m.number("attention.layer_norm_epsilon", math.NaN()))
	c.MaxPositions = m.rows("position_embd.weight")
	c.MaxNewTokens = min(c.MaxNewTokens, c.MaxPositions)
	c.UntiedHead = m.has("output.weight")
	return c
}

func llamaConfig(m metadataReader) runtime.Config {
	c := m.shape()
	c.ModelType, c.Position = runtime.ModelLlama, runtime.PositionRotary
	c.LayerNormEpsilon = decimal(m.number("attention.layer_norm_rms_epsilon", math.NaN()))
	c.RotaryBase = m.number("rope.freq_base", defaultBase)
	c.KVHeads = m.sizeOr("attention.head_count_kv", c.Heads)
	c.HeadWidth = m.sizeOr("attention.key_length", 0)
	c.QKVBias = m.has("blk.0.attn_q.bias")
	c.QKNorm = m.has("blk.0.attn_q_norm.weight")
	c.UntiedHead = m.has("output.weight")
	if all := c.Rotated(); m.sizeOr("rope.dimension_count", all) != all {
		c.RotaryWidth = m.size("rope.dimension_count")
	}
	c.RotaryScaling = m.rotaryScaling(c)
	return c
}

// decimal returns the number that a float32 was meant to be, for instance 1e-5 rather than 9.999999747378752e-06.
func decimal(v float64) float64 {
	d, err := strconv.ParseFloat(strconv.FormatFloat(v, 'g', -1, 32), 64)
	if err != nil {
		return v // NaN and the like, which Validate rejects
	}
	return d
}
