package e2e_test

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/e2e/webdriver"
	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/tools/buildsite/site"
)

// threading is a way for workers to share a model's products.
type threading struct {
	name     string
	isolated bool
	lost     bool // the helper stops answering in the middle
}

// TestThreads has two workers share a language model's products, by shared memory and by messages. What is written is
// the same as natively, even if the second worker is lost meanwhile. A browser without shared memory uses messages.
func TestThreads(t *testing.T) {
	if runtime.NumCPU() < 2 {
		t.Skip("a single core: the program starts no second worker")
	}
	const question, tokens = "cab ab", 12
	model := quantizedModel(t)
	want := answerNatively(t, model, question, tokens)
	for _, e := range webdriver.Engines {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			installed(t, e)
			dir, err := builtSite()
			if err != nil {
				t.Fatal(err)
			}
			for _, how := range []threading{{"isolated", true, false}, {"not isolated", false, false},
				{"isolated, lost", true, true}, {"not isolated, lost", false, true}} {
				s := serve(t, dir)
				if how.isolated {
					s.headers = append(slices.Clone(s.headers), site.Isolation()...)
				}
				s.changeWorker(t, how.lost)
				s.addModel(t, model)
				v := visitWith(t, e)
				v.open(s.URL + "?seed=1")
				got := eval[struct {
					Texts    []string
					Threads  []int
					CanShare bool
				}](v, fmt.Sprintf(askThreads, filepath.Base(model), question, tokens, how.lost))
				for _, text := range got.Texts {
					if text != want.Text {
						t.Errorf("%s: two workers write %q, natively it is %q", how.name, text, want.Text)
					}
				}
				last := got.Threads[len(got.Threads)-1]
				if !slices.Contains(got.Threads, 2) || how.lost != (last == 1) {
					t.Errorf("%s: the answers had %v threads", how.name, got.Threads)
				}
				if how.isolated != got.CanShare && e.Name != "webkit" {
					t.Errorf("%s: the page is cross-origin isolated: %v", how.name, got.CanShare)
				}
			}
		})
	}
}

// quantizedModel imports a language model whose matrices are quantized, so that they can be shared.
func quantizedModel(t *testing.T) (dir string) {
	t.Helper()
	c, err := toymodel.Checkpoint(toymodel.Roomy)
	if err != nil {
		t.Fatal(err)
	}
	dir = filepath.Join(t.TempDir(), "toy-q8")
	_, err = formats.Import(t.Context(), c, dir, formats.Options{Name: filepath.Base(dir),
		Formats: quant.Formats{Matrices: quant.FormatQ8, Embeddings: quant.FormatQ8}})
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// addModel serves a model besides those of the site.
func (s *server) addModel(t *testing.T, dir string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, path))
		s.mu.Lock()
		defer s.mu.Unlock()
		s.instead["/models/"+filepath.Base(dir)+"/"+path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// changeWorker serves a worker that has two threads share every product. With lost it gives some answers as a helper
// and then no more: silently where memory is shared, and with a word where it is not.
func (s *server) changeWorker(t *testing.T, lost bool) {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(s.dir, "worker.js"))
	if err != nil {
		t.Fatal(err)
	}
	text, changes := string(data), map[string]string{"...event.data}": "threads: 2, always: true}"}
	if lost {
		const given = "(self.given = (self.given ?? 0) + 1) < 200"
		changes["PATIENCE = 10_000"] = "PATIENCE = 500"
		changes["count(words, ANSWERS);"] = "if (" + given + ") count(words, ANSWERS);"
		changes["next, answer: send"] = "next, answer: (b) => (" + given + " ? send(b) : postMessage('lost'))"
	}
	for old, changed := range changes {
		if !strings.Contains(text, old) {
			t.Fatalf("worker.js has no %q", old)
		}
		text = strings.Replace(text, old, changed, 1)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.instead["/worker.js"] = text
}

// askThreads is a promise: it starts the worker of the language models, loads a model, and asks it until it has
// answered twice with both threads, or once and then alone, or several times.
const askThreads = `new Promise((resolve, reject) => {
	const out = {Texts: [], Threads: [], CanShare: self.crossOriginIsolated};
	let id = 1;
	let worker;
	const send = (request) => worker.postMessage(JSON.stringify({id: id++, ...request}));
	const ask = () => send({type: "complete", complete: {messages: [{role: "user", text: %[2]q}], max_tokens: %[3]d}});
	worker = coconut.startTextWorker((message) => {
		const event = JSON.parse(message);
		switch (event.type) {
		case "hello": send({type: "load", model: %[1]q}); break;
		case "ready": setTimeout(ask, 300); break;
		case "completion":
			out.Texts.push(event.completion.text);
			out.Threads.push(event.completion.threads ?? 1);
			const shared = out.Threads.filter((n) => n === 2).length;
			const done = %[4]t ? shared > 0 && out.Threads.at(-1) === 1 : shared > 1;
			if (!done && out.Threads.length < 12) setTimeout(ask, 300);
			else {
				worker.terminate();
				resolve(out);
			}
			break;
		case "failed": case "exit": reject(new Error(message));
		}
	});
})`
