package runtime

import (
	"fmt"

	"github.com/coconut-page/coconut/quant"
)

// Tensors is the schema of a model: every tensor with its shape and role, in the order in which the forward pass needs
// them and the store keeps them. The runtime reads a model by it; the trainer, quantization and all file formats write
// by it. It is empty for a config that Validate refuses.
func (c Config) Tensors() []quant.Spec {
	arch, ok := architectures[c.ModelType]
	if !ok {
		return nil
	}
	s := &schema{config: &c}
	arch.start(s)
	for layer := range c.Layers {
		s.prefix = blockPrefix(layer)
		arch.block(s)
	}
	s.prefix = ""
	arch.end(s)
	s.latentProjection()
	return s.specs
}

// blockPrefix is what the names of a block's tensors begin with.
func blockPrefix(layer int) string { return fmt.Sprintf("h.%d.", layer) }

// schema collects the specs of an architecture's tensors. What is called for each of them is not inlined here and in
// reader: it runs once, and the page's program is smaller without.
type schema struct {
	config *Config
	prefix string // of the block being described
	specs  []quant.Spec
}

//go:noinline
func (s *schema) add(name string, role quant.Role, shape ...int) {
	s.specs = append(s.specs, quant.Spec{Name: s.prefix + name, Shape: shape, Role: role})
}

// layerNorm adds name.weight [n] and name.bias [n].
func (s *schema) layerNorm(name string, n int) {
	s.add(name+".weight", quant.Norm, n)
	s.add(name+".bias", quant.Bias, n)
}

// linear adds name.weight [outputs, inputs] and name.bias [outputs].
func (s *schema) linear(name string, outputs, inputs int) {
	s.add(name+".weight", quant.Linear, outputs, inputs)
	s.add(name+".bias", quant.Bias, outputs)
}

// untiedHead adds lm_head.weight [tokens, width] if the head is not the embedding.
func (s *schema) untiedHead() {
	if s.config.UntiedHead {
		s.add("lm_head.weight", quant.Head, s.config.VocabSize, s.config.Width)
	}
}
