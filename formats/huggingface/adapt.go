package huggingface

import "github.com/coconut-page/coconut/runtime"

// Adapter makes a checkpoint with other tensors than those of transformers' own classes into one with these.
type Adapter interface {
	// Adapt changes what the files hold.
	Adapt(s *State) error
	// Complete adds to the config what config.json does not say. It is called after Adapt.
	Complete(c *runtime.Config) error
}

// State is what the files of a checkpoint hold, before it is compared with a model's schema.
type State struct {
	// Config is the text of config.json.
	Config []byte
	// Tensors are those of all files by name. An adapter renames them as transformers' class does for the config's
	// model_type, and leaves out or adds some.
	Tensors map[string]Tensor
	// Read reads a small file beside the weights; the error wraps fs.ErrNotExist if there is none.
	Read func(name string) ([]byte, error)
}

// adapt lets the adapter change what the files hold, and returns the config.json that it made.
func (c *Checkpoint) adapt(config []byte) ([]byte, error) {
	if c.adapter == nil {
		return config, nil
	}
	s := &State{Config: config, Tensors: c.tensors, Read: c.read}
	if err := c.adapter.Adapt(s); err != nil {
		return nil, err
	}
	c.tensors = s.Tensors
	return s.Config, nil
}

// complete lets the adapter add to the config.
func (c *Checkpoint) complete() error {
	if c.adapter == nil {
		return nil
	}
	if err := c.adapter.Complete(&c.config); err != nil {
		return err
	}
	if err := c.config.Validate(); err != nil {
		return ErrFile.Errorf("with its latent scheme it is no model that can be run: %w", err)
	}
	return nil
}
