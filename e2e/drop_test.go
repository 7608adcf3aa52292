package e2e_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/e2e/webdriver"
	"github.com/coconut-page/coconut/formats"
	"github.com/coconut-page/coconut/formats/gguf"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/quant"
	"github.com/coconut-page/coconut/weights"
)

// TestDrop gives files of the visitor's own to the page, in each engine: what cannot be read is refused, what is
// stopped leaves nothing behind, and what was converted answers as the same import does natively, also offline, until
// it is deleted.
func TestDrop(t *testing.T) {
	for _, e := range webdriver.Engines {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			installed(t, e)
			dir, err := builtSite()
			if err != nil {
				t.Fatal(err)
			}
			s := serve(t, dir)
			v := visitWith(t, e)
			v.open(s.URL + "?seed=1")
			eval[bool](v, takenCharge)
			v.refuses()
			v.stopsConversion()
			v.offers("choose", map[string][]byte{"tiny.gguf": toyGGUF(t, toymodel.Roomy)})
			v.converts("tiny", quant.FormatInt8)
			v.offers("drop", toySafetensors(t))
			v.converts("model", quant.FormatInt4)
			if err := s.stop(); err != nil {
				t.Fatal(err)
			}
			v.reload()
			v.reopens("tiny", quant.FormatInt8)
			v.deletes("tiny")
			v.reopens("model", quant.FormatInt4)
		})
	}
}

// toyGGUF is a toy model as a file.
func toyGGUF(t *testing.T, change func(*gguf.File)) []byte {
	t.Helper()
	var data bytes.Buffer
	if _, err := toymodel.GGUF(change).WriteTo(&data); err != nil {
		t.Fatal(err)
	}
	return data.Bytes()
}

// toySafetensors is the toy model as a folder of Hugging Face's.
func toySafetensors(t *testing.T) map[string][]byte {
	t.Helper()
	files, err := toymodel.HuggingFace(toymodel.Roomy)
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// offers gives files to the page, as a visitor does who chooses them in the dialogue, or drops them on the card. Zeros
// at a file's end are made in the page: a file of many megabytes is mostly that.
func (v *visit) offers(how string, files map[string][]byte) {
	v.t.Helper()
	type part struct {
		Name, Data string
		Zeros      int
	}
	var parts []part
	for _, name := range slices.Sorted(maps.Keys(files)) {
		data := bytes.TrimRight(files[name], "\x00")
		parts = append(parts, part{name, base64.StdEncoding.EncodeToString(data), len(files[name]) - len(data)})
	}
	list, err := json.Marshal(parts)
	if err != nil {
		v.t.Fatal(err)
	}
	eval[bool](v, fmt.Sprintf(`(() => {
		const chosen = new DataTransfer();
		for (const {Name, Data, Zeros} of %s) {
			const bytes = Uint8Array.from(atob(Data), (c) => c.charCodeAt(0));
			chosen.items.add(new File([bytes, new Uint8Array(Zeros)], Name));
		}
		if (%q === "drop") {
			const card = document.querySelector("#chat-heading");
			return card.dispatchEvent(new DragEvent("drop", {dataTransfer: chosen, bubbles: true, cancelable: true}));
		}
		const input = document.querySelector("#own-files");
		input.files = chosen.files;
		return input.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, list, how))
}

// setSelect chooses an option.
func (v *visit) setSelect(selector, value string) {
	v.t.Helper()
	eval[bool](v, fmt.Sprintf(`(() => {
		const field = document.querySelector(%q);
		field.value = %q;
		return field.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, selector, value))
}

// refuses offers files that cannot be read; each is named, with the reason.
func (v *visit) refuses() {
	v.t.Helper()
	gemma := toyGGUF(v.t, func(f *gguf.File) { f.Metadata[0].Value = "gemma3" })
	lone := toySafetensors(v.t)
	delete(lone, "tokenizer.json")
	for want, files := range map[string]map[string][]byte{
		"notes.txt; the weights are to be a file of .gguf or .safetensors.": {"notes.txt": []byte("Hello")},
		`architecture "gemma3"; supported: gpt2, llama, qwen2, qwen3.`:      {"gemma.gguf": gemma},
		"choose its tokenizer.json together with the weights.":              lone,
		"its header ends too early":                                         {"half.gguf": toyGGUF(v.t, toymodel.Roomy)[:500]},
	} {
		v.offers("choose", files)
		v.wait(fmt.Sprintf(`document.querySelector("#own-refused")?.textContent.includes(%q)`, want))
		if disabled := eval[string](v, `document.querySelector("#own-convert").ariaDisabled`); disabled != "true" {
			v.t.Errorf("what was refused (%s) can be converted: aria-disabled is %q", want, disabled)
		}
	}
}

// startsConversion chooses the format, waits until the need is said, and starts the conversion.
func (v *visit) startsConversion(file string, format quant.Format) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.querySelector("#own-what")?.textContent.startsWith(%q)`, file))
	v.setSelect("#own-format", string(format))
	v.wait(fmt.Sprintf(`/As %s it takes up to [0-9.]+ MB of memory now, and [0-9.]+ [kM]B on this device/
		.test(document.querySelector("#own-what")?.textContent) &&
		document.querySelector("#own-convert").ariaDisabled === "false"`, format))
	v.presses("#own-convert")
}

// stopsConversion stops a conversion halfway; nothing of it stays.
func (v *visit) stopsConversion() {
	v.t.Helper()
	v.offers("choose", map[string][]byte{"big.gguf": toyGGUF(v.t, big)})
	v.startsConversion("big.gguf", quant.FormatInt4)
	v.wait(`/Converting: [1-9]/.test(document.querySelector(".chat-loading")?.textContent)`)
	v.presses("#chat-load-stop")
	v.wait(`document.querySelector("#chat-status").textContent === "Stopped. Nothing of the file was kept."`)
	v.isGone("big")
}

// big is a change to the file that makes it a model whose conversion takes seconds: of zeros, so that it is easily
// made.
func big(f *gguf.File) {
	const width, inner = 512, 4096
	for i, p := range f.Metadata {
		switch p.Key {
		case "llama.embedding_length":
			f.Metadata[i].Value = uint32(width)
		case "llama.feed_forward_length":
			f.Metadata[i].Value = uint32(inner)
		case "llama.block_count":
			f.Metadata[i].Value = uint32(4)
		}
	}
	axes := map[uint64]uint64{32: width, 64: inner, uint64(len(toymodel.Tokens)): uint64(len(toymodel.Tokens))}
	var tensors []gguf.Tensor
	for _, t := range f.Tensors {
		elements := 1
		for i, d := range t.Dims {
			t.Dims[i] = axes[d]
			elements *= int(axes[d])
		}
		if t.Data = make([]byte, 4*elements); len(t.Dims) == 2 {
			t.Type, t.Data = gguf.Q4_0, make([]byte, elements/32*18)
		}
		for layer := range 4 {
			if name, inBlock := strings.CutPrefix(t.Name, "blk.0."); inBlock {
				copied := t
				copied.Name = fmt.Sprintf("blk.%d.%s", layer, name)
				tensors = append(tensors, copied)
			} else if layer == 0 {
				tensors = append(tensors, t)
			}
		}
	}
	f.Tensors = tensors
}

// isGone checks that no cache of a model is left.
func (v *visit) isGone(model string) {
	v.t.Helper()
	if names := eval[[]string](v, `caches.keys()`); slices.ContainsFunc(names, func(name string) bool {
		return strings.HasSuffix(name, " "+model)
	}) {
		v.t.Errorf("of %s there is still a cache: %q", model, names)
	}
}

// converts makes a model of the files that were offered. It is chosen and opened by itself, and answers as natively.
func (v *visit) converts(model string, format quant.Format) {
	v.t.Helper()
	v.startsConversion(model+".", format)
	v.wait(`document.querySelector("#chat-status").textContent === "The model is ready."`)
	v.isChosen(model)
	v.setInput("#chat-temperature", "0")
	v.chatsLike(v.imported(format), "ab", "cab ab")
}

// isChosen checks which model is.
func (v *visit) isChosen(model string) {
	v.t.Helper()
	got := eval[string](v, `document.querySelector("#chat-model").selectedOptions[0].textContent`)
	if want := model + " (yours, on this device)"; got != want {
		v.t.Errorf("%q is chosen, want %q", got, want)
	}
}

// imported is the toy model, imported natively.
func (v *visit) imported(format quant.Format) *completion.Model {
	v.t.Helper()
	c, err := toymodel.Checkpoint(toymodel.Roomy)
	if err != nil {
		v.t.Fatal(err)
	}
	dir := filepath.Join(v.t.TempDir(), "tiny")
	if _, err := formats.Import(v.ctx, c, dir, formats.Options{Name: "tiny",
		Formats: quant.Formats{Matrices: format, Embeddings: quant.FormatInt8}}); err != nil {
		v.t.Fatal(err)
	}
	model, err := completion.Open(context.Background(), weights.Dir(dir), nil)
	if err != nil {
		v.t.Fatal(err)
	}
	return model
}

// reopens chooses a model that an earlier visit has made, and opens it.
func (v *visit) reopens(model string, format quant.Format) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.querySelector('#chat-model option[value=%q]')`, model))
	v.setSelect("#chat-model", model)
	v.wait(`document.querySelector("#chat-load")?.textContent === "Open"`)
	v.presses("#chat-load")
	v.wait(`document.querySelector("#chat-draft")`)
	v.isChosen(model)
	v.setInput("#chat-temperature", "0")
	v.chatsLike(v.imported(format), "ab", "cab ab")
}

// deletes deletes the chosen model.
func (v *visit) deletes(model string) {
	v.t.Helper()
	v.presses("#chat-delete")
	v.wait(fmt.Sprintf(`!document.querySelector('#chat-model option[value=%q]')`, model))
	v.isGone(model)
}
