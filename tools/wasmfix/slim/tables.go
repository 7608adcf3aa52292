package slim

import (
	"bytes"
	"encoding/binary"
	"fmt"

	"github.com/coconut-page/coconut/tools/wasmmodule"
)

// Go 1.27's names and numbers for its tables (internal/abi/symtab.go, runtime/symtab.go).
const (
	pcUnsafePoint  = 0 // where a thread must not be preempted; WebAssembly has no preemption
	pcInlTreeIndex = 2
	pcArgLiveIndex = 3

	funcInlTree     = 3
	funcArgInfo     = 5
	funcArgLiveInfo = 6

	noFuncdata = 1<<32 - 1
)

// header is the beginning of the table of a program's functions: a magic number, padding, the size of an instruction,
// and of a pointer.
var header = []byte{0xf1, 0xff, 0xff, 0xff, 0, 0, 1, 8}

// Offsets in the header, each of eight bytes.
const (
	headerFunctions = 8
	headerNames     = 32
	headerUnits     = 40
	headerFiles     = 48
	headerTables    = 56
	headerEntries   = 64
	headerSize      = 72
)

// Offsets in the runtime's moduledata: of the address of the index of functions, of the first program counter and the
// one behind the last, and of the address of the functions' data.
const (
	indexOffset   = 152
	countersBegin = 160
	countersEnd   = 168
	gofuncOffset  = 344
)

// Offsets in the entry of a function (runtime._func), each of four bytes except for the last two.
const (
	entryName      = 4
	entryFile      = 20
	entryLine      = 24
	entryPCData    = 28 // how many
	entryUnit      = 32
	entryStartLine = 36
	entryID        = 40
	entryFuncdata  = 43 // how many
	entrySize      = 44
)

// program is the memory of a Go program, with the tables of its functions.
type program struct {
	memory                    []byte
	entries                   []int // of the functions
	index                     int   // addresses: in the memory, as all others here
	counters                  int   // how many program counters the index is of
	names, units, files       int
	tables, tablesEnd         int
	funcdata                  int
	droppedTables, keptTables map[int]bool    // by offset from tables
	droppedData               map[int]dropped // by offset from funcdata
	keptData                  map[int]bool
}

// dropped returns the length of a function's datum.
type dropped struct{ kind, size int }

// stripTables clears the tables that only tracebacks need, and removes them from the functions' entries. After an error
// the memory must not be used.
func stripTables(base int, memory []byte) (err error) {
	defer func() {
		if out, ok := recover().(outside); ok {
			err = fmt.Errorf("%w: a table of functions points outside the data, to %#x", wasmmodule.ErrModule, int(out))
		}
	}()
	p, err := findProgram(base, memory)
	if err != nil {
		return err
	}
	for _, entry := range p.entries {
		p.stripFunction(entry)
	}
	p.stripNames()
	if err := p.coarsenIndex(); err != nil {
		return err
	}
	clear(p.memory[p.units:p.tables]) // also the list of files
	if err := p.clearTables(); err != nil {
		return err
	}
	return p.clearFuncdata()
}

// outside is the panic value of reading outside the memory.
type outside int

func (p *program) uint32(at int) int { return int(binary.LittleEndian.Uint32(p.bytes(at, 4))) }

func (p *program) uint64(at int) int { return int(binary.LittleEndian.Uint64(p.bytes(at, 8))) }

func (p *program) put(at, v int) { binary.LittleEndian.PutUint32(p.bytes(at, 4), uint32(v)) }

func (p *program) bytes(at, n int) []byte {
	if at < 0 || n < 0 || at > len(p.memory)-n {
		panic(outside(at))
	}
	return p.memory[at : at+n]
}

// findProgram finds the tables: their header, and the runtime's pointer to it, which distinguishes the header from
// similar bytes.
func findProgram(base int, memory []byte) (*program, error) {
	p := &program{memory: memory, droppedTables: map[int]bool{}, keptTables: map[int]bool{},
		droppedData: map[int]dropped{}, keptData: map[int]bool{}}
	for at := 0; ; at++ {
		next := bytes.Index(memory[at:], header)
		if next < 0 || at+next+headerSize > len(memory) {
			return nil, fmt.Errorf("%w: it has no table of functions of the form that Go 1.27 writes", wasmmodule.ErrModule)
		}
		at += next
		names := p.uint64(at + headerNames)
		pointers := binary.LittleEndian.AppendUint64(nil, uint64(base+at))
		pointers = binary.LittleEndian.AppendUint64(pointers, uint64(base+at+names))
		if runtime := bytes.Index(memory, pointers); runtime >= 0 {
			p.names, p.units, p.files = at+names, at+p.uint64(at+headerUnits), at+p.uint64(at+headerFiles)
			p.tables, p.tablesEnd = at+p.uint64(at+headerTables), at+p.uint64(at+headerEntries)
			p.index, p.funcdata = p.uint64(runtime+indexOffset)-base, p.uint64(runtime+gofuncOffset)-base
			p.counters = p.uint64(runtime+countersEnd) - p.uint64(runtime+countersBegin)
			return p, p.readEntries(p.uint64(at + headerFunctions))
		}
	}
}

// readEntries reads where the functions' entries are, and checks that the parts of the table follow each other.
func (p *program) readEntries(n int) error {
	ordered := p.names > 0 && p.names <= p.units && p.units <= p.files && p.files <= p.tables && p.tables <= p.tablesEnd &&
		p.tablesEnd <= len(p.memory)
	if !ordered || n < 0 || n > len(p.memory)/8 {
		return fmt.Errorf("%w: its table of functions is not of the form that Go 1.27 writes", wasmmodule.ErrModule)
	}
	for i := range n {
		p.entries = append(p.entries, p.tablesEnd+p.uint32(p.tablesEnd+8*i+4))
	}
	return nil
}

// stripFunction removes tables from one function's entry. Functions with a special meaning to the runtime, above all
// wrappers, keep the list of what was inlined into them: recover counts such calls.
func (p *program) stripFunction(entry int) {
	p.put(entry+entryUnit, 0)
	p.put(entry+entryStartLine, 0)
	p.dropTable(entry + entryFile)
	p.dropTable(entry + entryLine)
	plain := p.bytes(entry+entryID, 1)[0] == 0
	pcdata, funcdata := p.uint32(entry+entryPCData), int(p.bytes(entry+entryFuncdata, 1)[0])
	p.bytes(entry+entrySize, 4*(pcdata+funcdata)) // they are there
	p.keepTable(entry + 16)                       // how deep the stack is
	inlined := 0
	for i := range pcdata {
		at := entry + entrySize + 4*i
		switch {
		case i == pcInlTreeIndex && plain:
			inlined = p.highest(p.uint32(at)) + 1
			p.dropTable(at)
		case i == pcUnsafePoint || i == pcArgLiveIndex:
			p.dropTable(at)
		default:
			p.keepTable(at)
		}
	}
	for i := range funcdata {
		at := entry + entrySize + 4*(pcdata+i)
		offset := p.uint32(at)
		switch {
		case offset == noFuncdata:
		case i == funcInlTree && plain:
			const inlinedCall = 16 // bytes
			p.droppedData[offset] = dropped{i, inlinedCall * inlined}
			p.put(at, noFuncdata)
		case i == funcArgInfo || i == funcArgLiveInfo:
			p.droppedData[offset] = dropped{kind: i}
			p.put(at, noFuncdata)
		default:
			p.keptData[offset] = true
		}
	}
}

func (p *program) dropTable(at int) {
	p.droppedTables[p.uint32(at)] = true
	p.put(at, 0)
}

func (p *program) keepTable(at int) { p.keptTables[p.uint32(at)] = true }

// table iterates over a table of instructions, a list of pairs: the change of the value, with its sign in the lowest
// bit, and of the instruction's address. A change of 0 ends it, except in the first pair. visit may be nil; the result
// is where the table ends.
func (p *program) table(offset int, visit func(value int)) (end int) {
	at, value := p.tables+offset, -1
	for first := true; ; first = false {
		change, n := p.varint(at)
		at += n
		if change == 0 && !first {
			return at
		}
		if change&1 != 0 {
			value -= change>>1 + 1
		} else {
			value += change >> 1
		}
		if visit != nil {
			visit(value)
		}
		_, n = p.varint(at)
		at += n
	}
}

// varint reads an unsigned number and returns its length, too.
func (p *program) varint(at int) (v, n int) {
	for shift := 0; shift < 35; shift += 7 {
		b := p.bytes(at+n, 1)[0]
		n++
		v |= int(b&0x7f) << shift
		if b < 0x80 {
			return v, n
		}
	}
	panic(outside(at))
}

// highest returns the highest value in a table, -1 if there is none.
func (p *program) highest(offset int) int {
	most := -1
	if offset != 0 {
		p.table(offset, func(v int) { most = max(most, v) })
	}
	return most
}

// clearTables clears the tables that nothing refers to any more. Functions share equal tables, so a table stays if any
// function keeps it.
func (p *program) clearTables() error {
	p.keptTables[0] = true // means no table
	var unused []span
	for offset := range p.droppedTables {
		if !p.keptTables[offset] {
			unused = append(unused, span{p.tables + offset, p.table(offset, nil)})
		}
	}
	return p.clearSpans(unused, p.tables, p.tablesEnd, p.keptTables)
}

// clearFuncdata does the same to the functions' data.
func (p *program) clearFuncdata() error {
	var unused []span
	for offset, d := range p.droppedData {
		if p.keptData[offset] {
			continue
		}
		at := p.funcdata + offset
		switch d.kind {
		case funcInlTree:
			unused = append(unused, span{at, at + d.size})
		case funcArgInfo:
			unused = append(unused, span{at, p.arguments(at)})
		}
	}
	return p.clearSpans(unused, p.funcdata, len(p.memory), p.keptData)
}

// arguments returns the end of a description of arguments: pairs of an offset and a size, and single bytes that open
// and close a structure.
func (p *program) arguments(at int) int {
	const end, single = 0xff, 0xfb
	for {
		switch b := p.bytes(at, 1)[0]; {
		case b == end:
			return at + 1
		case b >= single:
			at++
		default:
			at += 2
		}
	}
}

// span is a part of the memory, by addresses.
type span struct{ from, to int }

// clearSpans clears parts of a region; nothing that is kept may begin in them.
func (p *program) clearSpans(spans []span, from, to int, kept map[int]bool) error {
	for _, s := range spans {
		if s.from < from || s.to > to {
			return fmt.Errorf("%w: a table extends outside its region, at %#x", wasmmodule.ErrModule, s.from)
		}
		for at := s.from; at < s.to; at++ {
			if kept[at-from] {
				return fmt.Errorf("%w: the table at %#x overlaps another one", wasmmodule.ErrModule, s.from)
			}
		}
	}
	for _, s := range spans {
		clear(p.bytes(s.from, s.to-s.from))
	}
	return nil
}
