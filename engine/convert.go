package engine

import "context"

// Convert asks for a model from files that the visitor has, in a format of other programs. It is kept on this device in
// ours, under a name by which it is loaded like one of the site's.
type Convert struct {
	// Files are the names of the files, which the page has handed to the worker before (docs/protocol.md): the weights
	// first, a tokenizer.json and a config.json if they are separate.
	Files []string `json:"files,omitempty"`
	// Address is where the files are instead, if they are to be fetched: see formats/remote.
	Address string `json:"address,omitempty"`
	// Name is the model's name from now on.
	Name string `json:"name"`
	// Format is the number format, "int8" or "int4".
	Format string `json:"format"`
	// OnlyNeed asks for the Need alone: then nothing else is done, and OnDone follows.
	OnlyNeed bool `json:"only_need,omitempty"`
}

// Need is what a conversion takes, said before anything else is done.
type Need struct {
	// Memory is the most that the worker will hold at a time, Storage what the model takes on the device, in bytes.
	Memory  int64 `json:"memory"`
	Storage int64 `json:"storage"`
	// Download is how many bytes will be fetched, of files at an address.
	Download int64 `json:"download,omitempty"`
}

// Converter makes a model from files. onNeed is called once, before the weights are read; progress counts values. If
// only the need was asked for, the Info is empty.
type Converter func(ctx context.Context, c Convert, onNeed func(Need), progress func(Progress)) (Info, error)

// convert makes a model.
func (s *Server) convert(ctx context.Context, id int, c Convert) (*Event, error) {
	if s.Convert == nil {
		return nil, errNoConverter
	}
	if !c.OnlyNeed {
		s.loaded, s.others = nil, nil // both would not fit
	}
	info, err := s.Convert(ctx, c, func(n Need) {
		s.send(&Event{Type: EventNeed, ID: id, Need: &n})
		s.yield()
	}, func(p Progress) {
		s.send(&Event{Type: EventProgress, ID: id, Progress: &p})
		s.yieldNowAndThen()
	})
	if err != nil {
		return nil, err
	}
	if c.OnlyNeed {
		return &Event{Type: EventDone}, nil
	}
	return &Event{Type: EventConverted, Info: &info}, nil
}
