//go:build !gzip_only

package weights

import (
	"bytes"
	"encoding/binary"

	"github.com/klauspost/compress/huff0"
	"github.com/klauspost/compress/zstd"

	"github.com/coconut-page/coconut/internal/fault"
)

// Weights do not repeat, so entropy coding is the only part of zstd that makes them smaller. This library's zstd
// encoder leaves a block of 128 KiB uncompressed unless that saves a sixteenth, which is about what int8 can save. So
// the blocks are built here with the same library's entropy coder: literals only, each block as long as pays off best.
// Any decoder reads them. That makes int8 4 % smaller, int4 8 %.

// Blocks end at multiples of unit: a smaller unit would build tables of code lengths more often than pays off, and take
// longer to try.
const unit = 4 << 10

// maxUnits is the length limit of a zstd block: 128 KiB.
const maxUnits = 128 << 10 / unit

// literalsFrame returns the frame whole, which encodes raw, with its blocks replaced by blocks of literals. Its header,
// which states the raw size, and its checksum stay.
func literalsFrame(raw, whole []byte) ([]byte, error) {
	var head zstd.Header
	if err := head.Decode(whole); err != nil {
		return nil, fault.Errorf("weights", "zstd: %w", err)
	}
	const checksum = 4
	if !head.HasCheckSum || head.FrameContentSize != uint64(len(raw)) || len(whole) < head.HeaderSize+checksum {
		return nil, fault.Errorf("weights", "zstd: the encoder made a frame of another kind than requested")
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
	compressed []byte // nil if that would not be smaller
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

// bestBlocks cuts raw where that takes the fewest bytes, by dynamic programming: the best way to every multiple of the
// unit follows from the best ways to earlier ones.
func bestBlocks(raw []byte) ([]block, error) {
	n := (len(raw) + unit - 1) / unit
	sizes, last := make([]int, n+1), make([]block, n+1)
	for end := 1; end <= n; end++ {
		// trying all lengths would take eight times as long, for 0.1 %
		for length := 1; length <= min(end, maxUnits); length *= 2 {
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

// literals returns a block of raw, compressed if that is smaller.
func literals(raw []byte) (block, error) {
	const least = 1 << 10 // shorter ones have another header
	b := block{raw: raw}
	if len(raw) < least {
		return b, nil
	}
	coded, _, err := huff0.Compress4X(raw, &huff0.Scratch{Reuse: huff0.ReusePolicyNone})
	if err != nil { // not compressible, or one byte repeated, which has an encoding of its own
		return b, nil
	}
	// The header of literals in four streams with their own table, and the mark that the block holds nothing else.
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
