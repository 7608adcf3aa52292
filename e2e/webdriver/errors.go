package webdriver

import (
	"errors"
	"fmt"
)

// Error is a browser's answer to a command that it could not execute.
type Error struct {
	Code    string // one of the specification's, for instance "no such element"
	Message string
}

func (e *Error) Error() string { return fmt.Sprintf("webdriver: %s: %s", e.Code, e.Message) }

var (
	// ErrNotInstalled means that a program that an engine needs is not on this machine.
	ErrNotInstalled = errors.New("webdriver: not installed")
	// ErrProtocol means that a message of the browser violates the protocol.
	ErrProtocol = errors.New("webdriver: unexpected answer")
	// ErrEnded means that a program ended before it was ready.
	ErrEnded = errors.New("webdriver: the program has ended")
	// ErrScript means that a script in the page threw an exception, or its promise was rejected.
	ErrScript = errors.New("webdriver: the script failed")
)
