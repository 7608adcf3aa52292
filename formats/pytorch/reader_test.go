package pytorch

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
)

func fixture(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func read(data []byte) (*Reader, error) { return NewReader(bytes.NewReader(data), int64(len(data))) }

// TestReader reads a file of PyTorch's own; see testdata/small.py.
func TestReader(t *testing.T) {
	r, err := read(fixture(t, "small.bin"))
	if err != nil {
		t.Fatal(err)
	}
	values := []float32{0, 1, -2.5, 65504, 1. / (1 << 24), 0}
	short := slices.Clone(values)
	short[3] = 65536 // bfloat16 has eight bits
	for name, want := range map[string]struct {
		dtype  string
		shape  []int
		values []float32
	}{
		"f32": {"F32", []int{2, 3}, values}, "f16": {"F16", []int{2, 3}, values}, "bf16": {"BF16", []int{2, 3}, short},
		"scalar": {"F32", []int{}, []float32{7}}, "parameter": {"F32", []int{3}, values[3:]},
		"transposed": {"F32", []int{3, 2}, []float32{0, 65504, 1, 1. / (1 << 24), -2.5, 0}},
		"rows":       {"F32", []int{2, 6}, []float32{6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}},
		"columns":    {"F32", []int{4, 3}, []float32{2, 3, 4, 8, 9, 10, 14, 15, 16, 20, 21, 22}},
		"steps":      {"F32", []int{5}, []float32{3, 8, 13, 18, 23}},
		"empty":      {"F32", []int{0, 3}, nil},
	} {
		got, err := r.Floats(name)
		if err != nil || !slices.Equal(got, want.values) {
			t.Errorf("%s is %v, %v; want %v", name, got, err, want.values)
		}
		if info := r.Tensors[name]; info.DType != want.dtype || !slices.Equal(info.Shape, want.shape) {
			t.Errorf("%s is %s%v, want %s%v", name, info.DType, info.Shape, want.dtype, want.shape)
		}
	}
	for name, says := range map[string]string{"i64": "I64; supported: BF16, F16, F32", "mask": "BOOL"} {
		if _, err := r.Floats(name); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), says) {
			t.Errorf("%s: %v, want %q", name, err, says)
		}
	}
	if _, err := r.Floats("absent"); !errors.Is(err, ErrFile) {
		t.Errorf("an absent tensor: %v, want %v", err, ErrFile)
	}
}

// file is a zip file of stored entries, by name.
func file(t testing.TB, entries map[string]string) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, data := range entries {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Store})
		if err == nil {
			_, err = w.Write([]byte(data))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// pickled is a file with a pickle and one entry of eight bytes.
func pickled(t testing.TB, pickle string) []byte {
	t.Helper()
	return file(t, map[string]string{"a/data.pkl": pickle, "a/data/0": "\x00\x00\x80?\x00\x00\x00@"})
}

// The parts of a pickle that holds a tensor named x, of two numbers.
const (
	start   = "\x80\x02}X\x01\x00\x00\x00x"
	rebuild = "ctorch._utils\n_rebuild_tensor_v2\n("
	stored  = "(X\x07\x00\x00\x00storagectorch\nFloatStorage\nX\x01\x00\x00\x000X\x03\x00\x00\x00cpuK\x02tQ"
	shape2  = "K\x02\x85K\x01\x85"
	end     = "\x89NtRs."
)

// twoDicts is a file with two state dicts, as of a model and its average.
func twoDicts(t testing.TB) []byte {
	t.Helper()
	inner := strings.TrimPrefix(start, "\x80\x02") + rebuild + stored + "K\x00" + shape2 + strings.TrimSuffix(end, ".")
	return pickled(t, "\x80\x02}X\x01\x00\x00\x00a"+inner+"sX\x01\x00\x00\x00b"+inner+"s.")
}

// TestNested reads the state of a training run.
func TestNested(t *testing.T) {
	r, err := read(fixture(t, "nested.bin"))
	if err != nil {
		t.Fatal(err)
	}
	want := fixture(t, "small.bin")
	alone, err := read(want)
	if err != nil {
		t.Fatal(err)
	}
	if r.Entry != "model" || alone.Entry != "" || len(r.Tensors) != len(alone.Tensors) {
		t.Errorf("%d tensors in entry %q, want %d in model", len(r.Tensors), r.Entry, len(alone.Tensors))
	}
	if got, err := r.Floats("f16"); err != nil || len(got) != 6 {
		t.Errorf("%v, %v; want 6 numbers", got, err)
	}
}

func TestReaderErrors(t *testing.T) {
	tensor := func(view string) []byte { return pickled(t, start+rebuild+stored+view+end) }
	storage := func(old, replacement string) []byte {
		return pickled(t, start+rebuild+strings.Replace(stored, old, replacement, 1)+"K\x00"+shape2+end)
	}
	if r, err := read(tensor("K\x00" + shape2)); err != nil {
		t.Fatal(err)
	} else if got, err := r.Floats("x"); err != nil || !slices.Equal(got, []float32{1, 2}) {
		t.Fatalf("the sound file holds %v, %v", got, err)
	}
	small := fixture(t, "small.bin")
	for name, test := range map[string]struct {
		data []byte
		kind error
		says string
	}{
		"empty":           {nil, ErrFile, "it is empty"},
		"text":            {[]byte("hello"), ErrFile, "does not begin as a zip file"},
		"git lfs":         {[]byte("version https://git-lfs.github.com/spec/v1\noid"), ErrFile, "git lfs pull"},
		"before 1.6":      {fixture(t, "old.bin"), ErrUnsupported, "before PyTorch 1.6; write it anew"},
		"cut off":         {small[:len(small)/2], ErrFile, "directory"},
		"another zip":     {file(t, map[string]string{"a/b": ""}), ErrUnsupported, "without data.pkl"},
		"two state dicts": {twoDicts(t), ErrUnsupported, `in its entries "a" and "b"`},
		"big-endian":      {file(t, map[string]string{"a/data.pkl": "", "a/byteorder": "big"}), ErrUnsupported, `"big"`},
		"no pickle":       {pickled(t, ""), ErrFile, "ends at byte 0"},
		"protocol 4":      {pickled(t, "\x80\x04."), ErrUnsupported, "protocol 4"},
		"opcode":          {pickled(t, "\x80\x02i"), ErrUnsupported, "opcode 0x69 at byte 2"},
		"nothing":         {pickled(t, "\x80\x02."), ErrFile, "more values"},
		"not a dict":      {pickled(t, "\x80\x02K\x01."), ErrUnsupported, "a number, want a state dict"},
		"entry of text":   {pickled(t, start+"X\x00\x00\x00\x00s."), ErrUnsupported, `entry "x" is text, not a tensor`},
		"keys of numbers": {pickled(t, "\x80\x02}K\x01K\x02s."), ErrUnsupported, "keys are not text"},
		"code":            {pickled(t, "\x80\x02cos\nsystem\nX\x02\x00\x00\x00ls\x85R."), ErrUnsupported, "os.system"},
		"code, split":     {pickled(t, "\x80\x02cos.path\nos.system\n."), ErrUnsupported, "os.path.os.system"},
		"call of a class": {pickled(t, "\x80\x02ctorch\nFloatStorage\n)R."), ErrFile, "torch.FloatStorage is called"},
		"call of text":    {pickled(t, "\x80\x02X\x00\x00\x00\x00)R."), ErrFile, "text is called"},
		"dict of a list":  {pickled(t, "\x80\x02ccollections\nOrderedDict\n]\x85R."), ErrUnsupported, "1 arguments"},
		"memo":            {pickled(t, "\x80\x02h\x07."), ErrFile, "value 7"},
		"mark":            {pickled(t, "\x80\x02t."), ErrFile, "needs a mark"},
		"below a mark":    {pickled(t, "\x80\x02}(KsRs."), ErrFile, "more values"},
		"item of text":    {pickled(t, "\x80\x02X\x00\x00\x00\x00K\x01K\x02s."), ErrFile, "works on text, want a dictionary"},
		"odd dict":        {pickled(t, "\x80\x02}(K\x01u."), ErrFile, "without a value"},
		"long number":     {pickled(t, "\x80\x02\x8a\x09123456789."), ErrUnsupported, "9 bytes"},
		"endless text":    {pickled(t, "\x80\x02X\xff\xff\xff\xff"), ErrFile, "ends at byte"},
		"many opcodes":    {pickled(t, "\x80\x02"+strings.Repeat("N", maxOpcodes)), ErrFile, "opcodes"},
		"long pickle":     {pickled(t, strings.Repeat("N", maxPickle+1)), ErrFile, "at most"},
		"few values":      {pickled(t, start+rebuild+"K\x01tRs."), ErrFile, "from 1 values"},
		"odd values":      {tensor("K\x00K\x01K\x01"), ErrFile, "(a storage, a number, a number, a number)"},
		"two shapes":      {tensor("K\x00K\x02\x85)"), ErrFile, "an offset, a shape and its strides"},
		"offset":          {tensor("K\x01" + shape2), ErrFile, "outside its storage of 2"},
		"far offset":      {tensor("K\x02" + shape2), ErrFile, "begins at number 2"},
		"negative offset": {tensor("J\xff\xff\xff\xff" + shape2), ErrFile, "begins at number -1"},
		"negative shape":  {tensor("K\x00J\xff\xff\xff\xff\x85K\x01\x85"), ErrFile, "its shape is [-1]"},
		"negative stride": {tensor("K\x01K\x02\x85J\xff\xff\xff\xff\x85"), ErrFile, "strides [-1]"},
		"huge stride":     {tensor("K\x00K\x02\x85\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f\x85"), ErrFile, "outside"},
		"expanded":        {tensor("K\x00\x8a\x06\x00\x00\x00\x00\x00\x01\x85K\x00\x85"), ErrUnsupported, "contiguous"},
		"many axes":       {tensor("K\x00(" + strings.Repeat("K\x01", 9) + "tK\x01\x85"), ErrFile, "a shape"},
		"no entry":        {storage("\x000", "\x009"), ErrFile, "no entry a/data/9"},
		"entry elsewhere": {storage("\x01\x00\x00\x000", "\x04\x00\x00\x00../x"), ErrFile, `"../x"`},
		"short entry":     {storage("K\x02tQ", "K\x03tQ"), ErrFile, "have 3 numbers, and its entry has 8 bytes"},
		"negative length": {storage("K\x02tQ", "J\xff\xff\xff\xfftQ"), ErrFile, "have -1 numbers"},
		"odd storage":     {storage("torch\nFloatStorage", "collections\nOrderedDict"), ErrFile, "class of storages"},
		"no tuple":        {pickled(t, "\x80\x02K\x01Q."), ErrFile, "named by a number"},
	} {
		_, err := read(test.data)
		if !errors.Is(err, test.kind) || !strings.Contains(err.Error(), test.says) {
			t.Errorf("%s: %v, want %v with %q", name, err, test.kind, test.says)
		}
	}
}

// TestArchive reads zip files that torch.save does not write.
func TestArchive(t *testing.T) {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range []string{"a/data.pkl", "a/data.pkl"} {
		if _, err := z.Create(name); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := read(out.Bytes()); !errors.Is(err, ErrFile) || !strings.Contains(err.Error(), "two entries") {
		t.Errorf("two entries of one name: %v", err)
	}
	out.Reset()
	z = zip.NewWriter(&out)
	w, err := z.Create("a/data.pkl") // compressed
	if err == nil {
		_, err = w.Write([]byte("\x80\x02}."))
	}
	if err := errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	if _, err := read(out.Bytes()); !errors.Is(err, ErrUnsupported) || !strings.Contains(err.Error(), "compressed") {
		t.Errorf("a compressed entry: %v", err)
	}
	entries := map[string]string{}
	for i := range 1 << 17 {
		entries[strings.Repeat("x", 200)+string(rune(i+1<<16))] = ""
	}
	if _, err := read(file(t, entries)); !errors.Is(err, errDirectory) {
		t.Errorf("a directory of 30 MB: %v, want %v", err, errDirectory)
	}
}

// FuzzReader reads anything: what the reader accepts must be readable, or of a type that it names.
func FuzzReader(f *testing.F) {
	for _, name := range []string{"small.bin", "old.bin", "nested.bin"} {
		f.Add(fixture(f, name))
	}
	f.Fuzz(readAll)
}

// FuzzPickle reads any pickle.
func FuzzPickle(f *testing.F) {
	f.Add([]byte(start + rebuild + stored + "K\x00" + shape2 + end))
	f.Add([]byte(start + rebuild + stored + "K\x00(K\x01K\x02t(K\x02K\x01t" + end))
	f.Add([]byte("\x80\x02ccollections\nOrderedDict\n)Rq\x00(X\x00\x00\x00\x00]K\x01ah\x00}ub."))
	f.Fuzz(func(t *testing.T, pickle []byte) { readAll(t, pickled(t, string(pickle))) })
}

func readAll(t *testing.T, data []byte) {
	r, err := read(data)
	if err != nil {
		if !errors.Is(err, ErrFile) && !errors.Is(err, ErrUnsupported) {
			t.Errorf("%v is of no kind", err)
		}
		return
	}
	for name, info := range r.Tensors {
		values, err := r.Floats(name)
		damaged := errors.Is(err, errChecksum) || errors.Is(err, errOverlap)
		if err != nil && !damaged && !errors.Is(err, ErrUnsupported) {
			t.Errorf("%q was accepted but cannot be read: %v", name, err)
		}
		if n := info.tensor.elements(); err == nil && int64(len(values)) != n {
			t.Errorf("%q has %d values, want %d", name, len(values), n)
		}
	}
}
