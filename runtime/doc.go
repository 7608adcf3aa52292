// Package runtime runs a Coconut model: a GPT-2-style decoder that can reason in latent steps, by taking its own last
// hidden state as the next input embedding instead of a token's.
//
// A Model holds the weights and never changes. A Session is one sequence of reading, thinking and writing: it owns a KV
// cache and can be forked cheaply. A fork answers "what would it say if it stopped thinking here?" without disturbing
// the run. Generate ties them together: prompt, <bot>, latent steps, <eot>, and greedy decoding to <eos>, with a trace
// of every step.
//
// # Same bits everywhere
//
// The same model and the same tokens give the same hidden states, bit for bit, natively and in every browser: all
// arithmetic is in package simd, and the rotary angles are computed by our own functions. A test compares a hash of a
// whole trace.
//
// # Number formats
//
// A matrix is float32, int8 with one scale per row, or int4 with one scale per 32 columns, as its tensor is stored.
// With quantized weights each product y = W·x + b also quantizes x, with one scale for the vector and levels up to 63
// (int8) or 127 (int4), sums exactly in int32, and scales back:
//
//	int8: y[r] = float32(Σ_c W[r,c]·x[c]) · (scale_W[r]·scale_x) + b[r]
//	int4: y[r] = (Σ_block float32(Σ_c W[r,c]·x[c])·scale_W[r,block]) · scale_x + b[r]
//
// with one rounding per operation, in the order written (parentheses first). Layer norms, attention scores, softmax,
// GELU and the KV cache are float32 either way. docs/model.md specifies the whole forward pass.
package runtime
