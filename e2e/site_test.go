package e2e_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"testing"

	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/tools/buildsite/site"
	"github.com/coconut-page/coconut/weights"
)

// scratch is removed when all tests have ended; the site in it is built once for all of them.
var scratch string

func TestMain(m *testing.M) {
	var err error
	if scratch, err = os.MkdirTemp("", "coconut-e2e-*"); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	code := m.Run()
	os.RemoveAll(scratch)
	os.Exit(code)
}

const (
	repository = ".."
	modelName  = "prosqa-coconut" // as in wasm/app
	textModel  = "toy"            // a language model
)

var builtSite = sync.OnceValues(func() (string, error) {
	if dist := os.Getenv("COCONUT_DIST"); dist != "" {
		return filepath.Abs(dist)
	}
	models := filepath.Join(repository, "weights", "models")
	if _, err := os.Stat(filepath.Join(models, modelName, "manifest.json")); err != nil {
		models = filepath.Join(scratch, "models")
		if err := writeRandomModel(filepath.Join(models, modelName)); err != nil {
			return "", err
		}
	}
	texts := filepath.Join(scratch, "texts")
	if err := toymodel.ImportTo(context.Background(), filepath.Join(texts, textModel), toymodel.Roomy); err != nil {
		return "", err
	}
	folders := []string{models, texts}
	if installed := filepath.Join(repository, "models"); isFolder(installed) { // make models
		folders = append(folders, installed)
	}
	dist := filepath.Join(scratch, "dist")
	return dist, site.Build(context.Background(), site.Options{Root: repository, Out: dist, Models: folders})
})

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// openSite serves the site and opens a tab that shows nothing yet. It skips without a browser, before anything is
// built.
func openSite(t *testing.T) (*tab, *server) {
	t.Helper()
	chromium(t)
	t.Parallel()
	return openAgain(t)
}

// openAgain opens another tab for a test that has called openSite, or t.Parallel.
func openAgain(t *testing.T) (*tab, *server) {
	t.Helper()
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	s := serve(t, dir)
	return openTab(t), s
}

// native is the model of the site, loaded in this process.
var native = sync.OnceValues(func() (*reasoner.Reasoner, error) {
	dir, err := builtSite()
	if err != nil {
		return nil, err
	}
	return reasoner.Load(context.Background(), weights.Dir(filepath.Join(dir, "models", modelName)), func(int64, int64) {})
})

// askNatively answers a question without a browser, with the page's options.
func askNatively(t *testing.T, question string, thoughts int) (*reasoner.Result, error) {
	t.Helper()
	r, err := native()
	if err != nil {
		t.Fatal(err)
	}
	return r.Ask(context.Background(), question, reasoner.Options{Thoughts: thoughts, TopK: 5, Trace: true, Nodes: true},
		func(reasoner.Step) {})
}

// modelChunk returns the URL path of one chunk of the model.
func modelChunk(t *testing.T) string {
	t.Helper()
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	chunks, err := filepath.Glob(filepath.Join(dir, "models", modelName, "chunks", "*"))
	if err != nil || len(chunks) == 0 {
		t.Fatalf("the model has no chunks: %v", err)
	}
	return "/models/" + modelName + "/chunks/" + filepath.Base(chunks[len(chunks)-1])
}

// modelChunks returns the URL paths of the chunks with the model's layers, in the order of the stream. The stop head,
// which no layer waits for, has one of its own behind them.
func modelChunks(t *testing.T) (paths []string) {
	t.Helper()
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	store, err := weights.Open(t.Context(), weights.Dir(filepath.Join(dir, "models", modelName)))
	if err != nil {
		t.Fatal(err)
	}
	manifest := store.Manifest()
	for _, c := range manifest.Chunks[:len(manifest.Chunks)-1] {
		paths = append(paths, "/models/"+modelName+"/"+c.Path())
	}
	if len(paths) < 4 {
		t.Fatalf("the model has %d chunks; the tests want four at least", len(paths))
	}
	return paths
}

// modelFile returns the path of one of the model's small files.
func modelFile(t *testing.T, name string) string {
	t.Helper()
	dir, err := builtSite()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, "models", modelName, "files", "*", name))
	if err != nil || len(files) != 1 {
		t.Fatalf("the model has %d files %s: %v", len(files), name, err)
	}
	return "/models/" + modelName + "/files/" + filepath.Base(filepath.Dir(files[0])) + "/" + name
}
