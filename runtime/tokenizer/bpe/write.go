package bpe

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// JSON writes the tokenizer as a tokenizer.json that Load and Hugging Face's library can read, the same bytes for the
// same tokenizer.
func (t *Tokenizer) JSON() []byte {
	w := &writer{t: t}
	w.print(`{"version":"1.0","truncation":null,"padding":null,"added_tokens":[`)
	for i, a := range t.added {
		w.comma(i)
		w.print(`{"id":%d,"content":%s,"single_word":%t,"lstrip":%t,"rstrip":%t,"normalized":%t,"special":%t}`,
			a.id, quote(a.content), a.singleWord, a.lstrip, a.rstrip, a.normalized, a.special)
	}
	normalizer := "null"
	if t.nfc {
		normalizer = `{"type":"NFC"}`
	}
	w.print("],\n\"normalizer\":%s,\n\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[", normalizer)
	w.steps()
	w.print("]},\n\"post_processor\":")
	w.postProcessor()
	w.print(",\n\"decoder\":%s,\n\"model\":", byteLevel(true))
	w.model()
	w.print("}\n")
	return w.out
}

type writer struct {
	t   *Tokenizer
	out []byte
}

func (w *writer) print(format string, args ...any) { w.out = fmt.Appendf(w.out, format, args...) }

func (w *writer) comma(i int) {
	if i > 0 {
		w.out = append(w.out, ',')
	}
}

func byteLevel(expression bool) string {
	return fmt.Sprintf(`{"type":"ByteLevel","add_prefix_space":false,"trim_offsets":true,"use_regex":%t}`, expression)
}

// steps writes the pre-tokenizers. ByteLevel, the last, has GPT-2's expression built in.
func (w *writer) steps() {
	steps := w.t.steps
	last := len(steps) > 0 && steps[len(steps)-1] == gpt2
	if last {
		steps = steps[:len(steps)-1]
	}
	for _, s := range steps {
		switch s {
		case digits, digitRuns:
			w.print(`{"type":"Digits","individual_digits":%t},`, s == digits)
		default:
			w.print(`{"type":"Split","pattern":{"Regex":%s},"behavior":"Isolated","invert":false},`, quote(expression(s)))
		}
	}
	w.print("%s", byteLevel(last))
}

// expression is the regular expression of a step, the longest if there are several.
func expression(s step) (longest string) {
	for text, of := range expressions {
		if of == s && len(text) > len(longest) {
			longest = text
		}
	}
	return longest
}

func (w *writer) postProcessor() {
	if len(w.t.before)+len(w.t.after) == 0 {
		w.print("null")
		return
	}
	const sequence = `{"Sequence":{"id":"%s","type_id":0}}`
	var names []string
	items := func(ids []int32) (list []string) {
		for _, id := range ids {
			name := quote(w.t.spelled(id))
			names = append(names, fmt.Sprintf(`%s:{"id":%[1]s,"ids":[%d],"tokens":[%[1]s]}`, name, id))
			list = append(list, fmt.Sprintf(`{"SpecialToken":{"id":%s,"type_id":0}}`, name))
		}
		return list
	}
	before, after := items(w.t.before), items(w.t.after)
	around := func(texts ...string) string {
		return strings.Join(slices.Concat(before, texts, after), ",")
	}
	first, second := fmt.Sprintf(sequence, "A"), fmt.Sprintf(sequence, "B")
	slices.Sort(names)
	w.print(`{"type":"TemplateProcessing","single":[%s],"pair":[%s],"special_tokens":{%s}}`,
		around(first), around(first, second), strings.Join(slices.Compact(names), ","))
}

func (w *writer) model() {
	t := w.t
	unk := "null"
	if t.unk >= 0 {
		unk = quote(t.spelled(t.unk))
	}
	w.print(`{"type":"BPE","dropout":null,"unk_token":%s,"continuing_subword_prefix":null,"end_of_word_suffix":null,`+
		`"fuse_unk":false,"byte_fallback":false,"ignore_merges":%t,"vocab":{`, unk, t.ignoreMerges)
	for id := range t.vocabulary.spans {
		w.comma(id)
		w.out = append(w.out, quote(t.spelled(int32(id)))...)
		w.out = append(w.out, ':')
		w.out = strconv.AppendInt(w.out, int64(id), 10)
	}
	w.out = append(w.out, `},"merges":[`...)
	for i, pair := range t.mergePairs() {
		w.comma(i)
		left, right := t.spelled(int32(pair>>32)), t.spelled(int32(uint32(pair)))
		w.out = append(append(append(append(w.out, '['), quote(left)...), ','), quote(right)...)
		w.out = append(w.out, ']')
	}
	w.out = append(w.out, "]}"...)
}

// quote is a string in JSON.
func quote(text string) string {
	out := make([]byte, 0, len(text)+2)
	out = append(out, '"')
	for i := range len(text) {
		switch b := text[i]; {
		case b == '"' || b == '\\':
			out = append(out, '\\', b)
		case b < ' ':
			out = fmt.Appendf(out, `\u%04x`, b)
		default:
			out = append(out, b)
		}
	}
	return string(append(out, '"'))
}
