//go:build js && wasm

package text

import (
	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/engine"
	"github.com/coconut-page/coconut/simd"
)

// InfoOf describes a model, without what is known only once it is loaded.
func InfoOf(name string, m *completion.Model) engine.Info {
	i, c := m.Info(), m.Runtime().Config()
	return engine.Info{Name: name, Method: i.Method, Task: i.Task, Thoughts: i.Thoughts, Parameters: i.Parameters,
		Bytes: i.Bytes, Kernels: simd.Variant(), Chats: m.Chats(), Context: c.MaxPositions, Latent: c.Latent != nil,
		Width: c.Width, Vocabulary: c.VocabSize}
}

// Layers fills in how many of a model's layers have arrived, for engine.Loading.
func Layers(m *completion.Model) func(*engine.Progress) {
	return func(p *engine.Progress) {
		p.Layer, p.Layers, p.Read = m.Runtime().Arrived(), m.Runtime().Config().Layers, m.Runtime().Reached()
	}
}
