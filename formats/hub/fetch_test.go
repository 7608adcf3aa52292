//go:build !js

package hub

import (
	"context"
	"errors"
	"io/fs"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

var testSource = Source{Repository: testRepository, Revision: mainBranch}

// modelFiles are a folder with weights of 100 kB, and files that nobody needs.
func modelFiles() map[string]string {
	return map[string]string{
		"config.json": `{"model_type":"gpt2"}`, "tokenizer.json": "{}", "README.md": "read me",
		"model.safetensors": strings.Repeat("weights ", 12_500), "pytorch_model.bin": "old", "onnx/model.onnx": "other",
	}
}

func newModelHub(t *testing.T) *fakeHub {
	return newFakeHub(t, modelFiles(), "model.safetensors", "pytorch_model.bin")
}

// fetched fetches and checks the files of the folder.
func fetched(t *testing.T, c *Client, h *fakeHub, s Source, names ...string) string {
	t.Helper()
	path, err := c.Fetch(t.Context(), s)
	if err != nil {
		t.Fatal(err)
	}
	requireFiles(t, filepath.Join(c.Cache, "models--owner--small-model", "snapshots", testCommit), h, names)
	return path
}

// requireFiles checks the files in a folder, by name.
func requireFiles(t *testing.T, dir string, h *fakeHub, names []string) {
	t.Helper()
	var got []string
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		got = append(got, filepath.ToSlash(name))
		return err
	})
	slices.Sort(names)
	if err != nil || !slices.Equal(got, names) {
		t.Errorf("the files are %v, %v; want %v", got, err, names)
	}
	for _, name := range got {
		if data, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(data) != h.files[name] {
			t.Errorf("%s has %d bytes, %v; want %d", name, len(data), err, len(h.files[name]))
		}
	}
}

// TestFetch checks what is fetched, where it lies, and that it is fetched once.
func TestFetch(t *testing.T) {
	h := newModelHub(t)
	c := h.client()
	var last string
	c.Progress = func(file string, done, total int64) {
		if last = file; done > total || total != int64(len(h.files[file])) {
			t.Errorf("progress of %s is %d of %d", file, done, total)
		}
	}
	path := fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
	folder := filepath.Join(c.Cache, "models--owner--small-model")
	if want := filepath.Join(folder, "snapshots", testCommit); path != want || last != "model.safetensors" {
		t.Errorf("the folder is %s, want %s; progress ended with %q", path, want, last)
	}
	if ref, err := os.ReadFile(filepath.Join(folder, "refs", "main")); err != nil || string(ref) != testCommit {
		t.Errorf("refs/main is %q, %v", ref, err)
	}
	for _, name := range []string{"config.json", "model.safetensors"} {
		target, err := os.Readlink(filepath.Join(path, name))
		if want := filepath.Join("..", "..", "blobs", h.hashOf(name)); err != nil || target != want {
			t.Errorf("%s leads to %q, %v; want %q", name, target, err, want)
		}
	}
	h.asked()
	fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
	if got := h.asked(); len(got) != 1 {
		t.Errorf("a second time asks %q, want the list only", got)
	}
	byCommit := testSource
	byCommit.Revision = testCommit
	fetched(t, c, h, byCommit, "config.json", "model.safetensors", "tokenizer.json")
}

// TestNamesOnly fetches from a mirror whose list has no hashes.
func TestNamesOnly(t *testing.T) {
	h := newModelHub(t)
	h.namesOnly = true
	c := h.client()
	for range 2 {
		fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
	}
	h.instead["model.safetensors"] = strings.ToUpper(h.files["model.safetensors"])
	if _, err := h.client().Fetch(t.Context(), testSource); !errors.Is(err, ErrMismatch) {
		t.Errorf("other weights: %v, want %v", err, ErrMismatch)
	}
	for name, header := range map[string]string{"no hash": "Content-Length", "an odd hash": "ETag"} {
		h.refuse = func(w http.ResponseWriter, r *http.Request) bool {
			if r.Method == http.MethodHead {
				w.Header().Set(header, "9")
			}
			return r.Method == http.MethodHead
		}
		if _, err := h.client().Fetch(t.Context(), testSource); !errors.Is(err, ErrAnswer) {
			t.Errorf("%s: %v, want %v", name, err, ErrAnswer)
		}
	}
}

// TestCheck refuses a model before its weights are fetched.
func TestCheck(t *testing.T) {
	h := newModelHub(t)
	c := h.client()
	why := errors.New("not this one")
	c.Check = func(config []byte) error {
		if string(config) != h.files["config.json"] {
			t.Errorf("the config is %q", config)
		}
		return why
	}
	if _, err := c.Fetch(t.Context(), testSource); !errors.Is(err, why) {
		t.Errorf("the error is %v, want %v", err, why)
	}
	for _, request := range h.asked() {
		if strings.Contains(request, "safetensors") {
			t.Errorf("the weights are asked for: %q", request)
		}
	}
}

// TestChoose fetches from repositories of other kinds.
func TestChoose(t *testing.T) {
	const index = `{"weight_map":{"a":"model-1.safetensors","b":"model-2.safetensors"}}`
	for name, test := range map[string]struct {
		files, want []string
		file, path  string
		err         error
		says        string
	}{
		"shards": {files: []string{"model.safetensors.index.json", "model-1.safetensors", "model-2.safetensors", "x.bin"},
			want: []string{"model.safetensors.index.json", "model-1.safetensors", "model-2.safetensors"}},
		"a shard is missing": {files: []string{"model.safetensors.index.json", "model-1.safetensors"}, err: ErrNotFound,
			says: "no file model-2.safetensors"},
		"pytorch":      {files: []string{"pytorch_model.bin", "tf_model.h5"}, want: []string{"pytorch_model.bin"}},
		"one gguf":     {files: []string{"q4.gguf", "b.md"}, want: []string{"q4.gguf"}, path: "q4.gguf"},
		"several gguf": {files: []string{"q4.gguf", "q8.gguf"}, err: ErrNoModel, says: "hf:owner/small-model/q4.gguf, hf:"},
		"a named gguf": {files: []string{"q4.gguf", "q8.gguf", "config.json"}, file: "q8.gguf", want: []string{"q8.gguf"},
			path: "q8.gguf"},
		"a named checkpoint": {files: []string{"run/checkpoint_3", "run/config.json", "config.json"}, file: "run/checkpoint_3",
			want: []string{"run/checkpoint_3", "run/config.json"}, path: "run/checkpoint_3"},
		"a file that is not there": {files: []string{"config.json"}, file: "q8.gguf", err: ErrNotFound, says: "q8.gguf"},
		"no weights":               {files: []string{"README.md"}, err: ErrNoModel, says: "but README.md"},
	} {
		t.Run(name, func(t *testing.T) {
			files := map[string]string{}
			for _, name := range test.files {
				files[name] = name
			}
			if _, ok := files["model.safetensors.index.json"]; ok {
				files["model.safetensors.index.json"] = index
			}
			h := newFakeHub(t, files)
			c, s := h.client(), testSource
			s.File = test.file
			if test.err != nil {
				if _, err := c.Fetch(t.Context(), s); !errors.Is(err, test.err) || !strings.Contains(err.Error(), test.says) {
					t.Errorf("the error is %v, want %v with %q", err, test.err, test.says)
				}
				return
			}
			path := fetched(t, c, h, s, test.want...)
			if rel, err := filepath.Rel(filepath.Join(c.Cache, "models--owner--small-model", "snapshots", testCommit),
				path); err != nil || rel != filepath.Clean(test.path) {
				t.Errorf("the path is %s, want %s", path, test.path)
			}
		})
	}
}

// TestResume ends connections, and checks that what has come is not asked for again.
func TestResume(t *testing.T) {
	h := newModelHub(t)
	h.cuts["model.safetensors"] = []int{40_000, 0, 0, 0, 20_000, 0, 0, 0} // five in a row are too many
	c := h.client()
	fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
	var ranges []string
	for _, request := range h.asked() {
		if path, asked, ok := strings.Cut(request, " "); ok && strings.HasPrefix(path, "/blob/") {
			ranges = append(ranges, asked)
		}
	}
	if len(ranges) != 8 || ranges[0] != "bytes=40000-" || ranges[3] != ranges[0] || ranges[7] != "bytes=60000-" {
		t.Errorf("the ranges are %q", ranges)
	}
	h.cuts["model.safetensors"] = []int{10, 0, 0, 0, 0, 0}
	if _, err := h.client().Fetch(t.Context(), testSource); !errors.Is(err, ErrUnreachable) {
		t.Errorf("after five failures: %v, want %v", err, ErrUnreachable)
	}
}

// partialOf is the incomplete file of the weights.
func partialOf(c *Client, h *fakeHub) string {
	return filepath.Join(c.Cache, "models--owner--small-model", "blobs", h.hashOf("model.safetensors")+".incomplete")
}

// TestCancel stops a fetch, and goes on with it: also if the server sends whole files only, or the part is damaged.
func TestCancel(t *testing.T) {
	for name, test := range map[string]struct {
		change func(h *fakeHub, partial string)
		asks   int // how often for the weights
	}{
		"resumed":   {func(*fakeHub, string) {}, 1},
		"no ranges": {func(h *fakeHub, _ string) { h.noRanges = true }, 1},
		"damaged": {func(_ *fakeHub, partial string) {
			overwrite(t, partial, "XXX")
		}, 2},
		"too long": {func(h *fakeHub, partial string) {
			overwrite(t, partial, strings.Repeat("x", len(h.files["model.safetensors"])+1))
		}, 1},
	} {
		t.Run(name, func(t *testing.T) {
			h := newModelHub(t)
			h.cuts["model.safetensors"], h.stalled = []int{50_000}, true
			c := h.client()
			why := errors.New("stopped")
			ctx, stop := context.WithCancelCause(t.Context())
			c.Progress = func(file string, done, _ int64) {
				if file == "model.safetensors" && done > 30_000 {
					stop(why)
				}
			}
			if _, err := c.Fetch(ctx, testSource); !errors.Is(err, why) {
				t.Fatalf("the error is %v, want %v", err, why)
			}
			info, err := os.Stat(partialOf(c, h))
			if err != nil || info.Size() < 30_000 || info.Size() == int64(len(h.files["model.safetensors"])) {
				t.Fatalf("the partial file is %v, %v", info, err)
			}
			if _, err := os.Stat(filepath.Join(c.Cache, "models--owner--small-model", "refs")); err == nil {
				t.Error("an incomplete snapshot has a ref")
			}
			test.change(h, partialOf(c, h))
			h.asked()
			c.Progress = nil
			fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
			asks := 0
			for _, request := range h.asked() {
				if strings.HasPrefix(request, "/blob/") {
					asks++
				}
			}
			if asks != test.asks {
				t.Errorf("the weights are asked for %d times, want %d", asks, test.asks)
			}
		})
	}
}

// overwrite puts text at the beginning of a file.
func overwrite(t *testing.T, path, text string) {
	t.Helper()
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, err = f.WriteAt([]byte(text), 0)
	if err := errors.Join(err, f.Close()); err != nil {
		t.Fatal(err)
	}
}

// TestMismatch sends other bytes than those in the list.
func TestMismatch(t *testing.T) {
	for _, name := range []string{"config.json", "model.safetensors"} {
		for _, instead := range []string{strings.ToUpper(modelFiles()[name]), modelFiles()[name] + "more"} {
			h := newModelHub(t)
			h.instead[name] = instead
			c := h.client()
			_, err := c.Fetch(t.Context(), testSource)
			if strings.HasSuffix(instead, "more") { // the bytes in the list are right
				if err != nil {
					t.Errorf("a longer %s: %v", name, err)
				}
				continue
			}
			if !errors.Is(err, ErrMismatch) || !strings.Contains(err.Error(), name) {
				t.Errorf("another %s: %v, want %v", name, err, ErrMismatch)
			}
			blobs, err := filepath.Glob(filepath.Join(c.Cache, "*", "blobs", h.hashOf(name)+"*"))
			if err != nil || len(blobs) != 0 {
				t.Errorf("the cache has %q, %v", blobs, err)
			}
		}
	}
}

// TestDamagedCache repairs files that have changed in the cache.
func TestDamagedCache(t *testing.T) {
	h := newModelHub(t)
	c := h.client()
	path := fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
	overwrite(t, filepath.Join(path, "model.safetensors"), "W")
	var said error
	c.Notify = func(err error) { said = err }
	c.Offline = true
	if _, err := c.Fetch(t.Context(), testSource); !errors.Is(err, ErrMismatch) {
		t.Errorf("offline: %v, want %v", err, ErrMismatch)
	}
	c.Offline = false
	fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
	if !errors.Is(said, ErrMismatch) {
		t.Errorf("what is said is %v, want %v", said, ErrMismatch)
	}
}

// TestWithoutLinks uses a cache of a system without links: the file itself is in the snapshot.
func TestWithoutLinks(t *testing.T) {
	h := newModelHub(t)
	c := h.client()
	path := fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
	weights := filepath.Join(path, "model.safetensors")
	blob, err := filepath.EvalSymlinks(weights)
	if err == nil {
		err = errors.Join(os.Remove(weights), os.Rename(blob, weights))
	}
	if err != nil {
		t.Fatal(err)
	}
	h.asked()
	for _, c.Offline = range []bool{false, true} {
		fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
	}
	if got := h.asked(); len(got) != 1 {
		t.Errorf("the requests are %q, want the list only", got)
	}
}

// TestOffline uses the cache: because it must, or because the hub is away.
func TestOffline(t *testing.T) {
	h := newModelHub(t)
	c := h.client()
	path := fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
	h.asked()
	c.Offline = true
	other := testSource
	other.Revision = "refs/pr/1"
	if got, err := c.Fetch(t.Context(), testSource); err != nil || got != path {
		t.Errorf("offline: %s, %v; want %s", got, err, path)
	}
	for name, s := range map[string]Source{
		"refs/pr/1": other, "owner/other": {Repository: "owner/other", Revision: "main"},
	} {
		if _, err := c.Fetch(t.Context(), s); !errors.Is(err, ErrNotCached) {
			t.Errorf("%s: %v, want %v", name, err, ErrNotCached)
		}
	}
	if got := h.asked(); len(got) != 0 {
		t.Errorf("offline, the hub is asked %q", got)
	}
	h.hub.Close()
	c.Offline = false
	said := 0
	c.Notify = func(error) { said++ }
	if got, err := c.Fetch(t.Context(), testSource); err != nil || got != path || said != maxTries {
		t.Errorf("without the hub: %s, %v, and %d failures; want %s", got, err, said, path)
	}
	if _, err := c.Fetch(t.Context(), other); !errors.Is(err, ErrUnreachable) || !errors.Is(err, ErrNotCached) {
		t.Errorf("without the hub, not in the cache: %v", err)
	}
}

// TestStall ends a connection that has fallen silent, and goes on.
func TestStall(t *testing.T) {
	h := newModelHub(t)
	h.cuts["model.safetensors"], h.stalled = []int{50_000}, true
	c := h.client()
	c.stall = 50 * time.Millisecond
	var said error
	c.Notify = func(err error) { said = err }
	fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
	if !errors.Is(said, ErrUnreachable) || !strings.Contains(said.Error(), "no bytes") {
		t.Errorf("what is said is %v", said)
	}
}

// TestTogether lets several clients fetch into one cache at once: one of them fetches, and the others wait.
func TestTogether(t *testing.T) {
	h := newModelHub(t)
	c := h.client()
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if _, err := c.Fetch(t.Context(), testSource); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if got := len(slices.DeleteFunc(h.asked(), func(request string) bool {
		return !strings.HasPrefix(request, "/blob/")
	})); got != 1 {
		t.Errorf("the weights are asked for %d times, want once", got)
	}
	fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
}

// TestLock checks that a lock is waited for, and that one who waits can be stopped.
func TestLock(t *testing.T) {
	h := newModelHub(t)
	c := h.client()
	f := file{name: "model.safetensors", hash: h.hashOf("model.safetensors")}
	unlock, err := c.lock(t.Context(), c.repository(testSource), f)
	if err != nil {
		t.Fatal(err)
	}
	why := errors.New("stopped")
	ctx, stop := context.WithCancelCause(t.Context())
	c.Notify = func(err error) {
		if strings.Contains(err.Error(), "waiting for another program that fetches model.safetensors") {
			stop(why)
		}
	}
	if _, err := c.Fetch(ctx, testSource); !errors.Is(err, why) {
		t.Errorf("while another program fetches: %v, want %v", err, why)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
}

// TestRefused checks what the hub's refusals become.
func TestRefused(t *testing.T) {
	answer := func(status int, header ...string) func(w http.ResponseWriter, r *http.Request) bool {
		return func(w http.ResponseWriter, r *http.Request) bool {
			for i := 0; i < len(header); i += 2 {
				w.Header().Set(header[i], header[i+1])
			}
			w.WriteHeader(status)
			return true
		}
	}
	for name, test := range map[string]struct {
		refuse func(w http.ResponseWriter, r *http.Request) bool
		token  string
		kind   error
		says   string
	}{
		"gated":           {answer(403, "X-Error-Code", "GatedRepo"), testToken, ErrDenied, "conditions to be accepted"},
		"gated, no token": {answer(401, "X-Error-Code", "GatedRepo"), "", ErrDenied, "/owner/small-model, then set HF_TOKEN"},
		"no model":        {answer(401), "", ErrNotFound, "or a private one"},
		"no such model":   {answer(404, "X-Error-Code", "RepoNotFound"), testToken, ErrNotFound, "check its name"},
		"no revision":     {answer(404, "X-Error-Code", "RevisionNotFound"), testToken, ErrNotFound, `or commit "main"`},
		"bad token":       {answer(401, "X-Error-Message", "Invalid credentials"), testToken, ErrDenied, "Invalid credentials"},
		"forbidden":       {answer(403, "X-Error-Message", "disabled"), testToken, ErrDenied, "disabled"},
		"too many":        {answer(429), testToken, ErrUnreachable, "too many requests"},
		"down":            {answer(503), testToken, ErrUnreachable, "503"},
		"teapot":          {answer(418), testToken, ErrAnswer, "418"},
		"not JSON": {func(w http.ResponseWriter, _ *http.Request) bool {
			_, err := w.Write([]byte("<html>"))
			return err == nil
		}, testToken, ErrAnswer, "list of files"},
		"a loop": {func(w http.ResponseWriter, r *http.Request) bool {
			http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
			return true
		}, testToken, ErrUnreachable, "redirects"},
	} {
		h := newModelHub(t)
		h.refuse = test.refuse
		c := h.client()
		c.Token = test.token
		_, err := c.Fetch(t.Context(), testSource)
		if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, test.kind, test.says)
		}
	}
}

// TestWrongRange continues a file on a server that sends another part of it.
func TestWrongRange(t *testing.T) {
	h := newModelHub(t)
	h.refuse = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Header.Get("Range") == "" {
			return false
		}
		w.Header().Set("Content-Range", "bytes 0-1/2")
		w.WriteHeader(http.StatusPartialContent)
		return true
	}
	c := h.client()
	partial := c.repository(testSource).blob(file{hash: h.hashOf("config.json")}) + partialSuffix
	err := os.MkdirAll(filepath.Dir(partial), 0o700)
	if err == nil {
		err = os.WriteFile(partial, []byte("{"), 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
}

// TestGatedFile fetches a gated model whose list is public.
func TestGatedFile(t *testing.T) {
	h := newModelHub(t)
	h.refuse = func(w http.ResponseWriter, r *http.Request) bool {
		if strings.HasPrefix(r.URL.Path, "/api/") || r.Header.Get("Authorization") != "" {
			return false
		}
		w.Header().Set("X-Error-Code", "GatedRepo")
		w.WriteHeader(http.StatusUnauthorized)
		return true
	}
	c := h.client()
	c.Token = ""
	if _, err := c.Fetch(t.Context(), testSource); !errors.Is(err, ErrDenied) {
		t.Errorf("without a token: %v, want %v", err, ErrDenied)
	}
	c.Token = testToken
	fetched(t, c, h, testSource, "config.json", "model.safetensors", "tokenizer.json")
}

// TestRenamed follows the redirect of a repository that has another name now.
func TestRenamed(t *testing.T) {
	h := newModelHub(t)
	h.refuse = func(w http.ResponseWriter, r *http.Request) bool {
		path, old := strings.CutPrefix(r.URL.Path, "/api/models/old/")
		if old {
			http.Redirect(w, r, "/api/models/"+testRepository+"/"+path+"?"+r.URL.RawQuery, http.StatusTemporaryRedirect)
		} else if path, old = strings.CutPrefix(r.URL.Path, "/old/"); old {
			http.Redirect(w, r, "/"+testRepository+"/"+path, http.StatusTemporaryRedirect)
		}
		return old
	}
	c := h.client()
	path, err := c.Fetch(t.Context(), Source{Repository: "old", Revision: mainBranch})
	if err != nil || !strings.Contains(path, "models--old") {
		t.Fatalf("the path is %s, %v", path, err)
	}
	requireFiles(t, path, h, []string{"config.json", "model.safetensors", "tokenizer.json"})
}

// TestDowngrade refuses a redirect that leaves https.
func TestDowngrade(t *testing.T) {
	h := newModelHub(t)
	client := h.client().httpClient()
	from, to := &http.Request{URL: mustURL(t, "https://a/")}, &http.Request{URL: mustURL(t, "http://a/")}
	if err := client.CheckRedirect(to, []*http.Request{from}); err == nil {
		t.Error("a redirect from https to http is followed")
	}
	if err := client.CheckRedirect(from, []*http.Request{from}); err != nil {
		t.Error(err)
	}
}

func TestListing(t *testing.T) {
	const commit = `"sha":"` + testCommit + `",`
	for name, answer := range map[string]string{
		"empty": "", "an array": "[]", "no commit": `{"siblings":[]}`, "odd commit": `{"sha":"../../x"}`,
		"no hash of LFS": `{` + commit + `"siblings":[{"rfilename":"a","lfs":{"size":1}}]}`,
		"odd hash":       `{` + commit + `"siblings":[{"rfilename":"a","size":1,"blobId":"../../../../etc"}]}`,
		"negative":       `{` + commit + `"siblings":[{"rfilename":"a","size":-1,"blobId":"` + testCommit + `"}]}`,
		"huge":           `{` + commit + `"siblings":[{"rfilename":"a","size":1e15,"blobId":"` + testCommit + `"}]}`,
	} {
		if l, err := parseListing([]byte(answer)); !errors.Is(err, ErrAnswer) {
			t.Errorf("%s: %v, %v; want %v", name, l, err, ErrAnswer)
		}
	}
	l, err := parseListing([]byte(`{` + commit + `"siblings":[{"rfilename":"../a","size":1,"blobId":"` + testCommit +
		`"},{"rfilename":"b/c","size":1,"blobId":"` + testCommit + `"}]}`))
	if err != nil || !slices.Equal(slices.Collect(maps.Keys(l.files)), []string{"b/c"}) {
		t.Errorf("a file elsewhere: %v, %v", l, err)
	}
}

// FuzzListing reads any list: what it accepts stays in the folder.
func FuzzListing(f *testing.F) {
	f.Add([]byte(`{"sha":"` + testCommit + `","siblings":[{"rfilename":"a","size":1,"blobId":"` + testCommit + `"}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := parseListing(data)
		if err != nil {
			return
		}
		for name, file := range l.files {
			if !filepath.IsLocal(name) || !filepath.IsLocal(file.hash) || filepath.Base(file.hash) != file.hash {
				t.Errorf("%q is accepted, with hash %q", name, file.hash)
			}
		}
	})
}
