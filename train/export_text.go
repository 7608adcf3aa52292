package train

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/runtime/tokenizer"
	"github.com/coconut-page/coconut/runtime/tokenizer/bpe"
)

// describeTexts describes a language model that was trained further.
func describeTexts(ctx context.Context, header checkpointHeader, trained map[string][]float32,
	o ExportOptions) (*exported, error) {
	dir := o.Init
	if dir == "" {
		dir = header.State.Init
	}
	b, err := openBase(ctx, dir)
	if err != nil {
		return nil, err
	}
	text := header.Recipe.Text
	if b.sum() != text.Base {
		return nil, fmt.Errorf("%w: %s is not the model that the run started from: its SHA-256 is %s, that one's %s", ErrBase,
			dir, b.sum(), text.Base)
	}
	m := &exported{license: b.license, files: map[string][]byte{}}
	for name, data := range b.files {
		m.files[name] = data
	}
	if first := header.Recipe.Model.VocabSize - len(markerTokens); len(header.Recipe.Model.Latent.Start) > 0 {
		if m.files[tokenizer.File], err = bpe.AppendSpecial(b.files[tokenizer.File], first, markerTokens...); err != nil {
			return nil, err
		}
	}
	m.config, m.formats = formats.Choose(header.Recipe.Model, o.Formats)
	if text.LoRA == nil {
		m.floats = func(spec quant.Spec) ([]float32, error) { return whole(trained, spec) }
		return m, nil
	}
	floats, err := b.floats(ctx)
	if err != nil {
		return nil, err
	}
	m.floats = func(spec quant.Spec) ([]float32, error) {
		data, err := floats(spec)
		if err != nil {
			return nil, err
		}
		return text.LoRA.merge(spec, data, trained)
	}
	return m, nil
}

// merge adds what was trained to a tensor of the model: an adapter's product to a matrix [out, in], rows of new tokens
// to an embedding or a head.
func (l *LoRA) merge(spec quant.Spec, data []float32, trained map[string][]float32) ([]float32, error) {
	name := strings.TrimSuffix(spec.Name, ".weight")
	if rows, ok := trained[name+addedRows]; ok {
		known := spec.Shape[0]*spec.Shape[1] - len(rows)
		if known < 0 || known > len(data) {
			return nil, fmt.Errorf("%w: parameter %s has %d values", ErrCheckpoint, name+addedRows, len(rows))
		}
		return append(slices.Clip(data[:known]), rows...), nil
	}
	if !l.adapts(spec) {
		return data, nil
	}
	out, in := spec.Shape[0], spec.Shape[1]
	a, b := trained[name+loraIn], trained[name+loraOut]
	if len(a) != in*l.Rank || len(b) != l.Rank*out {
		return nil, fmt.Errorf("%w: the adapter of %s has %d and %d values, want %d and %d", ErrCheckpoint, name, len(a),
			len(b), in*l.Rank, l.Rank*out)
	}
	merged := slices.Clone(data)
	for o := range out {
		row := merged[o*in:][:in]
		for k := range l.Rank {
			factor := float32(l.scale()) * b[k*out+o]
			for i := range row {
				row[i] += float32(factor * a[i*l.Rank+k])
			}
		}
	}
	return merged, nil
}
