package nfc

import "syscall/js"

// String is text in normal form C. Invalid UTF-8 becomes U+FFFD.
func String(text string) string {
	return js.Global().Get("String").Get("prototype").Get("normalize").Call("call", text).String()
}
