package site

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"html"
	"io/fs"
	"mime"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/coconut-page/coconut/engine"
)

// Bundle returns a single HTML file made from the built site in dir and one of its models: page, program and weights in
// one, which works from a file:// address. root is the repository, for the glue that replaces the server
// (wasm/app/bundle.js).
//
// Its Content-Security-Policy allows no network at all, and only scripts whose hash it names.
func Bundle(dir, root, model string) ([]byte, error) {
	b := &bundle{dir: dir, root: root}
	page := b.read(filepath.Join(dir, "index.html"))
	if _, err := os.Stat(filepath.Join(dir, "models", model, "manifest.json")); err != nil {
		return nil, &NoModelError{dir, model, err}
	}
	glue := b.read(filepath.Join(root, "wasm", "app", "bundle.js"))
	worker := strings.Join([]string{b.read(filepath.Join(root, "wasm", "app", "bundle-worker.js")), b.file("wasm_exec.js"),
		b.file("worker.js")}, "\n")
	style := b.file("style.css")
	icon := "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(b.file("icon.svg")))

	var scripts strings.Builder
	choice := "'use strict';\n" + bundled + "\n" + fmt.Sprintf(
		"self.coconutVariant = %q;\nself.coconutProgram = %q;\n", BundledVariant.Name, BundledVariant.File("app"))
	scripts.WriteString("<script>" + b.inline(choice) + "</script>\n<script>" + b.inline(glue) + "</script>\n")
	for _, name := range []string{"words.js", "language.js", "wasm_exec.js", "vugu-helper.js", "page.js", "hands.js",
		"card.js"} {
		scripts.WriteString("<script>" + b.inline(b.file(name)) + "</script>\n")
	}
	assets := b.assets(model)
	notices := html.EscapeString(b.file("third-party.txt"))
	if b.err != nil {
		return nil, fmt.Errorf("site: bundle: %w", b.err)
	}
	page = strings.ReplaceAll(page, `src="icon.svg"`, `src="`+icon+`"`)
	page = outside.ReplaceAllString(page, "")
	page = noticesLink.ReplaceAllString(page, "<details><summary>$1</summary><pre>"+strings.ReplaceAll(notices, "$", "$$")+
		"</pre></details>")
	policy := "default-src 'none'; script-src 'wasm-unsafe-eval' " + strings.Join(b.hashes, " ") +
		"; worker-src blob:; style-src " + hashSource(style) +
		"; img-src data:; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types " +
		"coconut-content coconut-page coconut-worker coconut-bundle"
	page = policyMeta.ReplaceAllString(page, `<meta http-equiv="Content-Security-Policy" content="`+policy+`">`)
	page = strings.Replace(page, "</head>", `<link rel="icon" type="image/svg+xml" href="`+icon+"\">\n<style>"+style+
		"</style>\n</head>", 1)
	page = strings.Replace(page, "</body>", `<script type="text/plain" id="worker">`+escape(worker)+"</script>\n"+assets+
		scripts.String()+"</body>", 1)
	if left := reference.FindString(elsewhere.ReplaceAllString(page, "")); left != "" {
		return nil, fmt.Errorf("site: bundle: the page still refers to another file: %s", left)
	}
	return []byte(page), nil
}

// bundled tells the page that it is a single file.
const bundled = "self.coconutBundled = true;"

// IsBundle reports whether a file is one that Bundle made.
func IsBundle(file []byte) bool { return bytes.Contains(file, []byte("\n"+bundled+"\n")) }

// NoModelError: a site has no model of a name.
type NoModelError struct {
	Dir, Model string
	Err        error
}

// Error implements error.
func (e *NoModelError) Error() string { return fmt.Sprintf("site: %s has no model %q", e.Dir, e.Model) }

// Unwrap returns the file system's error.
func (e *NoModelError) Unwrap() error { return e.Err }

var (
	// outside matches the elements of index.html that refer to other files; the files' contents replace them.
	outside = regexp.MustCompile(`(?m)^\s*<(link rel="(icon|manifest|stylesheet|preload)"[^>]*>|script (defer )?src="[^"]*"></script>)\n`)
	// noticesLink is replaced by the text it leads to.
	noticesLink = regexp.MustCompile(`<a href="third-party.txt">([^<]*)</a>`)
	// policyMeta is the site's policy.
	policyMeta    = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy"[^>]*>`)
	policyContent = regexp.MustCompile(`<meta http-equiv="Content-Security-Policy" content="([^"]*)">`)
	// elsewhere matches the links to other sites, which a visitor may follow.
	elsewhere = regexp.MustCompile(`<a href="https://[^"]*">`)
	// reference matches an address of another file: anything but a data: address or an anchor in the page.
	reference = regexp.MustCompile(`<[a-z]+ [^>]*\b(src|href)="[^"#d][^"]*"[^>]*>`)
)

// bundle collects the parts of the file, and remembers the first error.
type bundle struct {
	dir, root string
	hashes    []string // of the scripts
	err       error
}

func (b *bundle) read(name string) string {
	data, err := os.ReadFile(name)
	if b.err == nil {
		b.err = err
	}
	return string(data)
}

func (b *bundle) file(name string) string { return b.read(filepath.Join(b.dir, name)) }

// inline records a script's hash for the policy.
func (b *bundle) inline(text string) string {
	text = escape(text)
	b.hashes = append(b.hashes, hashSource(text))
	return text
}

// escape keeps a text from ending its script element.
func escape(text string) string { return strings.ReplaceAll(text, "</script", `<\/script`) }

// hashSource returns a text's source expression in a Content-Security-Policy.
func hashSource(text string) string { return "'" + Integrity([]byte(text)) + "'" }

// assets returns the program and the model's files, in elements that are not executed.
func (b *bundle) assets(model string) string {
	var out strings.Builder
	addData := func(name string, data []byte) {
		kind := mime.TypeByExtension(path.Ext(name))
		if kind == "" {
			kind = "application/octet-stream"
		}
		packed, err := pack(data)
		if b.err == nil {
			b.err = err
		}
		fmt.Fprintf(&out, "<script type=\"text/plain\" data-file=\"%s\" data-type=\"%s\">%s</script>\n", name, kind, packed)
	}
	add := func(name string) { addData(name, []byte(b.file(name))) }
	add(BundledVariant.File("app"))
	err := fs.WalkDir(os.DirFS(b.dir), path.Join("models", model), func(name string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() && path.Ext(name) != ".md" && !isForm(name) {
			add(name)
		}
		return err
	})
	if b.err == nil {
		b.err = err
	}
	addData(path.Join("models", modelList), b.list(model))
	words, err := fs.Glob(os.DirFS(b.dir), wordsPrefix+"-*.json")
	if b.err == nil {
		b.err = err
	}
	for _, name := range words {
		add(name)
	}
	return out.String()
}

// list returns the list of models, which has only the one in the bundle.
func (b *bundle) list(model string) []byte {
	var all, one []engine.ModelInfo
	err := json.Unmarshal([]byte(b.file(filepath.Join("models", modelList))), &all)
	for _, m := range all {
		if m.Name == model {
			one = append(one, m)
		}
	}
	data, encodeErr := json.Marshal(one)
	if b.err == nil {
		b.err = errors.Join(err, encodeErr)
	}
	return data
}

// pack is data gzipped, in base64.
func pack(data []byte) (string, error) {
	var packed bytes.Buffer
	w, err := gzip.NewWriterLevel(&packed, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := w.Write(data); err != nil {
		return "", err
	}
	if err := w.Close(); err != nil {
		return "", err
	}
	return base64.StdEncoding.EncodeToString(packed.Bytes()), nil
}
