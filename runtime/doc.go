// Package runtime runs a Coconut model: a GPT-2-style decoder that can reason in latent steps, by taking its own last hidden state
// as the next input embedding instead of a token's.
//
// A Model holds the weights and never changes. A Session is one sequence being read, thought and written: it owns a KV cache and can
// be forked cheaply, which is how "what would it say if it stopped thinking here?" is answered without disturbing the run. Generate
// ties them together: prompt, <bot>, latent steps, <eot>, and greedy decoding to <eos>, with a trace of every step.
//
// # Same bits everywhere
//
// The same model and the same tokens give the same hidden states, bit for bit, natively and in every browser: all arithmetic is that
// of package simd, and the rotary angles are computed by functions of our own. A test holds a hash of a whole trace.
//
// # Number formats
//
// A matrix is either float32 or int8 with one scale per row, as its tensor is stored. With int8 weights each product
// y = W·x + b quantizes x to int8 with one scale for the vector, sums exactly in int32, and scales back:
//
//	y[r] = float32(Σ_c W[r,c]·x[c]) · (scale_W[r]·scale_x) + b[r]
//
// with one rounding per operation, in the order written (the parenthesis first). Layer norms, attention scores, softmax, GELU and
// the KV cache are float32 either way.
package runtime
