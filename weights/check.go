package weights

import (
	"context"
	"errors"

	"github.com/coconut-page/coconut/internal/fault"
)

// Check is what Store.Check found.
type Check struct {
	// Files counts the small files and chunks that were looked at. Stored is how many bytes of them are right, Raw how many bytes those
	// chunks among them decompress to.
	Files  int   `json:"files"`
	Stored int64 `json:"stored"`
	Raw    int64 `json:"raw"`
	// Problems lists all that is wrong, in the manifest's order, one a file at most; none means that the model is whole. The last one is that of
	// a source which did not answer though it was tried often: what comes behind is not looked at.
	Problems []error `json:"-"`
}

// Check reads every file and chunk of the model, verifies the hashes and decompresses the chunks, one after another in the same memory.
// Where Load stops at the first error, Check goes on and reports all. (That the tensors fill the chunks exactly is part of what Open has
// checked.) progress, which may be nil, hears after each file of the stored bytes so far and altogether, right or wrong. The error is
// the context's.
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
	done, total := int64(0), s.manifest.Bytes()
	// note returns the context's error, which must not be taken for the file's, or errGaveUp.
	note := func(stored, raw int64, err error) error {
		if ctx.Err() != nil {
			return fault.Errorf("weights", "check: %w", ctx.Err())
		}
		c.Files++
		if err != nil {
			c.Problems = append(c.Problems, err)
		} else {
			c.Stored, c.Raw = c.Stored+stored, c.Raw+raw
		}
		done += stored
		progress(done, total)
		if errors.Is(err, errGaveUp) {
			return errGaveUp
		}
		return nil
	}
	err = s.checkAll(ctx, dec, note)
	if err != nil && !errors.Is(err, errGaveUp) {
		return nil, err
	}
	return c, nil
}

// checkAll looks at one file after the other, until note says that it is enough.
func (s *Store) checkAll(ctx context.Context, dec *decoder, note func(stored, raw int64, err error) error) error {
	for _, f := range s.manifest.Files {
		_, err := s.fetch(ctx, f.Path(), f.SHA256, f.Size)
		if err := note(f.Size, 0, err); err != nil {
			return err
		}
	}
	for _, chunk := range s.manifest.Chunks {
		if err := note(chunk.Size, chunk.RawSize, s.checkChunk(ctx, dec, chunk)); err != nil {
			return err
		}
	}
	return nil
}

// checkChunk fetches and decompresses a chunk.
func (s *Store) checkChunk(ctx context.Context, dec *decoder, c Chunk) error {
	data, err := s.fetch(ctx, c.Path(), c.SHA256, c.Size)
	if err != nil {
		return err
	}
	_, err = dec.decode(c, data)
	return err
}
