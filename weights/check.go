package weights

import (
	"context"
	"errors"

	"github.com/coconut-page/coconut/internal/fault"
)

// Check is the result of Store.Check.
type Check struct {
	// Files counts the small files and chunks that were checked. Stored is how many bytes of them are right, Raw how many
	// bytes the right chunks among them decompress to.
	Files  int   `json:"files"`
	Stored int64 `json:"stored"`
	Raw    int64 `json:"raw"`
	// Problems lists everything that is wrong, in the manifest's order, at most one per file; none means that the model is
	// intact. A source that does not answer after all retries is the last problem: the files after it are not checked.
	Problems []error `json:"-"`
}

// Check reads every file and chunk of the model, verifies the hashes and decompresses the chunks, one after another in
// the same memory. Where Load stops at the first error, Check continues and reports all. (Open has already checked that
// the tensors fill the chunks exactly.) progress, which may be nil, is called after each file with the stored bytes so
// far and in total, right or wrong. The error is the context's.
func (s *Store) Check(ctx context.Context, progress func(done, total int64)) (*Check, error) {
	if progress == nil {
		progress = func(int64, int64) {}
	}
	dec, err := newDecoder()
	if err != nil {
		return nil, err
	}
	defer dec.close()
	defer keepSpare()()
	c := &Check{}
	done, total := int64(0), s.manifest.Bytes()
	// note returns the context's error, which must not be mistaken for the file's, or errGaveUp.
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

// checkAll checks one file after the other, until note returns an error.
func (s *Store) checkAll(ctx context.Context, dec *decoder, note func(stored, raw int64, err error) error) error {
	for _, f := range s.manifest.Files {
		_, err := movedBytes(s.fetchContent(ctx, f.Path(), f.SHA256, f.Size))
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
	data, err := s.fetchContent(ctx, c.Path(), c.SHA256, c.Size)
	if err != nil {
		return err
	}
	defer data.release()
	_, err = dec.decodeContent(c, data)
	return err
}
