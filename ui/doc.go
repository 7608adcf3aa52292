// Package ui is the page: Vugu components, and the State they show.
//
// The components hold markup only. What happens on the page is in State, a plain Go value that talks to an Engine and
// hears from it through Listener; so the logic is tested natively with a fake engine, and the markup by rendering it to
// HTML. The package knows nothing of workers, messages or syscall/js: wasm/app brings those.
//
// Some things in the document are not Vugu's to write, because it writes every node again at each render: the text in
// the question box (the caret would jump, and Vugu 0.4 ends the program over a value past 16 KiB) and the live regions
// (a screen reader would read them out again at each key press). The components leave these elements empty, State says
// what belongs in them, and wasm/app puts it there when it changed. See Root.
package ui

// The tests are in the package itself: vugugen 0.4 gets the name of a folder with two packages wrong.

//go:generate go tool vugugen -skip-go-mod -skip-main .
//go:generate go run ../tools/vugupost .
