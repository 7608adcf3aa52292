package main

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"github.com/spf13/cobra"
)

// newHealth is `coconut health`.
func newHealth() *cobra.Command {
	timeout := 5 * time.Second
	cmd := &cobra.Command{
		Use:   "health [URL]",
		Short: "Ask a running server whether it can answer",
		Long: `Ask a running server whether it can answer: the exit status is 0 if so, else 1. It is for health checks of containers that have no other
program. Without a URL it asks http://127.0.0.1:8080.`,
		Example: "  coconut health http://127.0.0.1:8080",
		Args:    cobra.MaximumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			base := "http://127.0.0.1:8080"
			if len(args) > 0 {
				base = args[0]
			}
			ctx, stop := context.WithTimeout(cmd.Context(), timeout)
			defer stop()
			return health(ctx, cmd.OutOrStdout(), base)
		},
	}
	durationVar(cmd.Flags(), &timeout, "timeout", timeout, "how long to wait for the answer")
	return cmd
}

// unhealthyError means that a server says that it cannot answer.
type unhealthyError struct{ url, status, text string }

// Error implements error.
func (e *unhealthyError) Error() string { return fmt.Sprintf("%s: %s: %s", e.url, e.status, e.text) }

// health prints what a server says about itself, or returns an error if it cannot answer questions.
func health(ctx context.Context, out io.Writer, base string) error {
	address := strings.TrimRight(base, "/") + "/healthz"
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, 4<<10))
	if err != nil {
		return fmt.Errorf("%s: %w", address, err)
	}
	if resp.StatusCode != http.StatusOK {
		return &unhealthyError{address, resp.Status, strings.TrimSpace(string(text))}
	}
	_, err = out.Write(text)
	return err
}
