package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/coconut-page/coconut/api"
	"github.com/coconut-page/coconut/tools/buildsite/site"
	"github.com/coconut-page/coconut/tools/internal/listen"
)

// serveOptions are the flags of `coconut serve`.
type serveOptions struct {
	addr, dir, origin, frames, logFormat string
	models, hosts                        []string
	noAPI, noMetrics, isolate            bool
	limits                               api.Limits
	grace                                time.Duration
	rate                                 rateOptions
}

// newServe is `coconut serve`.
func newServe() *cobra.Command {
	var o serveOptions
	cmd := &cobra.Command{
		Use:   "serve",
		Short: "Serve the built site, and the models over HTTP",
		Long: `Serve the built site, and the models over HTTP.

Besides the site's files there are POST /v1/reason, POST /v1/chat/completions (OpenAI's form), GET /v1/models, GET /healthz, GET /openapi.json,
which describes them, and GET /metrics for Prometheus. SIGINT and SIGTERM let running requests finish.`,
		Example: `  coconut serve --dir dist --addr 127.0.0.1:8080
  coconut serve --dir "" --model prosqa-coconut --model prosqa-cot --log json
  curl http://127.0.0.1:8080/v1/reason -d '{"question":"Every cat is an animal. Tom is a cat. Rex is a rock. Is Tom an animal or rock?"}'`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return o.run(cmd) },
	}
	flags := cmd.Flags()
	flags.StringVar(&o.addr, "addr", "127.0.0.1:8080", "address to listen on; port 0 picks a free one")
	flags.StringVar(&o.dir, "dir", "dist", `folder of the site; "" serves none`)
	flags.StringArrayVar(&o.models, "model", []string{defaultModel},
		"name, folder or URL of a model to serve, repeatable; the first is the default")
	flags.BoolVar(&o.noAPI, "no-api", false, "serve only the site's files")
	flags.BoolVar(&o.noMetrics, "no-metrics", false, "do not serve /metrics")
	flags.StringVar(&o.origin, "origin", api.SameOrigin,
		`origin whose pages may use the API, besides the server's own, such as https://example.org; "*" for any`)
	flags.StringVar(&o.frames, "frame-ancestors", "",
		`origins whose pages may frame the site, besides its own, such as "https://a.example https://*.b.example"; `+
			`"*" for all, "none" for nobody`)
	flags.BoolVar(&o.isolate, "isolate", false,
		"make the page cross-origin isolated, so that a language model's threads share memory: it then cannot be framed by "+
			"other origins' pages, nor frame theirs")
	flags.StringArrayVar(&o.hosts, "host", nil,
		"host name that clients may use for the server besides this machine's own, repeatable (default: any; on a loopback "+
			"address none)")
	flags.StringVar(&o.logFormat, "log", "text", "how requests are logged on stderr: text, json or off")
	countVar(flags, &o.limits.Running, "concurrent", 1, runtime.GOMAXPROCS(0), "questions answered at the same time")
	countVar(flags, &o.limits.Waiting, "waiting", 1, 256, "questions that may wait for their turn; more get a 429")
	countVar(flags, &o.limits.Thoughts, "max-thoughts", 1, 64, "maximum thoughts per request")
	countVar(flags, &o.limits.Tokens, "max-tokens", 1, 256, "maximum tokens per request")
	durationVar(flags, &o.limits.Time, "timeout", 2*time.Minute,
		"time limit of a request, including its wait and the reading of a long prompt")
	o.rate.add(flags)
	durationVar(flags, &o.grace, "grace", 10*time.Second,
		"how long running requests may take to finish when the server is stopped")
	return cmd
}

// run serves until the command's context is done.
func (o serveOptions) run(cmd *cobra.Command) error {
	if o.dir == "" && o.noAPI {
		return errors.New(`--dir "" with --no-api leaves nothing to serve`)
	}
	if o.noAPI {
		err := withoutEffect(cmd, "with --no-api", "model", "no-metrics", "origin", "concurrent", "waiting", "max-thoughts",
			"max-tokens", "timeout", "rate", "burst", "trust-proxy")
		if err != nil {
			return err
		}
	}
	if err := o.rate.check(cmd); err != nil {
		return err
	}
	origin, err := api.ParseOrigin(o.origin)
	if err != nil {
		return fmt.Errorf("--origin: %w", err)
	}
	o.origin = origin
	if err := o.checkSite(cmd); err != nil {
		return err
	}
	logger, err := newLogger(cmd.ErrOrStderr(), o.logFormat)
	if err != nil {
		return err
	}
	handler, err := o.handler(cmd.Context(), logger)
	if err != nil {
		return err
	}
	listener, err := listen.TCP(o.addr, "--addr")
	if err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "http://%s/\n", listener.Addr())
	return serve(cmd.Context(), listener, handler, o.grace)
}

// checkSite checks what the site is served by, and takes --frame-ancestors apart.
func (o *serveOptions) checkSite(cmd *cobra.Command) (err error) {
	if o.dir == "" {
		return withoutEffect(cmd, `with --dir ""`, "frame-ancestors", "isolate")
	}
	if o.frames, err = site.FrameAncestors(o.frames); err != nil {
		return fmt.Errorf("--frame-ancestors: %w", err)
	}
	if _, err := os.Stat(filepath.Join(o.dir, "index.html")); err != nil {
		return &noSiteError{o.dir, err}
	}
	return nil
}

// handler combines site, API and metrics. It loads the models before it returns, so that a server that listens can
// answer.
func (o serveOptions) handler(ctx context.Context, logger *slog.Logger) (http.Handler, error) {
	mux := http.NewServeMux()
	if o.dir != "" {
		var others []site.Header
		if o.isolate {
			others = site.Isolation()
		}
		files, err := siteHandler(o.dir, o.frames, others...)
		if err != nil {
			return nil, err
		}
		mux.Handle("/", files)
	}
	guarded := newGuard(mux, o.addr, o.hosts, readingTime)
	if o.noAPI {
		return logged(guarded, logger, nil), nil
	}
	m := newMetrics()
	names, places := modelNames(o.models)
	models := api.NewModels(names, 0, func(ctx context.Context, name string) (api.Model, error) {
		source, err := modelSource(places[name])
		if err != nil {
			return nil, err
		}
		return api.Load(ctx, source)
	})
	if err := models.Preload(ctx); err != nil {
		return nil, err
	}
	service := api.New(api.Options{
		Models: models, Limits: o.limits, Origin: o.origin, Admit: o.rate.admit(m.limited), Answered: m.answered,
		Completed: m.completed,
		Failed:    func(err error) { logger.Error("request failed", "error", err) },
	})
	for _, prefix := range api.Prefixes() {
		mux.Handle(prefix, withDeadline(service, o.limits.Time))
	}
	if !o.noMetrics {
		mux.Handle("GET /metrics", m.handler())
	}
	return logged(guarded, logger, m), nil
}

// modelNames maps each place that a model is loaded from to its name for clients: the last part of a folder or an
// address.
func modelNames(places []string) (names []string, byName map[string]string) {
	byName = map[string]string{}
	for _, place := range places {
		name := path.Base(filepath.ToSlash(strings.TrimRight(place, "/")))
		if _, twice := byName[name]; !twice {
			names = append(names, name)
		}
		byName[name] = place
	}
	return names, byName
}

// How long a client may take to send the head of a request, to send all of it, and to read the answer, including its
// computation: enough for the largest chunk of a model over a slow line. Nobody can hold a connection for longer.
const (
	headTime    = 10 * time.Second
	bodyTime    = time.Minute
	readingTime = 15 * time.Minute
)

// serve runs until ctx is cancelled, then gives running requests the time grace to finish before it ends them.
func serve(ctx context.Context, listener net.Listener, handler http.Handler, grace time.Duration) error {
	return serveWith(ctx, listener, &http.Server{Handler: handler, ReadHeaderTimeout: headTime, ReadTimeout: bodyTime,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10}, grace)
}

// serveWith is serve with a given server.
func serveWith(ctx context.Context, listener net.Listener, server *http.Server, grace time.Duration) error {
	stopped := make(chan error, 1)
	defer context.AfterFunc(ctx, func() {
		limit, cancel := context.WithTimeout(context.Background(), grace)
		defer cancel()
		err := server.Shutdown(limit)
		if errors.Is(err, context.DeadlineExceeded) {
			err = errors.Join(fmt.Errorf("requests were still running after %v", grace), server.Close())
		}
		stopped <- err
	})()
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return <-stopped
}
