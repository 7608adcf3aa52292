package main

import (
	"context"
	"fmt"
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
	p := &fetchProgress{newProgressLine(o.progress)}
	client.Progress, client.Notify = p.tell, p.notify
	if o.config == "" {
		client.Check = huggingface.CheckConfig
	}
	path, err := client.Fetch(ctx, s)
	p.end()
	return path, err
}

// fetchProgress shows how much of each file has been fetched.
type fetchProgress struct{ progressLine }

// tell implements hub.Client.Progress.
func (p *fetchProgress) tell(file string, done, total int64) {
	if !strings.HasPrefix(p.line, file+":") {
		p.end()
	}
	p.show(fmt.Sprintf("%s: %d %% of %.1f MB", file, p.percent(done, total), float64(total)/1e6))
}

// notify implements hub.Client.Notify.
func (p *fetchProgress) notify(err error) {
	p.end()
	fmt.Fprintln(p.to, "coconut:", err)
}
