package stopping

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/weights"
)

// File is the name of the file in a model's folder that says how its head was fitted.
const File = "stop.json"

// The head's tensors.
const (
	weightName = "stop.weight"
	biasName   = "stop.bias"
)

// Put gives a model the head, in place of one that it has, and the file that says how it was fitted. All other tensors
// and files stay as they are. Errors are those of json, or wrap ErrModel if the model cannot have a head.
func (h Head) Put(p *weights.Package, fitted any) error {
	config, err := withHead(p.Config)
	if err != nil {
		return err
	}
	about, err := json.MarshalIndent(fitted, "", "  ")
	if err != nil {
		return err
	}
	p.Config, p.Files[File] = config, append(about, '\n')
	p.Tensors = slices.DeleteFunc(slices.Clone(p.Tensors), func(t weights.Tensor) bool {
		return t.Name == weightName || t.Name == biasName
	})
	p.Tensors = append(p.Tensors, weights.FromFloat32s(weightName, h.Weights, len(h.Weights)),
		weights.FromFloat32s(biasName, []float32{h.Bias}, 1))
	return nil
}

// withHead returns a config that says that there is a head. Whatever else is in it, known or not, stays.
func withHead(config json.RawMessage) (json.RawMessage, error) {
	c, err := runtime.ParseConfig(config)
	if err != nil || c.StopHead {
		return config, err
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(config, &fields); err != nil {
		return nil, err
	}
	with := slices.Clone(config)
	if _, there := fields["stop_head"]; there { // and false
		fields["stop_head"] = json.RawMessage("true")
		if with, err = json.Marshal(fields); err != nil {
			return nil, err
		}
	} else { // at the end, so that the others stay in their order
		with = append(bytes.TrimSuffix(bytes.TrimSpace(with), []byte("}")), `,"stop_head":true}`...)
	}
	if _, err := runtime.ParseConfig(with); err != nil {
		return nil, fmt.Errorf("%w: with a stop head: %w", ErrModel, err)
	}
	return with, nil
}
