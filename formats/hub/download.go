//go:build !js

package hub

import (
	"context"
	"errors"
	"io"
	"os"
)

// partialSuffix marks a file that is not complete, as in Python's library.
const partialSuffix = ".incomplete"

// download makes a file of the cache. It continues a part of it that is there, and keeps what has come when it fails.
func (c *Client) download(ctx context.Context, s Source, commit string, f file, blob string) error {
	partial := blob + partialSuffix
	info, err := os.Stat(partial)
	continued := err == nil && info.Size() > 0
	err = c.fetch(ctx, s, commit, f, partial)
	if errors.Is(err, ErrMismatch) && continued { // what was there may have been damaged
		c.notify(err)
		err = c.fetch(ctx, s, commit, f, partial)
	}
	if err != nil {
		return err
	}
	return os.Rename(partial, blob)
}

// fetch completes a partial file and verifies it. A file that is wrong is removed.
func (c *Client) fetch(ctx context.Context, s Source, commit string, f file, partial string) error {
	err := c.try(ctx, func() (bool, error) { return c.fetchRest(ctx, s, commit, f, partial) })
	if err == nil {
		err = f.verify(ctx, partial)
	}
	if errors.Is(err, ErrMismatch) {
		err = errors.Join(err, os.Remove(partial))
	}
	return err
}

// fetchRest fetches what a partial file lacks, and reports whether there is more of it now.
func (c *Client) fetchRest(ctx context.Context, s Source, commit string, f file, partial string) (_ bool, err error) {
	out, err := os.OpenFile(partial, os.O_RDWR|os.O_CREATE, 0o666)
	if err != nil {
		return false, err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	have, err := out.Seek(0, io.SeekEnd)
	if err != nil {
		return false, err
	}
	if have >= f.size { // verify decides
		return false, nil
	}
	body, err := c.open(ctx, s, commit, f, have)
	if err != nil {
		return false, err
	}
	defer body.close()
	n, err := io.Copy(&progress{io.NewOffsetWriter(out, body.from), c.Progress, f, body.from},
		io.LimitReader(body, f.size-body.from))
	if err == nil && n < f.size-body.from {
		err = ErrUnreachable.Errorf("%s ends after %d of %d bytes", f.name, body.from+n, f.size)
	}
	return body.from+n > have, err
}

// progress is a place in a file that tells how many bytes are there.
type progress struct {
	io.Writer
	tell func(file string, done, total int64) // or nil
	file file
	done int64
}

// Write implements io.Writer.
func (p *progress) Write(data []byte) (int, error) {
	n, err := p.Writer.Write(data)
	p.done += int64(n)
	if p.tell != nil {
		p.tell(p.file.name, p.done, p.file.size)
	}
	return n, err
}
