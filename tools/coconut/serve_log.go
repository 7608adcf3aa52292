package main

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"
)

// newLogger returns the logger for requests.
func newLogger(w io.Writer, format string) (*slog.Logger, error) {
	switch format {
	case "text":
		return slog.New(slog.NewTextHandler(w, nil)), nil
	case "json":
		return slog.New(slog.NewJSONHandler(w, nil)), nil
	case "off":
		return slog.New(slog.DiscardHandler), nil
	}
	return nil, fmt.Errorf("--log is %q; want text, json or off", format)
}

// logged logs each request when it has been answered. It does not log questions: they are private. m may be nil.
func logged(h http.Handler, logger *slog.Logger, m *metrics) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began, out := time.Now(), &recorder{ResponseWriter: w, status: http.StatusOK}
		done := m.begin()
		defer func() {
			took := time.Since(began)
			done(r, out.status, took)
			logger.LogAttrs(r.Context(), slog.LevelInfo, "request", slog.String("method", r.Method),
				slog.String("path", r.URL.Path),
				slog.Int("status", out.status), slog.Int64("bytes", out.bytes), slog.Duration("took", took),
				slog.String("remote", r.RemoteAddr))
		}()
		h.ServeHTTP(out, r)
	})
}

// recorder records the status and size of a response.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
}

func (r *recorder) WriteHeader(status int) {
	r.status = status
	if status == http.StatusRequestEntityTooLarge {
		// Otherwise net/http would wait for the rest of the body before it sends the response: http.MaxBytesReader cannot
		// tell it through a recorder.
		r.Header().Set("Connection", "close")
	}
	r.ResponseWriter.WriteHeader(status)
}

func (r *recorder) Write(p []byte) (int, error) {
	n, err := r.ResponseWriter.Write(p)
	r.bytes += int64(n)
	return n, err
}

// Unwrap lets http.ResponseController flush.
func (r *recorder) Unwrap() http.ResponseWriter { return r.ResponseWriter }
