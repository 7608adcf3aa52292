// Package formats turns models in foreign file formats into model folders. Each subpackage reads or writes one format
// over the runtime's tensor schema (runtime.Config.Tensors); Open finds the one for a file. The runtime knows none of
// them, so the page carries none.
package formats
