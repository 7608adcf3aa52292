package slim

import (
	"bytes"
	"slices"
)

// keptNames are how the names begin that stay: a traceback shows our functions, and panic.
var keptNames = [][]byte{[]byte("main."), []byte("github.com/coconut-page/"), []byte("runtime.gopanic")}

// runtimeName is how the runtime's names begin, by which it tells its own goroutines; the rest of them does not matter.
var runtimeName = []byte("runtime.")

// stripNames clears the names of all other functions, which a traceback then leaves out. Those of the runtime all get
// one name.
func (p *program) stripNames() {
	names := p.bytes(p.names, p.units-p.names)
	shared := runtimeNameIn(names)
	for _, entry := range p.entries {
		switch name := p.name(entry); {
		case keepsName(name):
		case bytes.HasPrefix(name, runtimeName):
			p.put(entry+entryName, shared)
		default:
			p.put(entry+entryName, 0) // no name
		}
	}
	at := 0
	for name := range bytes.SplitSeq(names, []byte{0}) {
		switch {
		case keepsName(name):
		case at == shared:
			clear(name[len(runtimeName):])
		default:
			clear(name)
		}
		at += len(name) + 1
	}
}

// name returns a function's name.
func (p *program) name(entry int) []byte {
	at := p.names + p.uint32(entry+entryName)
	if at > p.units {
		panic(outside(at))
	}
	name, _, _ := bytes.Cut(p.bytes(at, p.units-at), []byte{0})
	return name
}

func keepsName(name []byte) bool {
	return slices.ContainsFunc(keptNames, func(prefix []byte) bool { return bytes.HasPrefix(name, prefix) })
}

// runtimeNameIn returns where the first name of the runtime's that is not kept begins, or -1 if there is none.
func runtimeNameIn(names []byte) int {
	at := 0
	for name := range bytes.SplitSeq(names, []byte{0}) {
		if bytes.HasPrefix(name, runtimeName) && !keepsName(name) {
			return at
		}
		at += len(name) + 1
	}
	return -1
}
