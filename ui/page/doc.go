// Package page is what happens on the page, in plain Go: State holds everything that is shown and does what the
// controls do. It talks to an engine.Engine and hears from it as its engine.Listener, and knows nothing of Vugu,
// workers, messages or syscall/js; so all of it is tested natively, with a fake engine. Package ui has the markup.
package page
