package weights

import (
	"context"
	"testing"
)

// benchPackage is 8 MiB of int8 weights in chunks of the default size.
func benchPackage() (Package, int64) {
	data := quantizedWeights(8<<20, 1)
	return Package{Name: "bench", Tensors: []Tensor{{Name: "w", DType: Int8, Shape: []int{8 << 10, 1 << 10}, Data: data}}},
		int64(len(data))
}

func BenchmarkLoad(b *testing.B) {
	p, size := benchPackage()
	dir := writePackage(b, p)
	for _, bench := range []struct {
		name string
		src  Source
	}{{"Dir", Dir(dir)}, {"memory", newMemory(b, dir)}} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(size)
			b.ReportAllocs()
			for b.Loop() {
				s, err := Open(context.Background(), bench.src)
				if err != nil {
					b.Fatal(err)
				}
				if _, err := s.Load(context.Background(), nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkVerify(b *testing.B) {
	data := quantizedWeights(1<<20, 1)
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		hash(data)
	}
}

// BenchmarkDecodeChunk decompresses a chunk of weights, as zstd and as gzip.
func BenchmarkDecodeChunk(b *testing.B) {
	raw := quantizedWeights(1<<20, 1)
	enc, err := newZstdEncoder()
	if err != nil {
		b.Fatal(err)
	}
	defer enc.close()
	dec, err := newDecoder()
	if err != nil {
		b.Fatal(err)
	}
	defer dec.close()
	zipped, zippedData, err := gzipChunk(raw)
	if err != nil {
		b.Fatal(err)
	}
	c, data := encodeChunk(enc, raw)
	for _, bench := range []struct {
		name  string
		chunk Chunk
		data  []byte
	}{{"zstd", c, data}, {"gzip", zipped, zippedData}} {
		b.Run(bench.name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := dec.decode(bench.chunk, bench.data); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParseManifest(b *testing.B) {
	m := &Manifest{Format: Format, Version: Version, Name: "bench"}
	for i := range 500 {
		m.Tensors = append(m.Tensors, TensorInfo{"h." + string(rune('a'+i%26)) + hashA[:i/26+1], Int8, []int{1 << 10},
			int64(i) << 10, 1 << 10})
		m.Chunks = append(m.Chunks, Chunk{hashA, 1000, 1 << 10, Zstd})
	}
	data, err := m.Encode()
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ParseManifest(data); err != nil {
			b.Fatal(err)
		}
	}
}
