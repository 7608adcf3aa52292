package page

import (
	"slices"
	"strconv"
	"strings"

	"github.com/coconut-page/coconut/engine"
)

// OwnModel is a model of the visitor's own before it is one: files in a format of other programs.
type OwnModel struct {
	Files []string // their names, the weights first; none if nothing was chosen
	Size  int64    // of all together
	// Address is where the files are instead, if they are to be fetched; Files are then empty.
	Address string
	Name    string // what the model will be called
	Format  string // the number format that it will have, one of OwnFormats

	Need    *engine.Need // what the conversion takes; nil until that is known
	Refused string       // why the files cannot become a model

	// Asking says that the need is being found out, Converting that the conversion is under way.
	Asking, Converting bool

	asked string // the format that the need was asked for
}

// OwnFormats are the number formats to choose from, the default first.
var OwnFormats = []string{"int8", "int4"}

// OfferFiles takes the names of the files that the visitor has chosen, the weights first, and their size together. It
// finds out what they would take.
func (s *State) OfferFiles(files []string, size int64) {
	c := &s.Chat
	if c.busy() {
		c.Status = "The model is busy. Wait or stop it, and choose the files again."
		return
	}
	c.Own = OwnModel{Files: files, Size: size, Name: s.nameFor(files[0]), Format: c.Own.Format}
	c.askNeed()
}

// OfferAddress takes the address of a model's files: that of a folder or a .gguf file, or a name on a hub. It finds out
// what they would take; of what is large, nothing is fetched for that.
func (s *State) OfferAddress(address string) {
	c := &s.Chat
	if address = strings.TrimSpace(address); address == "" {
		return
	}
	if c.busy() {
		c.Status = "The model is busy. Wait or stop it, and give the address again."
		return
	}
	name, _, _ := strings.Cut(address, "?")
	name = strings.TrimRight(name, "/")
	c.Own = OwnModel{Address: address, Name: s.nameFor(name[strings.LastIndexByte(name, '/')+1:]), Format: c.Own.Format}
	c.askNeed()
}

// What is what the files are called: their first, or their address.
func (o *OwnModel) What() string {
	if o.Address != "" {
		return o.Address
	}
	return o.Files[0]
}

// nameFor makes a model's name from that of a file: one that no other model has.
func (s *State) nameFor(file string) string {
	const longest = 60
	for _, ending := range []string{".gguf", ".safetensors", ".json"} {
		if n := len(file) - len(ending); n >= 0 && strings.EqualFold(file[n:], ending) {
			file = file[:n]
		}
	}
	name := []byte(file)[:min(len(file), longest)]
	for i, c := range name {
		if c != '.' && c != '_' && (c < '0' || c > '9') && (c|' ' < 'a' || c|' ' > 'z') {
			name[i] = '-'
		}
	}
	base := strings.Trim(string(name), ".-")
	if base == "" {
		base = "model"
	}
	unique := base
	for n := 2; s.taken(unique); n++ {
		unique = base + "-" + strconv.Itoa(n)
	}
	return unique
}

// taken reports whether there is a model of this name.
func (s *State) taken(name string) bool {
	for _, m := range s.Info.Models {
		if m.Name == name {
			return true
		}
	}
	return s.Chat.IsKept(name)
}

// busy reports whether the engine works, and so takes no other call.
func (c *ChatState) busy() bool { return c.Writing || c.Phase == ModelLoading || c.Own.Asking }

// SetOwnFormat chooses the number format of a model of the visitor's own.
func (c *ChatState) SetOwnFormat(format string) {
	o := &c.Own
	if c.busy() && !o.Asking || !slices.Contains(OwnFormats, format) || format == o.Format {
		return
	}
	o.Format = format
	if !o.Asking { // else OnDone asks again
		c.askNeed()
	}
}

// askNeed finds out what the conversion takes.
func (c *ChatState) askNeed() {
	c.Own.Need, c.Own.Refused, c.Own.Asking, c.Own.asked = nil, "", true, c.Own.Format
	c.Progress = engine.Progress{}
	c.Status = Say("Looking into {file}.", c.Own.What())
	c.Engine.Convert(c.conversion(true))
}

func (c *ChatState) conversion(onlyNeed bool) engine.Convert {
	o := &c.Own
	return engine.Convert{Files: o.Files, Address: o.Address, Name: o.Name, Format: o.Format, OnlyNeed: onlyNeed}
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
	c.Status = Say("Converting {file}.", c.Own.What())
	c.Engine.Convert(c.conversion(false))
}

// IsOwn reports whether a model was made from files of the visitor's.
func (c *ChatState) IsOwn(model string) bool { return slices.Contains(c.Owned, model) }

// ChatModels are the models to talk with: the site's, and those that were made from the visitor's files.
func (s *State) ChatModels() []engine.ModelInfo {
	models := s.TextModels()
	for _, name := range s.Chat.Owned {
		models = append(models, engine.ModelInfo{Name: name})
	}
	return models
}

// OnNeed implements engine.TextListener.
func (c *ChatState) OnNeed(n engine.Need) { c.Own.Need = &n }

// OnDone implements engine.Listener: the need is known, and the files can become a model.
func (c *ChatState) OnDone() {
	if c.Own.asked != c.Own.Format {
		c.askNeed()
		return
	}
	c.Own.Asking = false
	c.Status = Say("{file} can be converted.", c.Own.What())
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
