//go:build !js

package hub

import (
	"cmp"
	"context"
	"net/http"
	"strconv"
	"strings"
)

// describe asks the hub for a file's size and hash. Mirrors may list names without them; the headers of a file have
// them in any case.
func (c *Client) describe(ctx context.Context, s Source, commit, name string) (file, error) {
	f := file{name: name}
	err := c.try(ctx, func() (bool, error) {
		header := http.Header{"Accept-Encoding": {"identity"}}
		resp, err := c.send(ctx, http.MethodHead, s, c.address(s, commit, name), header)
		if err != nil {
			return false, err
		}
		defer resp.Body.Close()
		linked := resp.Header.Get("X-Linked-Etag")
		f.hash = strings.Trim(strings.TrimPrefix(cmp.Or(linked, resp.Header.Get("Etag")), "W/"), `"`)
		length := resp.Header.Get("Content-Length")
		if linked != "" {
			length = resp.Header.Get("X-Linked-Size")
		}
		if f.size, err = strconv.ParseInt(length, 10, 64); err != nil {
			return false, ErrAnswer.Errorf("the size of %s is %.50q", name, length)
		}
		return false, f.check()
	})
	return f, err
}
