package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/coconut-page/coconut/formats/hub"
	"github.com/coconut-page/coconut/formats/huggingface"
)

// localSource returns the path of the source. It fetches a model of the hub first, with progress for people.
func (o importOptions) localSource(ctx context.Context) (string, error) {
	if !strings.HasPrefix(o.source, hub.Scheme) {
		return o.source, nil
	}
	s, err := hub.Parse(o.source)
	if err != nil {
		return "", err
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return "", err
	}
	client, err := hub.FromEnvironment(os.Getenv, home)
	if err != nil {
		return "", err
	}
	p := &fetchProgress{to: o.progress, log: !isTerminal(o.progress)}
	client.Progress, client.Notify = p.tell, p.notify
	if o.config == "" {
		client.Check = huggingface.CheckConfig
	}
	path, err := client.Fetch(ctx, s)
	p.endLine()
	return path, err
}

// fetchProgress is a line for the file that is being fetched, or in a log several.
type fetchProgress struct {
	to   io.Writer
	log  bool
	line string
}

// tell implements hub.Client.Progress.
func (p *fetchProgress) tell(file string, done, total int64) {
	percent := 100 * done / max(total, 1)
	if p.log {
		percent -= percent % logSteps
	}
	line := fmt.Sprintf("%s: %d %% of %.1f MB", file, percent, float64(total)/1e6)
	if line == p.line {
		return
	}
	if !strings.HasPrefix(p.line, file+":") {
		p.endLine()
	}
	p.line = line
	if p.log {
		fmt.Fprintln(p.to, line)
	} else {
		fmt.Fprint(p.to, "\r", line)
	}
}

// notify implements hub.Client.Notify.
func (p *fetchProgress) notify(err error) {
	p.endLine()
	fmt.Fprintln(p.to, "coconut:", err)
}

func (p *fetchProgress) endLine() {
	if p.line != "" && !p.log {
		fmt.Fprintln(p.to)
	}
	p.line = ""
}
