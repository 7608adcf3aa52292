// Package weights is the model store: it writes and reads a model as a manifest and content-addressed chunks.
//
// # Layout
//
// A model is a folder, on disk, behind HTTP, or in a Worker's assets:
//
//	manifest.json                  lists everything below, with sizes and hashes
//	chunks/<sha256>.zst            a piece of the stream of tensors, compressed with zstd (or .gz, with gzip)
//	files/<sha256>/tokenizer.json  a small file, such as the tokenizer or the model card
//
// The raw bytes of all tensors, in order, form one stream, which is cut into chunks of equal raw size. Everything but
// the manifest has the SHA-256 of its own bytes in its path. So a cache can never hold a stale chunk, two models share
// the chunks they have in common, and a new model can be written into the folder of an old one without touching what
// the old manifest names.
//
// # Trust
//
// Every byte is checked against its hash before it is used, wherever it came from, and the manifest itself is parsed
// with limits (the Max constants). A file whose bytes are wrong is fetched once more, bypassing any cache; if that
// fails too, the error names it. Decompression stops at the size that the manifest states.
//
// The same code reads from all sources: Dir and FS anywhere, HTTP natively, Fetch in browsers and edge Workers.
package weights
