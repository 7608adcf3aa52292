// Package listen opens the address that a user chose for a server, with errors that say what to do.
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
	// Addr is the address, and Option the option that set it, such as --addr.
	Addr, Option string
	// Err is the system's error.
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

// Unwrap returns the system's error.
func (e *Error) Unwrap() error { return e.Err }

// reason returns an error without the names of system calls.
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

// TCP listens on addr, host:port, which was given by option. Errors are *Error. An empty address is an error too,
// though package net would listen on any port, for everyone.
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
