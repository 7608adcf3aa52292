package engine

// Progress is how far the loading of a model has come.
type Progress struct {
	// Done of Total bytes have arrived; Total is 0 while it is unknown.
	Done  int64 `json:"done"`
	Total int64 `json:"total"`
	// Layer of Layers are ready for a question to go through.
	Layer  int `json:"layer"`
	Layers int `json:"layers"`
	// Read of them have been passed by a question that was asked meanwhile.
	Read int `json:"read,omitempty"`
	// Seconds have passed since the load began, without those in which the device slept.
	Seconds float64 `json:"seconds"`
	// Trouble is what has just gone wrong and is being tried again, "" if nothing has.
	Trouble string `json:"trouble,omitempty"`
}

// Info describes the loaded model.
type Info struct {
	Name       string `json:"name"`
	Method     string `json:"method"`
	Task       string `json:"task"`
	Thoughts   int    `json:"thoughts"`   // latent steps it was trained with
	Parameters int64  `json:"parameters"` // numbers in its tensors
	Bytes      int64  `json:"bytes"`      // of the download
	Kernels    string `json:"kernels"`    // the SIMD variant that computes
	// Fetched bytes came over the network, Stored bytes from what an earlier visit kept; all of them were verified.
	Fetched int64 `json:"fetched"`
	Stored  int64 `json:"stored"`
	// Models are all the models that the site offers, this one among them.
	Models []ModelInfo `json:"models,omitempty"`
	// Chats says that a language model answers chats, Context how many tokens and thoughts it can read and write together.
	Chats   bool `json:"chats,omitempty"`
	Context int  `json:"context,omitempty"`
	// Latent says that a language model takes latent steps. Width is how many numbers a hidden state has, Vocabulary how
	// many tokens the model knows. Only a worker that gives access to those says so.
	Latent     bool `json:"latent,omitempty"`
	Width      int  `json:"width,omitempty"`
	Vocabulary int  `json:"vocabulary,omitempty"`
	// Memory is what the program in the worker has taken from the browser, in bytes.
	Memory int64 `json:"memory,omitempty"`
	// Used bytes are kept on the device for this page, with all its files and models, of Allowed by the browser; both
	// are 0 where the browser does not say.
	Used    int64 `json:"used,omitempty"`
	Allowed int64 `json:"allowed,omitempty"`
	// Unkept says why the weights were not kept for the next visit, "" if they were.
	Unkept string `json:"unkept,omitempty"`
	// Unpromised means that they were kept, but that the browser lacks navigator.storage, which would say whether they
	// outlive this window.
	Unpromised bool `json:"unpromised,omitempty"`
}

// ModelInfo describes a model that can be fetched. The site's models/models.json is a list of these, written by
// tools/buildsite.
type ModelInfo struct {
	Name     string `json:"name"`
	Method   string `json:"method"`
	Task     string `json:"task"`
	Thoughts int    `json:"thoughts"`
	Bytes    int64  `json:"bytes"`
	// License is its licence, an SPDX identifier, "" if it names none. Context is how many tokens and thoughts it can read
	// and write together.
	License string `json:"license,omitempty"`
	Context int    `json:"context,omitempty"`
	// Results are its measured accuracies, 0 to 1, by the name of the data (docs/results).
	Results map[string]float64 `json:"results,omitempty"`
}
