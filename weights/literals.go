package weights

import (
	"bytes"
	"encoding/binary"

	"github.com/klauspost/compress/huff0"
	"github.com/klauspost/compress/zstd"

	"github.com/coconut-page/coconut/internal/fault"
)

// Weights do not repeat: of zstd, entropy coding is all that makes them smaller. The zstd encoder of this library leaves a block of 128 KiB as
// it is unless that saves a sixteenth, which is about what there is to save with int8. So the blocks are made here, by the same library's
// entropy coder: of literals alone, each as long as pays best. Any decoder reads them. int8 is 4 % smaller so, int4 8 %.

// unit is what the ends of blocks are multiples of: less makes tables of code lengths more often than it pays, and takes longer to try.
const unit = 4 << 10

// maxUnits is as long as a block may be in zstd: 128 KiB.
const maxUnits = 128 << 10 / unit

// literalsFrame is the frame that whole, of the same bytes, is, with its blocks replaced by blocks of literals. Its head, which states the raw
// size, and its checksum stay.
func literalsFrame(raw, whole []byte) ([]byte, error) {
	var head zstd.Header
	if err := head.Decode(whole); err != nil {
		return nil, fault.Errorf("weights", "zstd: %w", err)
	}
	const checksum = 4
	if !head.HasCheckSum || head.FrameContentSize != uint64(len(raw)) || len(whole) < head.HeaderSize+checksum {
		return nil, fault.Errorf("weights", "zstd: a frame of another kind than was asked for")
	}
	frame := bytes.Clone(whole[:head.HeaderSize])
	blocks, err := bestBlocks(raw)
	if err != nil {
		return nil, err
	}
	for i, b := range blocks {
		frame = b.append(frame, i == len(blocks)-1)
	}
	return append(frame, whole[len(whole)-checksum:]...), nil
}

// block is one block of a frame: raw bytes, or those bytes compressed.
type block struct {
	raw        []byte
	compressed []byte // nil if that would not be less
}

func (b block) size() int {
	const head = 3
	if b.compressed != nil {
		return head + len(b.compressed)
	}
	return head + len(b.raw)
}

// append appends the block to a frame.
func (b block) append(frame []byte, last bool) []byte {
	const rawKind, compressedKind = 0, 2
	kind, content := rawKind, b.raw
	if b.compressed != nil {
		kind, content = compressedKind, b.compressed
	}
	head := uint32(len(content))<<3 | uint32(kind)<<1
	if last {
		head |= 1
	}
	return append(append(frame, byte(head), byte(head>>8), byte(head>>16)), content...)
}

// bestBlocks cuts raw where it makes the fewest bytes: it finds the best way to every multiple of the unit from those to the ones before.
func bestBlocks(raw []byte) ([]block, error) {
	n := (len(raw) + unit - 1) / unit
	sizes, last := make([]int, n+1), make([]block, n+1)
	for end := 1; end <= n; end++ {
		for length := 1; length <= min(end, maxUnits); length *= 2 { // all lengths would take eight times as long, for 0.1 %
			begin := end - length
			b, err := literals(raw[begin*unit : min(end*unit, len(raw))])
			if err != nil {
				return nil, err
			}
			if size := sizes[begin] + b.size(); last[end].raw == nil || size < sizes[end] {
				sizes[end], last[end] = size, b
			}
		}
	}
	blocks := make([]block, 0, n)
	for left := len(raw); left > 0; {
		b := last[(left+unit-1)/unit]
		blocks = append(blocks, b)
		left -= len(b.raw)
	}
	for i, j := 0, len(blocks)-1; i < j; i, j = i+1, j-1 {
		blocks[i], blocks[j] = blocks[j], blocks[i]
	}
	return blocks, nil
}

// literals is a block of raw, compressed if that is less.
func literals(raw []byte) (block, error) {
	const least = 1 << 10 // shorter ones are written in other ways
	b := block{raw: raw}
	if len(raw) < least {
		return b, nil
	}
	coded, _, err := huff0.Compress4X(raw, &huff0.Scratch{Reuse: huff0.ReusePolicyNone})
	if err != nil { // not compressible, or one byte repeated, which other ways are for
		return b, nil
	}
	// The head of literals in four streams with a table of their own, and that there is nothing else in the block.
	const compressedLiterals, noSequences = 2, 0
	head, size := uint64(compressedLiterals), 5
	if max(len(raw), len(coded)) < 1<<14 {
		head, size = head|2<<2|uint64(len(raw))<<4|uint64(len(coded))<<18, 4
	} else {
		head |= 3<<2 | uint64(len(raw))<<4 | uint64(len(coded))<<22
	}
	content := append(binary.LittleEndian.AppendUint64(nil, head)[:size], coded...)
	if content = append(content, noSequences); len(content) < len(raw) {
		b.compressed = content
	}
	return b, nil
}
