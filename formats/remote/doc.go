// Package remote finds the files of a model at an address, and reads them piece by piece: a GGUF file, a folder with
// safetensors and their small files, or a name on Hugging Face's hub. Only the small files are read to find out what
// the model is; weights are read as an import asks for them. How a server is asked is the caller's business (Server).
//
// It is what the page uses. Natively, package hub fetches whole files, checks their hashes and keeps them.
package remote
