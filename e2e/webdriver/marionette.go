package webdriver

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"strconv"
	"time"
)

// marionetteTransport talks to Firefox. Messages are JSON preceded by their length, "17:[0,1,\"name\",{}]": a command
// is [0, number, name, parameters], its answer [1, number, error, result].
type marionetteTransport struct {
	conn   net.Conn
	in     *bufio.Reader
	number int
}

// marionetteHello is the first message of a connection.
type marionetteHello struct {
	ApplicationType    string
	MarionetteProtocol int
}

// newMarionette takes over a connection, and reads Firefox's first message.
func newMarionette(conn net.Conn) (*marionetteTransport, error) {
	m := &marionetteTransport{conn: conn, in: bufio.NewReader(conn)}
	text, err := m.read()
	if err != nil {
		return nil, err
	}
	var hello marionetteHello
	if err := decode(text, &hello); err != nil {
		return nil, err
	}
	if hello.ApplicationType != "gecko" || hello.MarionetteProtocol != 3 {
		return nil, fmt.Errorf("%w: not Marionette's version 3: %.200s", ErrProtocol, text)
	}
	return m, nil
}

func (m *marionetteTransport) call(ctx context.Context, c command, p params, result any) error {
	if p == nil {
		p = params{}
	}
	interrupt := context.AfterFunc(ctx, func() { m.conn.SetDeadline(time.Now()) })
	defer interrupt()
	m.number++
	if err := m.write([]any{0, m.number, c.marionette, p}); err != nil {
		return m.failed(ctx, err)
	}
	for {
		text, err := m.read()
		if err != nil {
			return m.failed(ctx, err)
		}
		number, value, err := parseAnswer(text)
		if number != m.number {
			if err != nil {
				return err
			}
			continue // the answer to a command whose caller has given up
		}
		if err != nil || result == nil {
			return err
		}
		return unwrap(value, result)
	}
}

// failed prefers the reason that the caller gave up.
func (m *marionetteTransport) failed(ctx context.Context, err error) error {
	if ctx.Err() != nil {
		err = context.Cause(ctx)
	}
	return fmt.Errorf("webdriver: marionette: %w", err)
}

// parseAnswer parses an answer. A refused command gives an *Error.
func parseAnswer(text []byte) (number int, value json.RawMessage, err error) {
	var parts [4]json.RawMessage
	var kind int
	var refused *struct{ Error, Message string }
	for _, err := range []error{decode(text, &parts), decode(parts[0], &kind), decode(parts[1], &number),
		decode(parts[2], &refused)} {
		if err != nil {
			return 0, nil, err
		}
	}
	if kind != 1 {
		return 0, nil, fmt.Errorf("%w: not an answer: %.200s", ErrProtocol, text)
	}
	if refused != nil {
		return number, nil, &Error{refused.Error, refused.Message}
	}
	return number, parts[3], nil
}

// unwrap decodes a result: most are under "value", like HTTP's.
func unwrap(value json.RawMessage, result any) error {
	var wrapped map[string]json.RawMessage
	if err := decode(value, &wrapped); err != nil {
		return err
	}
	if inner, ok := wrapped["value"]; ok && len(wrapped) == 1 {
		value = inner
	}
	return decode(value, result)
}

func (m *marionetteTransport) write(message any) error {
	text, err := json.Marshal(message)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.conn, "%d:%s", len(text), text)
	return err
}

func (m *marionetteTransport) read() ([]byte, error) {
	const digits = 9
	var length []byte
	for {
		b, err := m.in.ReadByte()
		if err != nil {
			return nil, err
		}
		if b == ':' {
			break
		}
		if length = append(length, b); len(length) > digits {
			return nil, fmt.Errorf("%w: a message begins with %q", ErrProtocol, length)
		}
	}
	n, err := strconv.ParseUint(string(length), 10, 31)
	if err != nil || n > maxAnswer {
		return nil, fmt.Errorf("%w: a message of %q bytes", ErrProtocol, length)
	}
	text := make([]byte, n)
	_, err = io.ReadFull(m.in, text)
	return text, err
}

func (m *marionetteTransport) close() error { return m.conn.Close() }
