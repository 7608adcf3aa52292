package e2e_test

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/e2e/webdriver"
	"github.com/coconut-page/coconut/weights"
)

// TestChat talks with a language model in each engine: it is chosen, fetched, asked twice, found again offline, and
// deleted. What it says is what the same model says natively.
func TestChat(t *testing.T) {
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
			if n := s.requests("/text-" + ownVariants[e.Name][0] + ".wasm"); n != 0 {
				t.Errorf("the program for language models was fetched %d times before anyone asked for one", n)
			}
			v.beginChat("Download")
			v.chats("ab", "cab ab")
			if err := s.stop(); err != nil {
				t.Fatal(err)
			}
			v.reload()
			v.beginChat("Open")
			v.chats("ab", "cab ab")
			v.presses("#chat-delete")
			v.wait(`document.querySelector("#chat-status").textContent.includes("was deleted")`)
			if names := eval[[]string](v, `caches.keys()`); slices.ContainsFunc(names, func(name string) bool {
				return strings.HasSuffix(name, " "+textModel)
			}) {
				t.Errorf("after the deletion there are the caches %q", names)
			}
			if got := eval[string](v, `document.querySelector("#chat-load").textContent`); !strings.HasPrefix(got, "Download") {
				t.Errorf("after the deletion the button says %q", got)
			}
		})
	}
}

// beginChat fetches or opens the model; label is how the button for that begins.
func (v *visit) beginChat(label string) {
	v.t.Helper()
	v.beginChatWith(textModel, label)
	v.setInput("#chat-temperature", "0")
}

// beginChatWith does so with any model.
func (v *visit) beginChatWith(model, label string) {
	v.t.Helper()
	v.wait(`document.querySelector("#chat-load")`)
	eval[bool](v, fmt.Sprintf(`(() => {
		const list = document.querySelector("#chat-model");
		list.value = %q;
		return list.dispatchEvent(new Event("change", {bubbles: true}));
	})()`, model))
	v.wait(fmt.Sprintf(`document.querySelector("#chat-load")?.textContent.startsWith(%q)`, label))
	v.presses("#chat-load")
	// Until the progress has gone, what is below it moves away from under the pointer.
	v.wait(`document.querySelector("#chat-status").textContent === "The model is ready."`)
}

// presses presses a button of the card without a pointer: WebKit's driver may scroll the page, and then click beside
// what has moved.
func (v *visit) presses(selector string) {
	v.t.Helper()
	eval[any](v, fmt.Sprintf(`document.querySelector(%q).click()`, selector))
}

// setInput puts a value into a field, as a visitor does.
func (v *visit) setInput(selector, value string) {
	v.t.Helper()
	eval[bool](v, fmt.Sprintf(`(() => {
		const field = document.querySelector(%q);
		field.value = %q;
		return field.dispatchEvent(new Event("input", {bubbles: true}));
	})()`, selector, value))
}

// chats sends messages to the site's model, and compares the chat with the native one.
func (v *visit) chats(said ...string) {
	v.t.Helper()
	model, err := completion.Open(context.Background(), weights.Dir(filepath.Join(scratch, "texts", textModel)), nil)
	if err != nil {
		v.t.Fatal(err)
	}
	v.chatsLike(model, said...)
}

// chatsLike sends messages to the model that is open, and compares the chat with that of a native one.
func (v *visit) chatsLike(model *completion.Model, said ...string) {
	v.t.Helper()
	var messages []completion.Message
	for i, text := range said {
		v.setInput("#chat-draft", text)
		v.presses("#chat-send")
		messages = append(messages, completion.Message{Role: "user", Text: text})
		prompt, err := model.Chat(messages)
		if err != nil {
			v.t.Fatal(err)
		}
		want, err := model.Generate(context.Background(), prompt, completion.Options{MaxTokens: 256}, nil)
		if err != nil {
			v.t.Fatal(err)
		}
		v.wait(fmt.Sprintf(`document.querySelectorAll(".message-text").length === %d &&
			/^%d tokens? in/.test(document.querySelector("#chat-status").textContent)`, 2*i+2, len(want.IDs)))
		messages = append(messages, completion.Message{Role: "assistant", Text: want.Text})
		shown := eval[[]string](v, `[...document.querySelectorAll(".message-text")].map((p) => p.textContent)`)
		for n, m := range messages {
			if n >= len(shown) || shown[n] != m.Text {
				v.t.Errorf("the page shows %q; want the messages %+v", shown, messages)
				break
			}
		}
		status := eval[string](v, `document.querySelector("#chat-status").textContent`)
		if again := strings.Contains(status, "had been read before"); again != (i > 0) {
			v.t.Errorf("turn %d ends with %q", i+1, status)
		}
		if draft := eval[string](v, `document.querySelector("#chat-draft").value`); draft != "" {
			v.t.Errorf("the box still holds %q", draft)
		}
	}
}
