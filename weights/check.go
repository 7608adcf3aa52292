package weights

import (
	"context"
	"fmt"
)

// Check is what Store.Check found.
type Check struct {
	// Files counts small files and chunks, Stored their bytes, Raw the bytes that the chunks decompress to.
	Files  int   `json:"files"`
	Stored int64 `json:"stored"`
	Raw    int64 `json:"raw"`
	// Problems lists all that is wrong, in the manifest's order; none means that the model is whole.
	Problems []error `json:"-"`
}

// Check reads every file and chunk of the model, verifies the hashes and decompresses the chunks, one after another in the same memory.
// Where Load stops at the first error, Check goes on and reports all. (That the tensors fill the chunks exactly is part of what Open has
// checked.) progress, which may be nil, hears of stored bytes. The error is the context's.
func (s *Store) Check(ctx context.Context, progress func(done, total int64)) (*Check, error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	dec, err := newDecoder()
	if err != nil {
		return nil, err
	}
	defer dec.close()
	c := &Check{}
	note := func(size int64, err error) {
		c.Files++
		c.Stored += size
		if err != nil {
			c.Problems = append(c.Problems, err)
		}
		progress(c.Stored, s.manifest.Bytes())
	}
	for _, f := range s.manifest.Files {
		_, err := s.fetch(ctx, f.Path(), f.SHA256, f.Size)
		note(f.Size, err)
	}
	for _, chunk := range s.manifest.Chunks {
		data, err := s.fetch(ctx, chunk.Path(), chunk.SHA256, chunk.Size)
		if err == nil {
			var raw []byte
			raw, err = dec.decode(chunk, data)
			c.Raw += int64(len(raw))
		}
		note(chunk.Size, err)
		if ctx.Err() != nil {
			return nil, fmt.Errorf("weights: check: %w", ctx.Err())
		}
	}
	return c, nil
}
