// Package text puts the requests of docs/protocol.md to language models, for the programs in Web Workers that run some.
package text
