//go:build !js

package hub

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
)

// listing is a revision of a repository: its commit and files.
type listing struct {
	commit string
	files  map[string]file
}

// maxListing and maxFiles bound the hub's list.
const (
	maxListing = 32 << 20
	maxFiles   = 1 << 17
)

// info is the hub's answer about a revision, as far as we read it.
type info struct {
	Commit   string `json:"sha"`
	Siblings []struct {
		Name string `json:"rfilename"`
		Size int64  `json:"size"`
		Blob string `json:"blobId"`
		LFS  *struct {
			Size   int64  `json:"size"`
			SHA256 string `json:"sha256"`
		} `json:"lfs"`
	} `json:"siblings"`
}

// list asks the hub for the files of a revision.
func (c *Client) list(ctx context.Context, s Source) (*listing, error) {
	address := c.Endpoint.String() + "/api/models/" + s.Repository + "/revision/" + url.PathEscape(s.Revision) +
		"?blobs=true"
	var l *listing
	err := c.try(ctx, func() (bool, error) {
		resp, err := c.send(ctx, http.MethodGet, s, address, http.Header{})
		if err != nil {
			return false, err
		}
		defer resp.Body.Close()
		data, err := io.ReadAll(io.LimitReader(resp.Body, maxListing+1))
		if err != nil {
			return false, unreachable(ctx, err)
		}
		if len(data) > maxListing {
			return false, ErrAnswer.Errorf("the list of files has more than %d bytes", maxListing)
		}
		l, err = parseListing(data)
		return false, err
	})
	return l, err
}

// parseListing reads the hub's answer. Errors wrap ErrAnswer.
func parseListing(data []byte) (*listing, error) {
	var i info
	if err := json.Unmarshal(data, &i); err != nil {
		return nil, ErrAnswer.Errorf("the list of files: %w", err)
	}
	if !sha1Pattern.MatchString(i.Commit) || len(i.Siblings) > maxFiles {
		return nil, ErrAnswer.Errorf("the list of files has commit %.50q and %d files", i.Commit, len(i.Siblings))
	}
	l := &listing{i.Commit, map[string]file{}}
	for _, s := range i.Siblings {
		f := file{s.Name, s.Size, s.Blob}
		if s.LFS != nil { // Blob is that of a pointer to it
			f.size, f.hash = s.LFS.Size, s.LFS.SHA256
		}
		if !local(f.name) {
			continue // a name that this system may not have; it is none of those that we ask for
		}
		if f.hash != "" || s.LFS != nil { // some mirrors list names alone
			if err := f.check(); err != nil {
				return nil, err
			}
		}
		l.files[f.name] = f
	}
	return l, nil
}
