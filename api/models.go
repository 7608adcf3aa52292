package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coconut-page/coconut/reasoner"
)

// Loader loads a model by name, for instance with Load.
type Loader func(ctx context.Context, name string) (Model, error)

// Models are the served models, each loaded when it is first needed and kept from then on. The next request retries a
// failed load.
type Models struct {
	names []string
	load  Loader
	stale time.Duration

	mu     sync.Mutex
	models map[string]Model
	loads  map[string]*loading
}

// loading is a load in progress, which any number of requests may wait for.
type loading struct {
	began time.Time
	done  chan struct{} // closed when the other two are set
	model Model
	err   error
}

// NewModels returns the models of the given names, the default one first; there must be at least one. A load that has
// not ended after stale is presumed lost and restarted (0: never): on the edge a load silently ends with the request
// that started it.
func NewModels(names []string, stale time.Duration, load Loader) *Models {
	return &Models{names: slices.Clone(names), load: load, stale: stale, models: map[string]Model{},
		loads: map[string]*loading{}}
}

// Open returns a model, the default one for "". The error is an *Error: 404 for a name that is not known, 503 for a
// model that could not be loaded.
func (m *Models) Open(ctx context.Context, name string) (Model, error) {
	if name == "" {
		name = m.names[0]
	}
	if !slices.Contains(m.names, name) {
		return nil, &Error{Status: http.StatusNotFound, Type: typeRequest, Param: "model", Code: "model_not_found",
			Message: fmt.Sprintf("there is no model %q; this server has %s", name, strings.Join(m.names, ", "))}
	}
	loaded, l := m.begin(ctx, name)
	if loaded != nil {
		return loaded, nil
	}
	select {
	case <-l.done:
	case <-ctx.Done():
		return nil, context.Cause(ctx)
	}
	if l.err != nil {
		return nil, &Error{
			Status: http.StatusServiceUnavailable, Type: typeServer, Param: "model", Code: "model_unavailable", RetryAfter: 5,
			Message: fmt.Sprintf("model %s could not be loaded: %s", name, l.err), cause: l.err,
		}
	}
	return l.model, nil
}

// begin returns the model if it is loaded, and otherwise a load in progress, which it starts if necessary. A load does
// not end with the request that happened to start it: others wait for it, too.
func (m *Models) begin(ctx context.Context, name string) (Model, *loading) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r := m.models[name]; r != nil {
		return r, nil
	}
	if l := m.loads[name]; l != nil && (m.stale == 0 || time.Since(l.began) < m.stale) {
		return nil, l
	}
	l := &loading{began: time.Now(), done: make(chan struct{})}
	m.loads[name] = l
	go m.run(context.WithoutCancel(ctx), name, l)
	return nil, l
}

func (m *Models) run(ctx context.Context, name string, l *loading) {
	l.model, l.err = m.load(ctx, name)
	m.mu.Lock()
	if l.err == nil {
		m.models[name] = l.model
	}
	if m.loads[name] == l {
		delete(m.loads, name)
	}
	m.mu.Unlock()
	close(l.done)
}

// List describes all models, in order; it loads those that are not loaded yet.
func (m *Models) List(ctx context.Context) ([]reasoner.Info, error) {
	var all []reasoner.Info
	for _, name := range m.names {
		r, err := m.Open(ctx, name)
		if err != nil {
			return nil, err
		}
		info := r.Info()
		info.Name = name // clients use the name it has here
		all = append(all, info)
	}
	return all, nil
}

// find returns a model: by name, or otherwise the first one of the task and the method, where these are not "".
func (m *Models) find(ctx context.Context, name, task, method string) (*reasoner.Reasoner, error) {
	if name != "" || task == "" && method == "" {
		found, err := m.Open(ctx, name)
		if err != nil {
			return nil, err
		}
		r, err := asReasoner(found)
		if err != nil || fits(r.Info(), task, method) {
			return r, err
		}
		return nil, notFound(name, task, method)
	}
	for _, name := range m.names {
		found, err := m.Open(ctx, name)
		if err != nil {
			return nil, err
		}
		if r, ok := found.(*reasoner.Reasoner); ok && fits(r.Info(), task, method) {
			return r, nil
		}
	}
	return nil, notFound(name, task, method)
}

func fits(info reasoner.Info, task, method string) bool {
	return (task == "" || task == info.Task) && (method == "" || method == info.Method)
}

func notFound(name, task, method string) *Error {
	var wanted []string
	for _, w := range [][2]string{{"name", name}, {"task", task}, {"method", method}} {
		if w[1] != "" {
			wanted = append(wanted, w[0]+" "+w[1])
		}
	}
	return &Error{Status: http.StatusNotFound, Type: typeRequest, Param: "model", Code: "model_not_found",
		Message: "there is no model with " + strings.Join(wanted, " and ") + "; see /v1/models"}
}

// Preload loads all models; the error joins the errors of those that could not be loaded.
func (m *Models) Preload(ctx context.Context) error {
	var errs []error
	for _, name := range m.names {
		_, err := m.Open(ctx, name)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// modelObject is a model in OpenAI's form, with our own fields.
type modelObject struct {
	ID      string `json:"id"`
	Object  string `json:"object"`
	Created int64  `json:"created"`
	OwnedBy string `json:"owned_by"`
	reasoner.Info
}

func newModelObject(info reasoner.Info) modelObject {
	return modelObject{ID: info.Name, Object: "model", OwnedBy: "coconut", Info: info}
}
