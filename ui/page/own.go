package page

import (
	"cmp"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/engine"
)

// OwnFile is a file that the visitor has chosen or dropped.
type OwnFile struct {
	Name string
	Size int64
}

// OwnModel is a model of the visitor's own before it is one: files in a format of other programs.
type OwnModel struct {
	Files  []OwnFile // none: nothing was chosen
	Name   string    // what the model will be called
	Format string    // the number format that it will have, one of OwnFormats

	Need    *engine.Need // what the conversion takes; nil until that is known
	Refused string       // why the files cannot become a model

	// Asking says that the need is being found out, Converting that the conversion is under way.
	Asking, Converting bool
}

// OwnFormats are the number formats to choose from, the default first.
var OwnFormats = []string{"int8", "int4"}

// weightFiles are the extensions of files with weights.
var weightFiles = []string{".gguf", ".safetensors"}

// isWeights reports whether a file's name is that of weights.
func isWeights(name string) bool {
	return slices.Contains(weightFiles, strings.ToLower(path.Ext(name)))
}

// OfferFiles takes the files that the visitor has chosen, and finds out what they would take.
func (s *State) OfferFiles(files []OwnFile) {
	c := &s.Chat
	if c.Engine == nil || len(files) == 0 {
		return
	}
	if c.busy() {
		c.Status = "The model is busy. Wait or stop it, and choose the files again."
		return
	}
	slices.SortStableFunc(files, func(a, b OwnFile) int {
		return cmp.Compare(rank(a), rank(b))
	})
	c.Own = OwnModel{Files: files, Name: s.nameFor(files[0].Name), Format: cmp.Or(c.Own.Format, OwnFormats[0])}
	c.askNeed()
}

// rank puts weights first.
func rank(f OwnFile) int {
	if isWeights(f.Name) {
		return 0
	}
	return 1
}

// nameFor makes a model's name from that of a file: one that no other model has.
func (s *State) nameFor(file string) string {
	const longest = 60
	name := strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '.' || r == '-' || r == '_' || r >= '0' && r <= '9' || r|' ' >= 'a' && r|' ' <= 'z') {
			return r
		}
		return '-'
	}, strings.TrimSuffix(file, path.Ext(file)))
	name = cmp.Or(strings.Trim(name[:min(len(name), longest)], ".-"), "model")
	taken := func(name string) bool {
		return s.Chat.IsKept(name) || slices.ContainsFunc(s.Info.Models, func(m engine.ModelInfo) bool {
			return m.Name == name
		})
	}
	unique := name
	for n := 2; taken(unique); n++ {
		unique = name + "-" + strconv.Itoa(n)
	}
	return unique
}

// busy reports whether the engine works, and so takes no other call.
func (c *ChatState) busy() bool { return c.Writing || c.Phase == ModelLoading || c.Own.Asking }

// SetOwnFormat chooses the number format of a model of the visitor's own.
func (c *ChatState) SetOwnFormat(format string) {
	if c.busy() || !slices.Contains(OwnFormats, format) || format == c.Own.Format {
		return
	}
	c.Own.Format = format
	c.askNeed()
}

// askNeed finds out what the conversion takes.
func (c *ChatState) askNeed() {
	c.Own.Need, c.Own.Refused, c.Own.Asking = nil, "", true
	c.Progress = engine.Progress{}
	c.Status = "Looking into " + c.Own.Files[0].Name + "."
	c.Engine.Convert(c.conversion(true))
}

func (c *ChatState) conversion(onlyNeed bool) engine.Convert {
	r := engine.Convert{Name: c.Own.Name, Format: c.Own.Format, OnlyNeed: onlyNeed}
	for _, f := range c.Own.Files {
		r.Files = append(r.Files, f.Name)
	}
	return r
}

// CanConvert reports whether the files can become a model, as far as is known.
func (c *ChatState) CanConvert() bool { return c.Own.Need != nil && c.Own.Refused == "" && !c.busy() }

// ConvertOwn makes a model of the files. The loaded model is given up, with its chat and its memory.
func (c *ChatState) ConvertOwn() {
	if !c.CanConvert() {
		return
	}
	c.close()
	c.Messages, c.Progress = nil, engine.Progress{}
	c.Phase, c.Own.Converting = ModelLoading, true
	c.Status = "Converting " + c.Own.Files[0].Name + "."
	c.Engine.Convert(c.conversion(false))
}

// IsOwn reports whether a model was made from files of the visitor's.
func (c *ChatState) IsOwn(model string) bool { return slices.Contains(c.Owned, model) }

// ChatModels are the models to talk with: the site's, and those that were made from the visitor's files.
func (s *State) ChatModels() []engine.ModelInfo {
	models := s.TextModels()
	for _, name := range s.Chat.Owned {
		if !slices.ContainsFunc(models, func(m engine.ModelInfo) bool { return m.Name == name }) {
			models = append(models, engine.ModelInfo{Name: name})
		}
	}
	return models
}

// OnNeed implements engine.TextListener.
func (c *ChatState) OnNeed(n engine.Need) { c.Own.Need = &n }

// OnDone implements engine.Listener: the need is known, and the files can become a model.
func (c *ChatState) OnDone() {
	c.Own.Asking = false
	c.Status = fmt.Sprintf("%s can be converted.", c.Own.Files[0].Name)
}

// OnConverted implements engine.TextListener. The worker is ended, because its memory never shrinks, and another opens
// the model.
func (c *ChatState) OnConverted(i engine.Info) {
	c.Own = OwnModel{Format: c.Own.Format}
	c.Owned, c.Kept = append(c.Owned, i.Name), append(c.Kept, i.Name)
	c.close()
	c.Load(i.Name)
}

// ownEnded ends what is under way with the visitor's files, and reports whether anything was. refused says why, if it
// cannot go on.
func (c *ChatState) ownEnded(refused string) bool {
	o := &c.Own
	if !o.Asking && !o.Converting {
		return false
	}
	if o.Converting {
		c.close()
	}
	o.Asking, o.Converting, o.Refused = false, false, refused
	return true
}
