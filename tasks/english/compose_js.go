package english

import "syscall/js"

// compose returns a text in Unicode's normal form C, using the browser's tables: Go's would make the page's program
// larger.
func compose(text string) string {
	return js.Global().Get("String").Get("prototype").Get("normalize").Call("call", text).String()
}
