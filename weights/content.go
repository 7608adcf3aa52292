package weights

import "context"

// content is a file's bytes where they arrived: in this program's memory or, in a browser, in the engine's. From there
// they are hashed, kept and copied to where they are needed, so that no copy lies in between.
type content interface {
	size() int
	// digest returns the bytes' SHA-256 in hex.
	digest(ctx context.Context) (string, error)
	// copyTo fills dst with the bytes from offset on, of which there must be enough.
	copyTo(dst []byte, offset int)
	// release lets the memory be used for another file, if it is the engine's. The content must not be used any more.
	release()
}

// inMemory is content in this program's memory.
type inMemory []byte

func (m inMemory) size() int                                  { return len(m) }
func (m inMemory) digest(ctx context.Context) (string, error) { return digest(ctx, m) }
func (m inMemory) copyTo(dst []byte, offset int)              { copy(dst, m[offset:]) }
func (m inMemory) release()                                   {}

// bytesOf returns the bytes in this program's memory.
func bytesOf(c content) []byte {
	if m, ok := c.(inMemory); ok {
		return m
	}
	data := make([]byte, c.size())
	c.copyTo(data, 0)
	return data
}

// movedBytes returns what reading a file gave as bytes in this program's memory, and releases the content.
func movedBytes(c content, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	defer c.release()
	return bytesOf(c), nil
}

// contentSource is a Source that can leave a file's bytes where they arrived.
type contentSource interface {
	// readContent is ReadFile, or with fresh RefetchFile.
	readContent(ctx context.Context, name string, limit int64, fresh bool) (content, error)
}

// contentCache is a Cache that can do so.
type contentCache interface {
	getContent(ctx context.Context, name string, limit int64) (content, error)
	// startPut begins to store a copy of the content, and returns a function that waits until that is done.
	startPut(name string, c content) (wait func(ctx context.Context) error)
}

// readContent reads a file of any source. With fresh it bypasses all caches where the source can.
func readContent(ctx context.Context, src Source, name string, limit int64, fresh bool) (content, error) {
	if s, ok := src.(contentSource); ok {
		return s.readContent(ctx, name, limit, fresh)
	}
	read := src.ReadFile
	if r, ok := src.(Refetcher); ok && fresh {
		read = r.RefetchFile
	}
	data, err := read(ctx, name, limit)
	if err != nil {
		return nil, err
	}
	return inMemory(data), nil
}

// getContent reads an entry of any cache.
func getContent(ctx context.Context, cache Cache, name string, limit int64) (content, error) {
	if c, ok := cache.(contentCache); ok {
		return c.getContent(ctx, name, limit)
	}
	data, err := cache.Get(ctx, name, limit)
	if err != nil {
		return nil, err
	}
	return inMemory(data), nil
}
