package weights

import "github.com/coconut-page/coconut/internal/fault"

var (
	// ErrNotFound is wrapped by errors about a file that the source does not have, or a name that the model does not have.
	ErrNotFound = fault.New("weights", "not found")
	// ErrGone is wrapped by errors about a model that was kept on this device alone, and of which something is missing.
	ErrGone = fault.New("weights", "no longer on this device")
	// ErrExists is wrapped by errors about a name that another model has.
	ErrExists = fault.New("weights", "there is a model of that name")
	// ErrTooLarge is wrapped by errors about a file or a model that exceeds its size limit.
	ErrTooLarge = fault.New("weights", "too large")
	// ErrManifest is wrapped by every error about a manifest's contents; the message names the entry at fault.
	ErrManifest = fault.New("weights", "bad manifest")
	// ErrChecksum is wrapped by errors about a file whose bytes do not match the manifest's hash, even after fetching it a
	// second time. The message names the file.
	ErrChecksum = fault.New("weights", "checksum mismatch")
	// ErrTruncated is wrapped by errors about a file that ends too early.
	ErrTruncated = fault.New("weights", "truncated")
	// ErrUnavailable is wrapped by errors that may be temporary: the network, or a server that says so (408, 429, 5xx).
	// See Retry.
	ErrUnavailable = fault.New("weights", "not available now")
	// ErrUnreachable is wrapped by errors about a server that gave no answer at all. It wraps ErrUnavailable.
	ErrUnreachable = ErrUnavailable.New("the server cannot be reached")
	// ErrChunk is wrapped by errors about a chunk that has the right hash but does not decompress to the raw size that the
	// manifest states. The model was written wrongly, so fetching the chunk again would not help.
	ErrChunk = fault.New("weights", "bad chunk")
	// ErrTensor is wrapped by errors about a tensor whose type, shape and data do not match, or whose type is not the
	// requested one.
	ErrTensor = fault.New("weights", "bad tensor")
	// ErrCompression is wrapped by errors about chunks that this program cannot decompress: one built with the tag
	// gzip_only reads no zstd.
	ErrCompression = ErrChunk.New("a compression that this program does not read")
)
