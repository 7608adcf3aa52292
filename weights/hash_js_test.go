package weights

import (
	"context"
	"syscall/js"
	"testing"
)

// TestDigest: the engine's SHA-256 is ours, and without one ours is used, as in a page that was not loaded safely.
func TestDigest(t *testing.T) {
	crypto := js.Global().Get("crypto")
	if !crypto.Truthy() || !crypto.Get("subtle").Truthy() {
		t.Fatal("this engine has no WebCrypto: Node.js 20 has")
	}
	data := make([]byte, 3*worthDigest)
	for i := range data {
		data[i] = byte(i * i >> 3)
	}
	for _, n := range []int{0, 1, worthDigest - 1, worthDigest, worthDigest + 1, len(data)} {
		got, err := digest(context.Background(), data[:n])
		if want := hash(data[:n]); err != nil || got != want {
			t.Errorf("%d bytes: %s, %v, want %s", n, got, err, want)
		}
	}
	define := func(value js.Value) {
		js.Global().Get("Object").Call("defineProperty", js.Global(), "crypto",
			map[string]any{"value": value, "configurable": true, "writable": true})
	}
	defer define(crypto)
	for name, without := range map[string]js.Value{"no crypto": js.Undefined(),
		"no subtle": js.Global().Get("Object").New()} {
		define(without)
		if got, err := digest(context.Background(), data); err != nil || got != hash(data) {
			t.Errorf("%s: %s, %v", name, got, err)
		}
	}
	define(crypto)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if got, err := digest(ctx, data); err == nil && got != hash(data) {
		t.Errorf("cancelled: %s", got)
	}
}
