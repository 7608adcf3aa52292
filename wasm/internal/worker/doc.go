// Package worker is what the programs in Web Workers share: they answer a page's messages (docs/protocol.md) and keep
// weights in the browser's storage.
package worker
