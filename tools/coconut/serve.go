package main

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"
)

// newServe is `coconut serve`.
func newServe() *cobra.Command {
	var addr, dir string
	cmd := &cobra.Command{
		Use:     "serve",
		Short:   "Serve the built site",
		Example: "  coconut serve --dir dist --addr 127.0.0.1:8080",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if _, err := os.Stat(filepath.Join(dir, "index.html")); err != nil {
				return fmt.Errorf("%s holds no site (make site builds one): %w", dir, err)
			}
			listener, err := net.Listen("tcp", addr)
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.OutOrStdout(), "http://%s/\n", listener.Addr())
			return serve(cmd.Context(), listener, siteHandler(dir))
		},
	}
	cmd.Flags().StringVar(&addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 picks a free one")
	cmd.Flags().StringVar(&dir, "dir", "dist", "folder of the site")
	return cmd
}

// siteHandler serves static files. Types are set by hand because a machine's own table may lack WebAssembly's, and browsers only
// compile while downloading when it is right.
func siteHandler(dir string) http.Handler {
	files := http.FileServer(http.Dir(dir))
	types := map[string]string{".wasm": "application/wasm", ".js": "text/javascript; charset=utf-8", ".zst": "application/octet-stream", ".gz": "application/octet-stream"}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ext := filepath.Ext(r.URL.Path)
		if t, ok := types[ext]; ok {
			w.Header().Set("Content-Type", t)
		} else if t := mime.TypeByExtension(ext); t != "" {
			w.Header().Set("Content-Type", t)
		}
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-cache") // revalidate, so that a rebuilt site shows at once
		files.ServeHTTP(w, r)
	})
}

// serve runs until ctx is cancelled, then lets running requests finish.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	stopped := make(chan error, 1)
	defer context.AfterFunc(ctx, func() {
		limit, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		stopped <- server.Shutdown(limit)
	})()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
