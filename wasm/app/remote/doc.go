// Package remote puts the reasoner on the other side of a message port: the page holds a Client, which is its ui.Engine, and the Web
// Worker runs a Server around the reasoner. Between them go strings of JSON, described in protocol.go.
//
// Nothing here knows of browsers. A port is two functions, so the tests join a client and a server with a channel, and wasm/app joins
// them with postMessage.
package remote
