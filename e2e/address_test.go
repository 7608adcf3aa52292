package e2e_test

import (
	"fmt"
	"testing"

	"github.com/coconut-page/coconut/e2e/webdriver"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/quant"
)

// TestAddress has the page fetch models from addresses, in each engine: a GGUF file and a folder of the same server.
// They answer as the same import does natively. What is not there is named, and so is a site that the policy keeps the
// page from.
func TestAddress(t *testing.T) {
	for _, e := range webdriver.Engines {
		t.Run(e.Name, func(t *testing.T) {
			t.Parallel()
			installed(t, e)
			dir, err := builtSite()
			if err != nil {
				t.Fatal(err)
			}
			s := serve(t, dir)
			s.offered = map[string][]byte{"tiny.gguf": toyGGUF(t, toymodel.Roomy)}
			for name, data := range toySafetensors(t) {
				s.offered["folder/"+name] = data
			}
			v := visitWith(t, e)
			v.open(s.URL + "?seed=1")
			eval[bool](v, takenCharge)
			v.looksAt("/offered/nothing")
			v.wait(`document.querySelector("#own-refused")?.textContent.includes("has neither model.safetensors nor ")`)
			v.looksAt("/offered/tiny.gguf?download=true")
			v.convertsFrom("/offered/tiny.gguf?download=true", "tiny", quant.FormatInt8)
			v.looksAt("/offered/folder")
			v.convertsFrom("/offered/folder", "folder", quant.FormatInt4)
			s.mu.Lock()
			s.provoked = true
			s.mu.Unlock()
			v.looksAt("nobody/nothing")
			v.wait(`document.querySelector("#own-refused")?.textContent.includes(
				"The file https://huggingface.co/nobody/nothing/resolve/main/model.safetensors cannot be reached")`)
		})
	}
}

// looksAt writes an address and asks what is there.
func (v *visit) looksAt(address string) {
	v.t.Helper()
	v.setInput("#own-address", address)
	v.presses("#own-look")
}

// convertsFrom makes a model of what is at an address, once its size was said.
func (v *visit) convertsFrom(address, model string, format quant.Format) {
	v.t.Helper()
	v.wait(fmt.Sprintf(`document.querySelector("#own-what")?.textContent.startsWith(%q)`, address))
	v.setSelect("#own-format", string(format))
	v.wait(fmt.Sprintf(`document.querySelector("#own-what")?.textContent.startsWith(%q) &&
		/: [0-9.]+ [kM]B to download[.] As %s it takes/.test(document.querySelector("#own-what").textContent) &&
		document.querySelector("#own-convert").ariaDisabled === "false"`, address, format))
	v.presses("#own-convert")
	v.wait(`document.querySelector("#chat-status").textContent === "The model is ready."`)
	v.isChosen(model)
	v.setInput("#chat-temperature", "0")
	v.chatsLike(v.imported(format), "ab", "cab ab")
}
