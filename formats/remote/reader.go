package remote

import (
	"io"
	"sync"
)

// blockSize is how much is asked for at a time, unless more is read at once: much enough that the way to the server and
// back does not matter.
const blockSize = 4 << 20

// reader reads a file of a server. It keeps the last block: an import reads one tensor after the other, and a header in
// small pieces.
type reader struct {
	server  Server
	address string
	size    int64

	mu    sync.Mutex
	block []byte
	at    int64 // where the block begins
}

// ReadAt implements io.ReaderAt.
func (r *reader) ReadAt(p []byte, off int64) (n int, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	for n < len(p) && off+int64(n) < r.size {
		from := off + int64(n)
		if from < r.at || from >= r.at+int64(len(r.block)) {
			length := min(max(int64(len(p)-n), blockSize), r.size-from)
			if r.block, err = r.server.Read(r.address, from, int(length)); err != nil {
				r.block = nil
				return n, err
			}
			if r.at = from; len(r.block) == 0 {
				return n, io.ErrUnexpectedEOF
			}
		}
		n += copy(p[n:], r.block[from-r.at:])
	}
	if n < len(p) {
		return n, io.EOF
	}
	return n, nil
}
