package webdriver

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// maxAnswer is the size limit of an answer; a picture of a long page has a few MB.
const maxAnswer = 64 << 20

// httpTransport talks to a driver.
type httpTransport struct {
	base    string // the driver's address, without a slash at its end
	session string // "" before there is a session
}

func (h *httpTransport) call(ctx context.Context, c command, p params, result any) error {
	body, err := h.send(ctx, c, p)
	if err != nil {
		return err
	}
	if c == cmdNewSession {
		var answer struct{ SessionID string }
		if err := decode(body, &answer); err != nil {
			return err
		}
		if answer.SessionID == "" {
			return fmt.Errorf("%w: a session without a name: %.200s", ErrProtocol, body)
		}
		h.session = answer.SessionID
	}
	return decode(body, result)
}

// send returns the answer's value.
func (h *httpTransport) send(ctx context.Context, c command, p params) (json.RawMessage, error) {
	req, err := h.request(ctx, c, p)
	if err != nil {
		return nil, fmt.Errorf("webdriver: %w", err)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, fmt.Errorf("webdriver: %w", err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, fmt.Errorf("webdriver: %w", err)
	}
	var answer struct{ Value json.RawMessage }
	if err := decode(text, &answer); err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusOK {
		return answer.Value, nil
	}
	var refused struct{ Error, Message string }
	if err := decode(answer.Value, &refused); err != nil {
		return nil, err
	}
	if refused.Error == "" {
		return nil, fmt.Errorf("%w: status %d: %.200s", ErrProtocol, resp.StatusCode, text)
	}
	return nil, &Error{refused.Error, refused.Message}
}

func (h *httpTransport) request(ctx context.Context, c command, p params) (*http.Request, error) {
	url := h.base + "/session"
	if h.session != "" {
		url += "/" + h.session
	}
	if id, ok := p["id"].(string); ok {
		c.path = strings.ReplaceAll(c.path, "{id}", id)
	}
	var body io.Reader
	if c.method == http.MethodPost {
		if p == nil {
			p = params{} // the body must be an object
		}
		data, err := json.Marshal(p)
		if err != nil {
			return nil, err
		}
		body = bytes.NewReader(data)
	}
	req, err := http.NewRequestWithContext(ctx, c.method, url+c.path, body)
	if err == nil {
		req.Header.Set("Content-Type", "application/json; charset=utf-8")
	}
	return req, err
}

func (h *httpTransport) close() error { return nil }

// decode reads JSON into v, which may be nil.
func decode(data []byte, v any) error {
	if v == nil {
		return nil
	}
	if err := json.Unmarshal(data, v); err != nil {
		return fmt.Errorf("%w: %w: %.200s", ErrProtocol, err, data)
	}
	return nil
}
