// Package formats converts models in foreign file formats to model folders. Each subpackage reads or writes one format
// over the runtime's tensor schema (runtime.Config.Tensors); Open finds the one for a file. The runtime knows none of
// them, so the page includes none.
package formats
