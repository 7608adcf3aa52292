// Package listen opens the address that a user chose for a server, and says what to do where it cannot.
package listen

import (
	"errors"
	"fmt"
	"net"
	"os"
	"syscall"
)

// Error says why a server cannot listen on an address, and which option chooses another.
type Error struct {
	// Addr is the address, and Option what it was given by, such as --addr.
	Addr, Option string
	// Err is what the system said.
	Err error
}

// Error implements error.
func (e *Error) Error() string {
	if errors.Is(e.Err, syscall.EADDRINUSE) {
		return fmt.Sprintf("%s is taken by another program; choose another address with %s (port 0 picks a free one)",
			e.Addr, e.Option)
	}
	return fmt.Sprintf("cannot listen on %q: %v; %s wants an address such as 127.0.0.1:8080",
		e.Addr, reason(e.Err), e.Option)
}

// Unwrap returns what the system said.
func (e *Error) Unwrap() error { return e.Err }

// reason is an error without the names of the calls in it.
func reason(err error) error {
	if op, ok := errors.AsType[*net.OpError](err); ok {
		err = op.Err
	}
	if call, ok := errors.AsType[*os.SyscallError](err); ok {
		err = call.Err
	}
	if addr, ok := errors.AsType[*net.AddrError](err); ok {
		return errors.New(addr.Err)
	}
	if dns, ok := errors.AsType[*net.DNSError](err); ok {
		return errors.New(dns.Err)
	}
	return err
}

// TCP listens on addr, host:port, which was given by option. An error is an *Error. An empty address is one too, though
// package net would listen on any port, for everyone.
func TCP(addr, option string) (net.Listener, error) {
	if _, _, err := net.SplitHostPort(addr); err != nil {
		return nil, &Error{addr, option, err}
	}
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, &Error{addr, option, err}
	}
	return l, nil
}
