//go:build !js

package hub

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// body is the answer to a request for a file. It ends with an error if no bytes come for too long.
type body struct {
	from   int64 // the place of its first byte in the file
	reader io.ReadCloser
	ctx    context.Context // of the request
	cancel context.CancelCauseFunc
	timer  *time.Timer
	stall  time.Duration
}

// open asks for a file from a place on. The answer may begin at 0 instead.
func (c *Client) open(ctx context.Context, s Source, commit string, f file, from int64) (*body, error) {
	header := http.Header{"Accept-Encoding": {"identity"}} // the bytes themselves, whose number we know
	if from > 0 {
		header.Set("Range", fmt.Sprintf("bytes=%d-", from))
	}
	ctx, cancel := context.WithCancelCause(ctx)
	resp, err := c.send(ctx, http.MethodGet, s, c.address(s, commit, f.name), header)
	if err != nil {
		cancel(nil)
		return nil, err
	}
	b := &body{from, resp.Body, ctx, cancel, nil, c.stall}
	b.timer = time.AfterFunc(c.stall, func() { cancel(ErrUnreachable.Errorf("no bytes have come for %v", c.stall)) })
	if resp.StatusCode == http.StatusOK {
		b.from = 0
	} else if got := resp.Header.Get("Content-Range"); !strings.HasPrefix(got, fmt.Sprintf("bytes %d-", from)) {
		b.close()
		return nil, ErrMismatch.Errorf("%s: asked for the bytes from %d on, the answer is %.50q", f.name, from, got)
	}
	return b, nil
}

// address is where the hub has a file of a commit.
func (c *Client) address(s Source, commit, name string) string {
	return c.Endpoint.String() + "/" + s.Repository + "/resolve/" + commit + "/" + escapePath(name)
}

// escapePath escapes the parts of a path.
func escapePath(path string) string {
	parts := strings.Split(path, "/")
	for i, part := range parts {
		parts[i] = url.PathEscape(part)
	}
	return strings.Join(parts, "/")
}

// Read implements io.Reader. Errors but io.EOF wrap ErrUnreachable, or are the context's cause.
func (b *body) Read(p []byte) (int, error) {
	if err := context.Cause(b.ctx); err != nil { // bytes may have come before that
		return 0, err
	}
	n, err := b.reader.Read(p)
	b.timer.Reset(b.stall)
	if err != nil && err != io.EOF {
		err = unreachable(b.ctx, err)
	}
	return n, err
}

// close ends the request.
func (b *body) close() {
	b.timer.Stop()
	b.cancel(nil)
	b.reader.Close()
}
