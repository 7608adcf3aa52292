package runtime

import "github.com/coconut-page/coconut/weights"

// Info describes a model by its manifest.
type Info struct {
	Name   string `json:"name"`
	Task   string `json:"task"`
	Method string `json:"method"`
	// Thoughts is the number of latent steps the model was trained to take.
	Thoughts int `json:"thoughts"`
	// Parameters counts weights; Bytes is the download, compressed.
	Parameters int64 `json:"parameters"`
	// Format is the number format of most weights: "int8", "int4" or "float32".
	Format string `json:"format"`
	Bytes  int64  `json:"bytes"`
}

// Describe returns what a manifest and its config say of a model.
func Describe(manifest *weights.Manifest, config Config) Info {
	return Info{Name: manifest.Name, Task: config.Task, Method: config.Method, Thoughts: config.Thoughts,
		Parameters: parameters(manifest), Format: format(manifest), Bytes: manifest.Bytes()}
}
