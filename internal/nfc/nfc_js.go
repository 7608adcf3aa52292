package nfc

import (
	"strings"
	"syscall/js"
)

// byteOrderMark is what JavaScript's decoder drops at the beginning of the texts that Go hands over.
const byteOrderMark = "\ufeff"

// String is text in normal form C. Invalid UTF-8 becomes U+FFFD.
func String(text string) string {
	rest := strings.TrimLeft(text, byteOrderMark)
	normalize := js.Global().Get("String").Get("prototype").Get("normalize")
	return text[:len(text)-len(rest)] + normalize.Call("call", rest).String()
}
