// Package safetensors reads and writes tensors in the safetensors format, version 0.4 and later
// (huggingface/safetensors, README.md, "Format"): the length of a JSON header, the header with each tensor's type,
// shape and place, and the data.
package safetensors
