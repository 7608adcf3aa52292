package page

import (
	"fmt"
	"strings"
	"testing"

	"github.com/coconut-page/coconut/engine"
)

// offered is a page to which files were offered.
func offered(t *testing.T, files ...string) (*State, *fakeText) {
	t.Helper()
	f := &fakeText{}
	s := &State{Chat: newChatState()}
	s.Chat.Engine = f
	if len(files) > 0 {
		s.OfferFiles(files, 6)
	}
	return s, f
}

const tiny = "Tiny model.Q4_1.gguf"

var parts = []string{"model.safetensors", "config.json", "tokenizer.json"}

// TestOwn says the need first, in each format, then converts, and opens the model in another worker.
func TestOwn(t *testing.T) {
	s, f := offered(t, parts...)
	c := &s.Chat
	c.ConvertOwn() // too early
	s.OfferFiles([]string{tiny}, 1000)
	if !strings.Contains(c.Status, "busy") || c.Own.Files[0] != "model.safetensors" {
		t.Errorf("files that came too early: %q, %+v", c.Status, c.Own)
	}
	c.OnNeed(engine.Need{Memory: 5, Storage: 6})
	c.OnDone()
	if !c.CanConvert() || c.Own.Need.Memory != 5 {
		t.Errorf("with the need it is %+v", c.Own)
	}
	c.SetOwnFormat("int3")
	c.SetOwnFormat("int8")
	c.SetOwnFormat("int4")
	if c.CanConvert() {
		t.Error("it can be converted before the need is known")
	}
	c.SetOwnFormat("int8") // the answer to what was asked is of no use any more
	c.OnNeed(engine.Need{Memory: 5, Storage: 3})
	c.OnDone()
	if c.CanConvert() || !c.Own.Asking {
		t.Error("it can be converted by the need of another format")
	}
	c.OnNeed(engine.Need{Memory: 5, Storage: 3})
	c.OnDone()
	c.SetOwnFormat("int4")
	c.OnNeed(engine.Need{Memory: 5, Storage: 3})
	c.OnDone()
	c.ConvertOwn()
	c.ConvertOwn() // once is enough
	c.Choose("another")
	c.OnNeed(engine.Need{Memory: 5, Storage: 3})
	c.OnProgress(engine.Progress{Done: 1, Total: 2})
	if !c.Own.Converting || c.Phase != ModelLoading || c.Progress.Done != 1 {
		t.Errorf("meanwhile it is %+v", c)
	}
	c.OnConverted(engine.Info{Name: "model"})
	if !c.IsOwn("model") || !c.IsKept("model") || c.Chosen != "model" || len(c.Own.Files) > 0 {
		t.Errorf("afterwards it is %+v", c)
	}
	if m, ok := s.ChatModel(); !ok || m.Name != "model" {
		t.Errorf("chosen is %+v", m)
	}
	if got := fmt.Sprint(f.calls); got != "[need model int8 [model.safetensors config.json tokenizer.json] "+
		"need model int4 [model.safetensors config.json tokenizer.json] "+
		"need model int8 [model.safetensors config.json tokenizer.json] "+
		"need model int4 [model.safetensors config.json tokenizer.json] close "+
		"convert model int4 [model.safetensors config.json tokenizer.json] close load model]" {
		t.Errorf("the engine was asked %s", got)
	}
	c.OnReady(engine.Info{Name: "model"})
	c.Delete("model")
	c.OnForgotten("")
	if _, ok := s.ChatModel(); ok || c.IsOwn("model") {
		t.Errorf("after the deletion it is %+v", c)
	}
}

// TestOwnEnds before it is a model: the loaded one stays as long as the worker does.
func TestOwnEnds(t *testing.T) {
	for name, end := range map[string]func(c *ChatState){
		"refused": func(c *ChatState) { c.OnFailed(engine.Failure{Kind: engine.FailedQuestion, Message: "No GGUF."}) },
		"dead":    func(c *ChatState) { c.OnFailed(engine.Failure{Kind: engine.FailedEngine, Message: "No GGUF."}) },
		"stopped": func(c *ChatState) { c.Stop(); c.OnStopped() },
	} {
		for _, converting := range []bool{false, true} {
			s, _ := offered(t)
			c := &s.Chat
			c.Load("smol")
			c.OnReady(engine.Info{Name: "smol"})
			s.OfferFiles([]string{tiny}, 1000)
			if converting {
				c.OnNeed(engine.Need{Memory: 1})
				c.OnDone()
				c.ConvertOwn()
			}
			end(c)
			stays := !converting && name != "dead"
			if c.Own.Asking || c.Own.Converting || c.Opened != stays || (c.Phase == ModelReady) != stays || c.busy() {
				t.Errorf("%s, converting %t: %+v", name, converting, c)
			}
			if (c.Own.Refused == "No GGUF.") != (name != "stopped") || len(c.Owned) > 0 || c.Problem+c.Error != "" {
				t.Errorf("%s, converting %t: refused %q, %+v", name, converting, c.Own.Refused, c)
			}
			if stopped := strings.HasPrefix(c.Status, "Stopped."); stopped != (name == "stopped") {
				t.Errorf("%s, converting %t: the chat says %q", name, converting, c.Status)
			}
			if c.CanConvert() != (converting && name == "stopped") {
				t.Errorf("%s, converting %t: can be converted: %t", name, converting, c.CanConvert())
			}
			s.OfferFiles(parts, 6) // the next try
			if !c.Own.Asking || c.Own.Refused != "" {
				t.Errorf("%s, converting %t: the next try is %+v", name, converting, c.Own)
			}
		}
	}
}

// TestOwnWaits: files come when nothing else is under way.
func TestOwnWaits(t *testing.T) {
	s, f := offered(t)
	s.Chat.Load("smol")
	s.OfferFiles([]string{tiny}, 1000)
	s.Chat.OnReady(engine.Info{Name: "smol"})
	s.Chat.say("Hello")
	s.OfferFiles([]string{tiny}, 1000)
	s.Chat.OnCompletion(engine.Completion{})
	s.OfferFiles([]string{tiny}, 1000)
	s.Chat.say("Hello")
	s.Chat.Delete("smol")
	if got := fmt.Sprint(f.calls); got != "[load smol complete need Tiny-model.Q4_1 int8 [Tiny model.Q4_1.gguf]]" {
		t.Errorf("the engine was asked %s", got)
	}
}

// TestOwnNames are valid, and no other model has them.
func TestOwnNames(t *testing.T) {
	s := &State{Chat: newChatState()}
	s.Info.Models = []engine.ModelInfo{{Name: "toy"}}
	s.Chat.Kept = []string{"toy-2"}
	for file, want := range map[string]string{
		"a.gguf": "a", "toy.gguf": "toy-3", "Größe 7.safetensors": "Gr----e-7", "..gguf": "model", "日本.gguf": "model",
		strings.Repeat("x", 300) + ".gguf": strings.Repeat("x", 60), "noextension": "noextension", "": "model",
	} {
		if got := s.nameFor(file); got != want {
			t.Errorf("%s is called %q, want %q", file, got, want)
		}
	}
}

// TestOwnAddress looks into an address, says what is to be fetched, and converts.
func TestOwnAddress(t *testing.T) {
	s, f := offered(t)
	c := &s.Chat
	s.OfferAddress("  ")
	s.OfferAddress(" HuggingFaceTB/SmolLM2.5-135M/ ")
	s.OfferAddress("https://example.org/a") // too early
	if !strings.Contains(c.Status, "busy") || c.Own.Address != "HuggingFaceTB/SmolLM2.5-135M/" {
		t.Errorf("an address that came too early: %q, %+v", c.Status, c.Own)
	}
	c.OnNeed(engine.Need{Memory: 5, Storage: 6, Download: 7})
	c.OnDone()
	if !c.CanConvert() || c.Own.Need.Download != 7 {
		t.Errorf("with the need it is %+v", c.Own)
	}
	c.ConvertOwn()
	if got := fmt.Sprint(f.calls); got != "[need SmolLM2.5-135M int8 [] HuggingFaceTB/SmolLM2.5-135M/ close "+
		"convert SmolLM2.5-135M int8 [] HuggingFaceTB/SmolLM2.5-135M/]" {
		t.Errorf("the engine was asked %s", got)
	}
	c.OnFailed(engine.Failure{Kind: engine.FailedQuestion, Message: "No such file."})
	s.OfferAddress("https://example.org/models/Tiny.gguf?download=true")
	if c.Own.Name != "Tiny" || c.Own.What() != "https://example.org/models/Tiny.gguf?download=true" {
		t.Errorf("the next address is %+v", c.Own)
	}
}
