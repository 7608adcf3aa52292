package weights

import (
	"context"
	"encoding/hex"
	"syscall/js"
)

// worthDigest is how many bytes are worth a call of the engine's own SHA-256, which is many times faster than ours and
// runs beside the program.
const worthDigest = 1 << 14

// digest is hash by the engine's WebCrypto (W3C Web Cryptography API, section 14.3.5). Pages that were not loaded
// safely, and some engines, have none. It must not be called from a js.FuncOf callback.
func digest(ctx context.Context, data []byte) (string, error) {
	subtle := webCrypto()
	if len(data) < worthDigest || !subtle.Truthy() {
		return hash(data), nil
	}
	bytes := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(bytes, data)
	return digestOf(ctx, subtle, bytes)
}

// webCrypto returns the engine's WebCrypto, undefined if it has none here.
func webCrypto() js.Value {
	if crypto := js.Global().Get("crypto"); crypto.Truthy() {
		return crypto.Get("subtle")
	}
	return js.Undefined()
}

// digestOf is digest for a Uint8Array.
func digestOf(ctx context.Context, subtle, bytes js.Value) (string, error) {
	sum, err := await(ctx, subtle.Call("digest", "SHA-256", bytes))
	if err != nil {
		return "", err
	}
	var out [32]byte
	js.CopyBytesToGo(out[:], js.Global().Get("Uint8Array").New(sum))
	return hex.EncodeToString(out[:]), nil
}
