package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
)

// stream sends server-sent events. The first event goes out with the headers; until then an error can still have its
// own status.
type stream struct {
	w      http.ResponseWriter
	cancel context.CancelCauseFunc // cancels the work, when there is nobody left to send to
	began  bool
}

// newStream returns a stream, and the context to work in.
func newStream(w http.ResponseWriter, r *http.Request) (*stream, context.Context, func()) {
	ctx, cancel := context.WithCancelCause(r.Context())
	return &stream{w: w, cancel: cancel}, ctx, func() { cancel(nil) }
}

// send sends v as JSON. event may be "", for the kind that OpenAI's clients read.
func (s *stream) send(event string, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		s.cancel(fmt.Errorf("api: %w", err))
		return
	}
	s.write(event, string(data))
}

func (s *stream) write(event, data string) {
	if !s.began {
		s.began = true
		h := s.w.Header()
		h.Set("Content-Type", "text/event-stream")
		h.Set("X-Accel-Buffering", "no") // nginx would buffer the events
	}
	if event != "" {
		event = "event: " + event + "\n"
	}
	if _, err := fmt.Fprintf(s.w, "%sdata: %s\n\n", event, data); err != nil {
		s.cancel(errGone)
		return
	}
	if err := http.NewResponseController(s.w).Flush(); err != nil {
		s.cancel(errGone)
	}
}

// fail ends a stream that has begun with an error event, as OpenAI's servers do; otherwise it sends an error response.
func (s *stream) fail(ctx context.Context, err error) error {
	if !s.began {
		return err
	}
	if gone(ctx, err) {
		return nil
	}
	s.send("error", errorBody{explain(ctx, err, "question")})
	return nil
}
