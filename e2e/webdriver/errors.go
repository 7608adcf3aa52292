package webdriver

import (
	"errors"
	"fmt"
)

// Error is what a browser answers to a command that it could not carry out.
type Error struct {
	Code    string // one of the specification's, for instance "no such element"
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("webdriver: %s: %s", e.Code, e.Message) }

var (
	// ErrNotInstalled: a program that an engine needs is not on this machine.
	ErrNotInstalled = errors.New("webdriver: not installed")
	// ErrProtocol: what the browser sent is not what the protocol says.
	ErrProtocol = errors.New("webdriver: unexpected answer")
	// ErrEnded: a program ended before it was ready.
	ErrEnded = errors.New("webdriver: the program has ended")
	// ErrScript: a script in the page threw an exception, or its promise was rejected.
	ErrScript = errors.New("webdriver: the script failed")
)
