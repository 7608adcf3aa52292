//go:build !js

package hub

import "github.com/coconut-page/coconut/internal/fault"

// Errors of fetching.
var (
	// ErrSource is wrapped by errors about a source that names no model.
	ErrSource = fault.New("hub", "not a model on the hub; want hf:OWNER/NAME, with @REVISION or /FILE after it if need be")
	// ErrNotFound is wrapped by errors about a repository, a revision or a file that is not on the hub, or that it does
	// not show to everyone.
	ErrNotFound = fault.New("hub", "not found")
	// ErrDenied is wrapped by errors about a model that the hub does not give to this user.
	ErrDenied = fault.New("hub", "access denied")
	// ErrUnreachable is wrapped by errors about a hub that cannot be reached, or is overloaded, after several tries.
	ErrUnreachable = fault.New("hub", "cannot be reached")
	// ErrMismatch is wrapped by errors about a file that is not the one that the hub's list names.
	ErrMismatch = fault.New("hub", "not the file in the hub's list")
	// ErrAnswer is wrapped by errors about an answer that is not in the hub's protocol.
	ErrAnswer = fault.New("hub", "an answer that is not understood")
	// ErrNotCached is wrapped by errors about a model that is not in the cache, when only the cache may be used.
	ErrNotCached = fault.New("hub", "not in the cache")
	// ErrNoModel is wrapped by errors about a repository without a model that can be read.
	ErrNoModel = fault.New("hub", "no model that can be read")
)
