package english

import "syscall/js"

// compose is Unicode's normal form C, by the browser's own tables: Go's would make the page's program larger.
func compose(text string) string {
	return js.Global().Get("String").Get("prototype").Get("normalize").Call("call", text).String()
}
