// Package site builds the static site that tools/buildsite writes and e2e tests.
package site

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"github.com/coconut-page/coconut/internal/version"
)

// Options says what to build from what.
type Options struct {
	// Root is the repository's folder; "" is the working directory.
	Root string
	// Out is the folder to write. An older site there is replaced; any other non-empty folder is an error, ErrNotASite.
	Out string
	// Models are the folders that hold one folder per model. Without any they are weights/models in Root, and models there
	// if make models or coconut import has filled it.
	Models []string
	// Quality is brotli's for the compressed forms, 1 to 11; 0 is DefaultQuality.
	Quality int
	// FrameAncestors are the pages that may frame the site's, as the function of that name returns them; "" is its own.
	FrameAncestors string
	// Connect is where the page may fetch models from, as the function of that name returns it; "" is its own site.
	Connect string
	// Headers are sent besides those that Headers returns, such as Isolation.
	Headers []Header
	// Address is where the site will be, as ParseAddress returns it; "" if that is not known.
	Address string
	// Log is called for each step; nil logs nothing.
	Log func(format string, args ...any)
}

//go:generate go run ../../notices -out ../../../wasm/app/third-party.txt -targets js/wasm ../../../wasm/app ../../../wasm/text ../../../wasm/edge

// pageFiles are copied from the repository to the top level of the site, scripts and styles without their comments.
var pageFiles = []string{
	"index.html",
	"ui/style.css",
	"wasm/app/compile.js",
	"wasm/app/variant.js",
	"wasm/app/language.js",
	"wasm/app/words.js",
	"wasm/app/page.js",
	"wasm/app/update.js",
	"wasm/app/embed.js",
	"wasm/app/hands.js",
	"wasm/app/card.js",
	"wasm/internal/worker/worker.js",
	"wasm/app/icon.svg",
	"wasm/app/manifest.webmanifest",
	"wasm/app/third-party.txt",
	"docs/pictures/" + cardFile,
}

// versionFile tells operators which version of the page a server has.
const versionFile = "version.txt"

// Build writes the site. It is built in a folder beside Out and renamed into place at the end, so that a failure or an
// interrupt leaves Out as it was.
//
// Slow steps are not repeated for what has not changed: the go command caches what it compiled, by sources, flags and
// toolchain, and the compressed forms of files with the same content are copied from the older site.
func Build(ctx context.Context, o Options) error {
	o, err := o.withDefaults()
	if err != nil {
		return err
	}
	if err := checkReplaceable(o.Out); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(o.Out), 0o755); err != nil {
		return fmt.Errorf("site: %w", err)
	}
	tmp, err := os.MkdirTemp(filepath.Dir(o.Out), ".site-*")
	if err != nil {
		return fmt.Errorf("site: %w", err)
	}
	defer os.RemoveAll(tmp)
	if err := fill(ctx, tmp, o); err != nil {
		return err
	}
	return replace(o.Out, tmp)
}

// fill writes every file of the site into dir.
func fill(ctx context.Context, dir string, o Options) error {
	o.Log("copying the page")
	for _, name := range pageFiles {
		data, err := os.ReadFile(filepath.Join(o.Root, name))
		if err != nil {
			return fmt.Errorf("site: %w", err)
		}
		if name == "index.html" {
			data = withConnect(withAddress(data, o.Address), o.Connect)
		}
		if err := writeFile(filepath.Join(dir, filepath.Base(name)), Compact(name, data)); err != nil {
			return err
		}
	}
	if err := writeLanguages(dir, o.Root); err != nil {
		return err
	}
	if err := writeFile(filepath.Join(dir, versionFile), []byte(version.Number+"\n")); err != nil {
		return err
	}
	o.Log("drawing the icons")
	if err := writeIcons(dir); err != nil {
		return err
	}
	o.Log("extracting vugu-helper.js from Vugu")
	if err := writeVuguHelper(ctx, filepath.Join(dir, "vugu-helper.js"), o.Root); err != nil {
		return err
	}
	if err := buildPrograms(ctx, dir, o); err != nil {
		return err
	}
	if err := noteProgramSizes(dir); err != nil {
		return err
	}
	if err := CopyWasmExec(ctx, filepath.Join(dir, "wasm_exec.js"), o.Root); err != nil {
		return err
	}
	o.Log("copying the models")
	for _, models := range o.modelFolders() {
		if err := copyTree(ctx, filepath.Join(dir, "models"), models); err != nil {
			return err
		}
	}
	if err := writeModelList(filepath.Join(dir, "models"), filepath.Join(o.Root, "docs", "results")); err != nil {
		return err
	}
	if err := WriteHeaders(dir, o.FrameAncestors, o.Headers...); err != nil {
		return err
	}
	o.Log("writing the service worker")
	if err := WriteServiceWorker(dir, o.Root); err != nil {
		return err
	}
	o.Log("compressing what has changed")
	made, err := Encode(ctx, dir, o.Out, o.Quality)
	if err != nil {
		return err
	}
	o.Log(madeFormat, made)
	return nil
}

// buildPrograms compiles every build of every program.
func buildPrograms(ctx context.Context, dir string, o Options) error {
	for p, program := range Programs {
		for i, v := range Variants {
			file := v.File(program.Name)
			o.Log("building %s (%d of %d)", file, p*len(Variants)+i+1, len(Programs)*len(Variants))
			v.progress = func(packages int) {
				if packages%50 == 0 {
					o.Log("  %d packages compiled", packages)
				}
			}
			if err := v.Build(ctx, filepath.Join(dir, file), o.Root, program); err != nil {
				return err
			}
		}
	}
	return nil
}

// modelFolders are the folders of models to copy.
func (o Options) modelFolders() []string {
	if len(o.Models) > 0 {
		return o.Models
	}
	folders := []string{filepath.Join(o.Root, "weights", "models")}
	if own := filepath.Join(o.Root, "models"); isFolder(own) {
		folders = append(folders, own)
	}
	return folders
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// madeFormat is the message for Options.Log with the number of compressed forms that were made, not copied.
const madeFormat = "compressed forms made: %d"

// withDefaults makes the paths absolute, because commands run in Root.
func (o Options) withDefaults() (Options, error) {
	if o.Log == nil {
		o.Log = func(string, ...any) {}
	}
	if o.Out == "" {
		return o, fmt.Errorf("site: no folder to write to")
	}
	if o.Quality == 0 {
		o.Quality = DefaultQuality
	}
	if o.Quality < 1 || o.Quality > 11 {
		return o, fmt.Errorf("site: quality %d; brotli has 1 to 11", o.Quality)
	}
	for _, p := range []*string{&o.Root, &o.Out} {
		abs, err := filepath.Abs(*p)
		if err != nil {
			return o, fmt.Errorf("site: %w", err)
		}
		*p = abs
	}
	return o, nil
}
