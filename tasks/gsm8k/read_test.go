package gsm8k

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"testing"
	"unicode/utf16"
)

// Two problems, the second without equations, in every form.
var (
	two = []Item{
		{"Tom has 1,000 clips and finds 80. How many?", []string{"<<1000+80=1080>>", "<<1080*1=1080>>"}, "1080"},
		{"Ann is 2. How old is she?", []string{}, "2"},
	}
	official = `{"question": "Tom has 1,000 clips and finds 80. How many?", "answer": "He has 1000+80 = <<1000+80=1080>>1,080.\n` +
		`That is <<1080 * 1 = 1080>>1,080.\n#### 1,080"}` + "\n" +
		`{"question": "Ann is 2. How old is she?", "answer": "She said so.\n#### 2"}` + "\n"
	icot = "Tom has 1,000 clips and finds 80. How many?||<<1000+80=1080>> <<1080*1=1080>> #### 1080\n" +
		"Ann is 2. How old is she?|| #### 2\n"
	// Coconut's script turns "no steps" into one empty step.
	coconut = `[{"question": "Tom has 1,000 clips and finds 80. How many?", "steps": ["<<1000+80=1080>>", ` +
		`"<<1080*1=1080>>"], "answer": "1080"}, {"question": "Ann is 2. How old is she?", "steps": [""], "answer": "2"}]`
)

func TestForms(t *testing.T) {
	var wide bytes.Buffer
	for _, u := range utf16.Encode([]rune(icot)) {
		wide.Write([]byte{byte(u), byte(u >> 8)})
	}
	for name, text := range map[string]string{
		"official":             official,
		"iCoT":                 icot,
		"Coconut":              coconut,
		"no newline at end":    strings.TrimSuffix(icot, "\n"),
		"Windows":              "\ufeff" + strings.ReplaceAll(icot, "\n", "\r\n"),
		"PowerShell":           wide.String(),
		"empty lines":          "\n\n" + strings.ReplaceAll(official, "\n", "\n\n"),
		"white space":          " \n" + coconut + "\n",
		"equations not apart":  strings.ReplaceAll(icot, ">> <<", ">><<"),
		"space in an equation": strings.ReplaceAll(icot, "1080*1=1080", "1080 *\t1 = 1080"),
		"Coconut's, in lines":  strings.ReplaceAll(strings.Trim(coconut, "[]"), "}, {", "}\n{"),
		"official, in a list":  "[" + strings.ReplaceAll(strings.TrimSpace(official), "}\n", "},\n") + "]",
	} {
		items, err := ReadItems(strings.NewReader(text))
		if err != nil || !reflect.DeepEqual(items, two) {
			t.Errorf("%s: %+v, %v", name, items, err)
		}
	}
	if items, err := ReadItems(strings.NewReader(" \n")); err != nil || len(items) != 0 {
		t.Errorf("an empty file: %v, %v", items, err)
	}
}

// TestJSON checks that an Item's JSON is Coconut's form.
func TestJSON(t *testing.T) {
	data, err := json.Marshal(two)
	if err != nil {
		t.Fatal(err)
	}
	items, err := ReadItems(bytes.NewReader(data))
	if err != nil || !reflect.DeepEqual(items, two) {
		t.Errorf("%s is read as %+v, %v", data, items, err)
	}
}

// TestErrors makes every fault: the message names place and field.
func TestErrors(t *testing.T) {
	for text, want := range map[string]string{
		"a?||<<1=1>> #### 1\na? #### 1\n":                          `line 2: question: no "||" after it`,
		"\n\na?||<<1=1>> #### 1||x":                                `line 3: question: "||" more than once`,
		" ||<<1=1>> #### 1":                                        "line 1: question: empty",
		"a?||<<1=1>> 1":                                            `line 1: answer: no "####"`,
		"a?||<<1=1>> #### 1 #### 2":                                `line 1: answer: "####" more than once`,
		"a?||<<1=1>> #### ,":                                       "line 1: answer: empty",
		"a?||<<1=1>> so it is 1 #### 1":                            `line 1: steps: "so it is 1" is not an equation`,
		"a?||it is <<1=1>> #### 1":                                 `line 1: steps: "it is" is not an equation`,
		"a?||<<1=1 #### 1":                                         `line 1: steps: "<<1=1 " has no end`,
		"a?||<<1=1 <<2=2>> #### 1":                                 `has no end`,
		"a?||<< >> #### 1":                                         "line 1: steps: <<>> is no equation",
		"a\xff?||<<1=1>> #### 1":                                   "line 1: not UTF-8",
		`{"question": "a?"}`:                                       "line 1: answer: missing",
		`{"answer": "#### 1"}`:                                     "line 1: question: missing",
		`{"question": "a?", "answer": "it is 1"}`:                  `line 1: answer: no "####"`,
		`{"question": "a?", "answer": "<<1=1 #### 1"}`:             `line 1: answer: "<<1=1 " has no end`,
		`{"question": "a?", "answer": "#### 1\n2"}`:                "line 1: answer: more than one line",
		`{"question": 7, "answer": "#### 1"}`:                      "line 1: question: ",
		`{"question": "a?", "answer": "#### 1"}` + "\n" + `{"que`:  "line 2: ",
		`[{"question": "a?", "steps": [], "answer": "1"}, {}]`:     "item 1: answer: missing",
		`[{"question": "a?", "steps": ["a\nb"], "answer": "1"}]`:   "item 0: steps: step 1 has more than one line",
		`[{"question": "a?", "steps": [1], "answer": "1"}]`:        "item 0: ",
		`[{"question": "a?", "steps": ["<<1=1>>"], "answer": ""}]`: "item 0: answer: empty",
		`[{"question": "a?", "steps": [], "answer": "1"}`:          "item 1: unexpected end",
		`[{"question": "a?", "steps": [], "answer": "1"}] x`:       "something follows the list",
		strings.Repeat(" ", 5000) + "a?":                           "white space",
	} {
		items, err := ReadItems(strings.NewReader(text))
		if !errors.Is(err, ErrItem) || !strings.Contains(fmt.Sprint(err), want) || items != nil {
			t.Errorf("%q: %v, %v; want %q", text, items, err, want)
		}
	}
}

// TestBounds makes each bound small, and then meets it.
func TestBounds(t *testing.T) {
	line := "a?||<<1=1>> #### 1\n"
	list := `[{"question": "a?", "steps": [], "answer": "1"}, {"question": "b?", "steps": [], "answer": "1"}]`
	for _, c := range []struct {
		text string
		most limits
		want string
	}{
		{line + line, limits{1000, 1000, 1}, "line 2: more than 1 items"},
		{line + line, limits{len(line), 1000, 9}, "line 2: longer than 19 bytes"},
		{line + "b" + line, limits{1000, len(line), 9}, "line 2: longer than 19 bytes"},
		{list, limits{1000, 1000, 1}, "item 1: more than 1 items"},
		{list + strings.Repeat(" ", 99), limits{len(list) - 9, 1000, 9}, "longer than"},
	} {
		if _, err := readItems(strings.NewReader(c.text), c.most); !errors.Is(err, ErrItem) ||
			!strings.Contains(fmt.Sprint(err), c.want) {
			t.Errorf("%q, %+v: %v; want %q", c.text, c.most, err, c.want)
		}
	}
	broken := errors.New("broken disk")
	for _, text := range []string{"", "[", line} {
		r := &failing{strings.NewReader(text), broken}
		if _, err := ReadItems(r); !errors.Is(err, ErrItem) || !errors.Is(err, broken) {
			t.Errorf("%q and a fault of the disk: %v", text, err)
		}
	}
}

// failing ends with an error.
type failing struct {
	*strings.Reader
	err error
}

func (f *failing) Read(p []byte) (int, error) {
	if f.Len() == 0 {
		return 0, f.err
	}
	return f.Reader.Read(p)
}

func TestKey(t *testing.T) {
	a, b := "It cost $100.  How much does he pay?", "it cost $100. How much does he pay ?"
	if Key(a) != Key(b) || Key(a) == Key(strings.Replace(a, "100", "101", 1)) || Key("é?") != "é" {
		t.Errorf("keys %q, %q", Key(a), Key(b))
	}
}

// shared reads a file of ../shared/data.
func shared(t *testing.T, name string) []Item {
	t.Helper()
	f, err := os.Open("../../../shared/data/" + name)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not in ../shared/data, which is no part of the repository", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	items, err := ReadItems(f)
	if err != nil {
		t.Fatal(err)
	}
	return items
}

// TestRealFiles reads GSM8k's training file and iCoT's validation file. The second is a part of the first, so the two
// forms must agree on the 500 problems that both have.
func TestRealFiles(t *testing.T) {
	train, valid := shared(t, "gsm8k_train.jsonl"), shared(t, "gsm8k_valid.txt")
	if len(train) != 7473 || len(valid) != 500 {
		t.Fatalf("%d and %d problems, want 7473 and 500", len(train), len(valid))
	}
	byKey, without, steps := map[string]Item{}, 0, 0
	for _, it := range train {
		byKey[Key(it.Question)] = it
		steps += len(it.Steps)
		if len(it.Steps) == 0 {
			without++
		}
	}
	if len(byKey) != len(train) || without != 95 || steps != 23716 {
		t.Errorf("%d keys, %d problems without steps, %d steps", len(byKey), without, steps)
	}
	for _, it := range valid {
		same, ok := byKey[Key(it.Question)]
		if !ok || same.Answer != it.Answer || !reflect.DeepEqual(same.Steps, it.Steps) {
			t.Errorf("iCoT: %+v\nofficial: %+v", it, same)
		}
	}
}
