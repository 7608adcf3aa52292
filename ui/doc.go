// Package ui is the page's markup: Vugu components that show a page.State.
//
// The components turn the state into text, class names and attributes, and pass events on to it. What happens on the
// page is package page's, so it is tested natively, and the markup is tested by rendering it to HTML. Neither knows of
// workers, messages or syscall/js: wasm/app brings those.
//
// Vugu writes every node again at each render, and some things in the document do not survive that: the text in the
// question box (the caret would jump, and Vugu 0.4 ends the program over a value past 16 KiB) and the live regions (a
// screen reader would read them out again at every key press). The components leave these elements empty, the state
// says what belongs in them, and wasm/app puts it there when it has changed. See Root.
package ui

// The tests are in the package itself: vugugen 0.4 misnames a folder with two packages.

//go:generate go tool vugugen -skip-go-mod -skip-main .
//go:generate go run ../tools/vugupost .
