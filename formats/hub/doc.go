// Package hub fetches models from a hub that speaks the protocol of huggingface.co, natively only: pages and Workers
// must not carry net/http, so every other file of this package is left out of their builds.
//
// The paths, headers and the layout of the cache are those of Python's huggingface_hub, version 2.4.0 (hf_api.py,
// file_download.py, constants.py): the two share their cache. What is fetched is a model that package formats reads,
// and no other file.
//
// # Trust
//
// The hub's list of a revision names every file's hash: the SHA-256 of large files, and git's hash of small ones. A
// file is used when its bytes have that hash, whoever sent or cached them. The user's token goes to the hub and nowhere
// else.
package hub
