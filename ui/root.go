package ui

// Root is the page below its header. The elements #question, #status and #alert stay empty here: their contents are Box, Status and
// Alert of the State, which wasm/app writes into the document after a render (see the package comment).
type Root struct {
	State *State
}
