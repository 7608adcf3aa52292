// Package gguf reads and writes models as GGUF, the file format of llama.cpp.
//
// The format is that of ggml's docs/gguf.md, version 3: a header, key-value metadata, a list of tensors, and their
// data, each tensor aligned to 32 bytes. A model is one of llama.cpp's architectures gpt2, llama, qwen2 or qwen3. Two
// differences remain on the other side: llama.cpp computes a gpt2's GELU by its tanh formula always, and has no latent
// steps.
package gguf
