// Package gguf writes models as GGUF, the file format of llama.cpp, so that other engines can run what we train.
//
// The format is that of ggml's docs/gguf.md, version 3: a header, key-value metadata, a list of tensors, and their
// data, each tensor aligned to 32 bytes. Model maps a model of this project with learned positions to llama.cpp's
// architecture "gpt2". Two differences remain on the other side: llama.cpp computes GELU by its tanh approximation, and
// has no latent steps.
package gguf
