package prosqa

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"
)

func TestItemsSurviveWritingAndReading(t *testing.T) {
	want := append(generated(1, 50), tinyItem())
	var b bytes.Buffer
	if err := WriteItems(&b, want); err != nil {
		t.Fatal(err)
	}
	got, err := ReadItems(&b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, want) {
		t.Error("items differ after writing and reading")
	}
}

func TestOfficialFileIsWrittenUnchanged(t *testing.T) {
	items := officialItems(t)
	if len(items) != 300 {
		t.Fatalf("%d items, want 300", len(items))
	}
	var b bytes.Buffer
	if err := WriteItems(&b, items); err != nil {
		t.Fatal(err)
	}
	again, err := ReadItems(&b)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(again, items) {
		t.Error("items differ after writing and reading")
	}
}

// TestReadItemsTakesOtherSpellings checks that a file is read in the encodings that Windows writes, and with correct
// articles.
func TestReadItemsTakesOtherSpellings(t *testing.T) {
	text := `[{"question":"Tom is an ape. Every ape is an über. Eva is a tree. Is Tom a tree or über?","steps":["Tom is an ape.","Every ape is an über."],` +
		`"answer":"Tom is an über.","idx_to_symbol":["Tom","ape","über","Eva","tree"],"edges":[[0,1],[1,2],[3,4]],"root":0,"target":2,"neg_target":4}]`
	official := strings.ReplaceAll(text, " an ", " a ")
	wide := []byte{0xFF, 0xFE}
	for _, unit := range utf16.Encode([]rune(text)) {
		wide = binary.LittleEndian.AppendUint16(wide, unit)
	}
	for name, text := range map[string]string{"an": text, "a": official, "byte order mark": "\ufeff" + text,
		"UTF-16": string(wide)} {
		if items, err := ReadItems(strings.NewReader(text)); err != nil || len(items) != 1 ||
			items[0].IdxToSymbol[2] != "über" {
			t.Errorf("%s: %+v, %v", name, items, err)
		}
	}
}

func TestReadItemsTakesEmptyListsAndUnknownFields(t *testing.T) {
	if items, err := ReadItems(strings.NewReader(" [ ] ")); err != nil || len(items) != 0 {
		t.Errorf("got %v, %v for an empty list", items, err)
	}
	text := strings.Replace(encode(t, tinyItem()), `"root"`, `"neighbor_k":{"0":[1]},"root"`, 1)
	if items, err := ReadItems(strings.NewReader(text)); err != nil || len(items) != 1 {
		t.Errorf("got %v, %v for an item with a field more", items, err)
	}
}

func encode(t testing.TB, items ...Item) string {
	t.Helper()
	data, err := json.Marshal(items)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestReadItemsNamesItemAndField(t *testing.T) {
	for _, test := range []struct {
		name, field string
		change      func(*Item)
		message     string
	}{
		{"edge out of range", "edges", func(it *Item) { it.Edges[3] = [2]int{2, 6} }, "edge 3 leads from node 2 to 6"},
		{"negative edge", "edges", func(it *Item) { it.Edges[0] = [2]int{-1, 2} }, "edge 0 leads from node -1"},
		{"cycle", "edges", func(it *Item) { it.Edges = append(it.Edges, [2]int{5, 2}) }, "circle"},
		{"too many edges", "edges", func(it *Item) { it.Edges = make([][2]int, 600) }, "600 entries"},
		{"edge not told", "question", func(it *Item) { it.Edges = append(it.Edges, [2]int{3, 5}) }, `"Every dog is a pet."`},
		{"fact not listed", "question", func(it *Item) { it.Edges = append(it.Edges[:1:1], it.Edges[2:]...) },
			`"Tom is a dog."`},
		{"empty symbol", "idx_to_symbol", func(it *Item) { it.IdxToSymbol[3] = "" }, "entry 3 is empty"},
		{"symbol twice", "idx_to_symbol", func(it *Item) { it.IdxToSymbol[3] = "cat" }, `"cat" occurs twice`},
		{"root out of range", "root", func(it *Item) { it.Root = 6 }, "node 6"},
		{"target negative", "target", func(it *Item) { it.Target = -1 }, "node -1"},
		{"wrong target", "target", func(it *Item) { it.Target, it.NegTarget = 4, 5 }, `the facts lead to "pet"`},
		{"undecided", "target", func(it *Item) { it.NegTarget = 2 }, "both"},
		{"neg_target out of range", "neg_target", func(it *Item) { it.NegTarget = 99 }, "node 99"},
		{"other candidate", "question", func(it *Item) { it.NegTarget = 1 }, "it offers"},
		{"other root", "question", func(it *Item) { it.Question = strings.Replace(it.Question, "Is Tom", "Is Eva", 1) },
			`it asks about "Eva"`},
		{"unreadable question", "question", func(it *Item) { it.Question = "What?" }, "sentence 1"},
		{"answer", "answer", func(it *Item) { it.Answer = "Tom is a tree." }, `"Tom is a tree."`},
		{"step that is no fact", "steps", func(it *Item) { it.Steps[0] = "Tom is a tree." }, "step 1"},
		{"steps that end early", "steps", func(it *Item) { it.Steps = it.Steps[:1] }, `they end at "cat"`},
	} {
		t.Run(test.name, func(t *testing.T) {
			bad := tinyItem()
			test.change(&bad)
			_, err := ReadItems(strings.NewReader(encode(t, tinyItem(), bad)))
			var item *ItemError
			if !errors.Is(err, ErrItem) || !errors.As(err, &item) {
				t.Fatalf("error %v", err)
			}
			if item.Index != 1 || item.Field != test.field || !strings.Contains(err.Error(), test.message) {
				t.Errorf("item %d, field %q, %v; want item 1, field %q, %q", item.Index, item.Field, err, test.field, test.message)
			}
		})
	}
}

func TestReadItemsRefusesWhatIsNotAList(t *testing.T) {
	good := encode(t, tinyItem())
	for _, test := range []struct{ name, text, message string }{
		{"nothing", "", "unexpected EOF"},
		{"an object", `{"question":""}`, "instead of a list's ["},
		{"cut off", good[:len(good)-1], "unexpected end"},
		{"something behind", good + "]", "follows the list"},
		{"cut in an item", good[:40], "item 0"},
		{"a number for an item", `[7]`, "item 0"},
		{"a text for a number", strings.Replace(good, `"root":0`, `"root":"Tom"`, 1), "root"},
		{"an edge of three", strings.Replace(good, `[0,2]`, `[0,2,3]`, 1), "edges: 3 numbers"},
		{"an edge of words", strings.Replace(good, `[0,2]`, `["a"]`, 1), "edges"},
		{"no root", strings.Replace(good, `"root":0,`, ``, 1), "root: missing"},
		{"null edges", strings.Replace(good, `"edges":[[0,2],[0,3],[1,4],[2,5]]`, `"edges":null`, 1), "edges: missing"},
		{"an endless item", `[{"question":"` + strings.Repeat("a", maxItem+1000), "longer than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := ReadItems(strings.NewReader(test.text))
			if !errors.Is(err, ErrItem) || !strings.Contains(err.Error(), test.message) {
				t.Errorf("got %v, want %q", err, test.message)
			}
		})
	}
}

// endless repeats an item forever and counts the bytes read.
type endless struct {
	item []byte
	read int
}

func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.item[e.read%len(e.item):])
	e.read += n
	return n, nil
}

func TestReadItemsStopsReadingAnEndlessItem(t *testing.T) {
	source := &endless{item: []byte("             ")}
	_, err := ReadItems(io.MultiReader(strings.NewReader("[{"), source))
	// package bom examines the first bytes of a file
	if head := 3; !errors.Is(err, ErrItem) || source.read > maxItem+head {
		t.Errorf("%v after %d bytes", err, source.read)
	}
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, io.ErrShortWrite }

func TestWriteItemsReportsTheWriter(t *testing.T) {
	if err := WriteItems(fullDisk{}, []Item{tinyItem()}); !errors.Is(err, io.ErrShortWrite) {
		t.Errorf("got %v", err)
	}
}

func FuzzReadItems(f *testing.F) {
	f.Add(encode(f, tinyItem()))
	f.Add(encode(f, generated(3, 2)...))
	f.Add(`[]`)
	f.Add(`[{"edges":[[0,1],[1,0]],"idx_to_symbol":["a","b"]}]`)
	f.Add(`[{"root":-1}]`)
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<20 {
			t.Skip("longer than a fuzzed file needs to be")
		}
		items, err := ReadItems(strings.NewReader(text))
		if err != nil {
			if !errors.Is(err, ErrItem) {
				t.Fatalf("an error of another kind: %v", err)
			}
			return
		}
		if _, err := Measure(items); err != nil {
			t.Fatalf("items that were read cannot be measured: %v", err)
		}
		again, err := ReadItems(strings.NewReader(encode(t, items...)))
		if err != nil || len(again) != len(items) {
			t.Fatalf("%d items came back as %d: %v", len(items), len(again), err)
		}
	})
}

func BenchmarkReadItems(b *testing.B) {
	text := encode(b, generated(1, 100)...)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := ReadItems(strings.NewReader(text)); err != nil {
			b.Fatal(err)
		}
	}
}
