// Package engine is the protocol between a page and the worker that runs the models for it, and both ends of it in Go.
//
// The page holds a Client, which is an Engine: it turns method calls into Requests and hands the Events that come back
// to a Listener. The worker runs a Server around a reasoner. Requests and events travel as strings of JSON;
// docs/protocol.md describes every one of them, for those who write a client in another language.
//
// The package knows nothing of browsers, of syscall/js or of what a page shows. A Port is two functions, so the tests
// join a client and a server by channels, and wasm/app joins them by postMessage.
package engine
