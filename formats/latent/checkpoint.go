package latent

import (
	"github.com/coconut-page/coconut/formats/huggingface"
	"github.com/coconut-page/coconut/formats/internal/layout"
)

// Options say how a checkpoint is opened. The zero value recognises its kind, and takes what lies beside it.
type Options struct {
	// Kind is one of Kinds, or "" to recognise it.
	Kind string
	// Config is the name of a config.json to use instead of the one beside the weights, unless it is "". Tokenizer is the
	// same for tokenizer.json, or NoTokenizer.
	Config, Tokenizer string
	// Thoughts is how many thoughts the model was trained to take; 0 means as many as the published models of the kind.
	Thoughts int
	// LoRAAlpha is the numerator of LoRA's scale where it has not been merged; 0 means what the checkpoint's
	// adapter_config.json says, or otherwise 32, as in CODI's scripts.
	LoRAAlpha float64
}

// NoTokenizer is the Tokenizer of Options for a model without one, which takes token ids only.
const NoTokenizer = "none"

// Checkpoint is a checkpoint that has been opened.
type Checkpoint struct {
	*huggingface.Checkpoint
	adapter *adapter
}

// Open opens a checkpoint: a folder, or a file with weights, as huggingface.Open does. One of no known kind is a plain
// model: Kind is "". Close ends the use of its files. Errors wrap ErrCheckpoint or ErrUnsupported, or those of packages
// huggingface, safetensors, pytorch and tokenizer, or are the file system's.
func Open(path string, o Options) (*Checkpoint, error) {
	a := &adapter{options: o}
	c, err := huggingface.OpenAdapted(path, o.Config, a)
	if err != nil {
		return nil, err
	}
	return &Checkpoint{c, a}, nil
}

// Kind is the checkpoint's kind, or "" for a plain model.
func (c *Checkpoint) Kind() string { return c.adapter.kind.name }

// Notes say what was dropped, merged or guessed, in sentences without a point.
func (c *Checkpoint) Notes() []string { return append(c.Checkpoint.Notes(), c.adapter.notes...) }

// Files returns the model's small files: its tokenizer with the tokens that training added, and the tokens that end a
// text. For a plain model they are the ones beside the weights.
func (c *Checkpoint) Files() (map[string][]byte, error) {
	files, err := c.Checkpoint.Files()
	if err != nil || c.Kind() == "" {
		return files, err
	}
	delete(files, layout.TokenizerFile)
	if c.adapter.tokenizer != nil {
		files[layout.TokenizerFile] = c.adapter.tokenizer
	}
	return files, nil
}
