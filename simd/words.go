package simd

// These read and write numbers with their lowest byte first, as encoding/binary does; but that is compiled without
// inlining in the page's program, to be smaller. For WebAssembly the compiler makes four loads of four bytes, so there
// they go by pointers (words_wasm.go).

// halfWord and putHalfWord are for 16 bits, longWord for 64.
func halfWord(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }

func putHalfWord(b []byte, v uint16) {
	_ = b[1]
	b[0], b[1] = byte(v), byte(v>>8)
}
