package e2e_test

import (
	"encoding/json"
	"testing"

	"github.com/coconut-page/coconut/e2e/webdriver"
)

// TestHandsInEngines does in each engine what a visitor's hands do beside pressing buttons: a drag adds a fact and the
// answer is there, keys take it back; text as it comes is repaired; all methods are counted, until Stop; the picture to
// share is drawn; a trace is opened.
func TestHandsInEngines(t *testing.T) {
	shipped(t)
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
			v.open(s.URL)
			v.wait(answers("Rex") + ` && window.coconut?.connect`)
			_ = v.run("drag", func(*testing.T) { v.drags() }) &&
				v.run("repair", func(*testing.T) { v.repairs() }) &&
				v.run("picture", func(*testing.T) { v.takesPicture() }) &&
				v.run("trace", func(t *testing.T) { v.opensTrace(t) }) &&
				v.run("tallies", func(*testing.T) { v.tallies() })
		})
	}
}

// drags links two words with pointer events of a mouse, takes it back by key, and makes it again by button.
func (v *visit) drags() {
	v.t.Helper()
	eval[bool](v, `(() => {
		const at = (word) => {
			const {left, right, top, bottom} = document.querySelector('#graph [data-word="' + word + '"]').getBoundingClientRect();
			return {clientX: (left + right) / 2, clientY: (top + bottom) / 2};
		};
		const send = (type, where) => document.elementFromPoint(where.clientX, where.clientY).dispatchEvent(new PointerEvent(
			type, {...where, bubbles: true, isPrimary: true, pointerType: "mouse"}));
		document.querySelector("#stage").scrollIntoView();
		const [from, to] = [at("friend"), at("reptile")];
		send("pointerdown", from);
		send("pointermove", to);
		send("pointerup", to);
		return true;
	})()`)
	has := func(not bool) {
		v.t.Helper()
		condition := `document.querySelector("#question").value.includes("Every friend is a reptile.")`
		if not {
			condition = "!" + condition
		}
		v.wait(answers("Rex") + " && " + condition)
	}
	has(false)
	eval[bool](v, `document.body.dispatchEvent(new KeyboardEvent("keydown", {key: "z", ctrlKey: true, bubbles: true}))`)
	has(true)
	v.presses("#redo")
	has(false)
	v.presses("#edit")
}

func (v *visit) repairs() {
	v.t.Helper()
	v.typeQuestion(ownWords)
	v.wait(`document.querySelectorAll("#problems li").length === 4`)
	v.presses("#repair-all")
	v.wait(`document.querySelector("#question").value ===
		"Every cat is an animal. Tom is a cat. Every rock is a mineral. Is Tom an animal or mineral?"`)
	v.wait(`document.querySelector("#aside").textContent.includes("The weather is fine today.")`)
	v.ask()
	v.compare()
}

func (v *visit) takesPicture() {
	v.t.Helper()
	v.presses("#card")
	v.wait(`document.querySelector("#card-picture")`)
	if size := eval[int](v, `document.querySelector("#card-picture").toDataURL().length`); size < 30_000 {
		v.t.Errorf("the picture has %d characters", size)
	}
	eval[bool](v, `document.querySelector("#card-box").close() ?? true`)
	v.wait(`!document.querySelector("#card-box")`)
}

// opensTrace opens a trace without values, as coconut ask writes it.
func (v *visit) opensTrace(t *testing.T) {
	t.Helper()
	const question = "Tom is a cat. Every cat is a pet. Eva is a tree. Is Tom a tree or pet?"
	result, err := askNatively(t, question, -1)
	if err != nil {
		t.Fatal(err)
	}
	result.Nodes, result.Candidates = nil, nil
	for i := range result.Steps {
		step := &result.Steps[i]
		step.Values, step.Holds, step.Similar, step.Answers = nil, nil, nil, nil
	}
	trace, err := json.Marshal(result)
	if err != nil {
		t.Fatal(err)
	}
	eval[bool](v, `(() => {
		const chosen = new DataTransfer();
		chosen.items.add(new File([`+quote(string(trace))+`], "saved.json"));
		document.querySelector("#trace-file").files = chosen.files;
		return document.querySelector("#trace-file").dispatchEvent(new Event("change", {bubbles: true}));
	})()`)
	v.wait(`document.querySelector("#recording")?.textContent.includes("saved.json") &&
		document.querySelector("#answer").textContent === ` + quote(result.Answer) + ` && document.querySelector("#story li")`)
}

// tallies counts the methods until two of them are done, and stops.
func (v *visit) tallies() {
	v.t.Helper()
	eval[bool](v, openLab+` ?? true`)
	v.wait(`document.querySelector("#tally")`)
	v.presses("#tally")
	v.wait(`document.querySelectorAll("#tally-table td:first-of-type")[1]?.textContent.includes("of 100")`)
	v.presses("#tally-stop")
	v.wait(`document.querySelector("#status").textContent === "Stopped."`)
	if first := eval[string](v, `document.querySelector("#tally-table td").textContent`); first == "" {
		v.t.Error("stopped, the first method's count is gone")
	}
}
