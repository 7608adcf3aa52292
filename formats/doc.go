// Package formats holds foreign model file formats: each subpackage reads or writes one format over the runtime's
// tensor schema (runtime.Config.Tensors). The runtime knows none of them, so the page carries none.
package formats
