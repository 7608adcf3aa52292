package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/coconut-page/coconut/analysis/accuracy"
	"github.com/coconut-page/coconut/completion"
	"github.com/coconut-page/coconut/completion/answer"
	"github.com/coconut-page/coconut/internal/toymodel"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
	"github.com/coconut-page/coconut/weights"
)

// evals runs coconut eval --json and returns a line for each number of thoughts, without what differs from run to run,
// and what went to the standard error.
func evals(t *testing.T, args ...string) (all []evaluation, said string) {
	t.Helper()
	root := newRoot()
	var out, errOut bytes.Buffer
	root.SetOut(&out)
	root.SetErr(&errOut)
	root.SetArgs(append([]string{"eval", "--json"}, args...))
	if err := root.ExecuteContext(t.Context()); err != nil {
		t.Fatal(err)
	}
	return decodeEvals(t, out.String()), errOut.String()
}

func decodeEvals(t *testing.T, text string) (all []evaluation) {
	t.Helper()
	for line := range strings.Lines(text) {
		var e evaluation
		if err := json.Unmarshal([]byte(line), &e); err != nil {
			t.Fatal(err)
		}
		if e.MSMedian <= 0 || e.Jobs < 1 {
			t.Errorf("%d questions at a time, %v ms each", e.Jobs, e.MSMedian)
		}
		e.MSMedian, e.Jobs = 0, 0
		all = append(all, e)
	}
	return all
}

// problems are word problems that a toy model can read, in iCoT's form, with the answers that are given. They have 0,
// 1, 2, 0, … steps.
func problems(t *testing.T, answers ...string) (path string) {
	t.Helper()
	var b strings.Builder
	for i, a := range answers {
		fmt.Fprintf(&b, "%s ab||%s#### %s\n", strings.Repeat("a", i+1), strings.Repeat("<<1=1>> ", i%3), a)
	}
	path = filepath.Join(t.TempDir(), "problems.txt")
	put(t, path, b.String())
	return path
}

// schemed returns the folder of a toy model with a latent scheme, trained for two thoughts and answers of seven tokens.
func schemed(t *testing.T, rule string) (dir string) {
	t.Helper()
	dir = toymodel.Import(t, toymodel.Endless)
	path := filepath.Join(dir, weights.ManifestName)
	var manifest map[string]any
	if err := json.Unmarshal([]byte(readFileText(t, path)), &manifest); err != nil {
		t.Fatal(err)
	}
	config := manifest["config"].(map[string]any)
	config["n_thoughts"], config["max_new_tokens"] = 2, 7
	config["latent"] = map[string]any{"scheme": "coconut", "start": []int{8}, "end": []int{9},
		"feedback": runtime.FeedbackHidden, "prompt": runtime.QuestionMark + "\n", "answer": rule}
	data, err := json.Marshal(manifest)
	if err != nil {
		t.Fatal(err)
	}
	put(t, path, string(data))
	return dir
}

// TestEvalSweep measures several numbers of thoughts at once, and each alone.
func TestEvalSweep(t *testing.T) {
	data := generated(t, "12")
	args := []string{"--model", model, "--data", data, "--pairs", "--thoughts"}
	all, said := evals(t, append(args, "0..2,5,6", "--jobs", "3")...)
	if len(all) != 5 || said != "" {
		t.Fatalf("%d numbers of thoughts, want 5; it says %q", len(all), said)
	}
	for i, n := range []int{0, 1, 2, 5, 6} {
		alone, _ := evals(t, append(args, fmt.Sprint(n), "--jobs", "1")...)
		if !reflect.DeepEqual(all[i:i+1], alone) {
			t.Errorf("%d thoughts: %+v, alone %+v", n, all[i], alone[0])
		}
		e, sum := all[i], 0
		for _, s := range e.BySteps {
			sum += s.N
		}
		if e.Thoughts != n || e.TrainedThoughts != 6 || e.N != 12 || sum != 12 || e.Low > e.Accuracy ||
			e.High < e.Accuracy {
			t.Errorf("%d thoughts: %+v", n, e)
		}
	}
	if all[4].Right <= all[0].Right {
		t.Errorf("with 6 thoughts %d are right, without any %d", all[4].Right, all[0].Right)
	}
	out, err := command(t, append([]string{"eval", "--jobs", "2"}, append(args, "0,6")...)...)
	for _, want := range []string{"prosqa-coconut on fresh.json, 12 questions, 2 at a time\n", "thoughts  right  accuracy",
		"100.0 %  75.8 to 100.0 %", "both of a pair right with 6 thoughts: 100.0 % of 6 pairs",
		"right by the number of steps"} {
		if err != nil || !strings.Contains(out, want) {
			t.Errorf("the table is\n%s%v; want %q", out, err, want)
		}
	}
}

// TestEvalLatent asks a model with a latent scheme by it: what it says here is what completion.Model.Reason says.
func TestEvalLatent(t *testing.T) {
	dir := schemed(t, "")
	m, err := completion.Open(t.Context(), weights.Dir(dir), nil)
	if err != nil {
		t.Fatal(err)
	}
	var answers []string
	for i := range 4 {
		r, err := m.Reason(t.Context(), strings.Repeat("a", i+1)+" ab", completion.ReasonOptions{Thoughts: 2,
			MaxTokens: 7}, nil)
		if err != nil {
			t.Fatal(err)
		}
		answers = append(answers, strings.Join(strings.Fields(r.Answer), " "))
	}
	answers[3] = "something else"
	data := problems(t, answers...)
	args := []string{"--task", "gsm8k", "--model", dir, "--data", data}
	all, said := evals(t, args...)
	want := evaluation{Task: "gsm8k", Model: "tiny", Path: "float32", Data: "problems.txt", Thoughts: 2,
		TrainedThoughts: 2, MaxTokens: 7}
	want.Sum = all[0].Sum
	steps := []accuracy.Steps{{Steps: 0, N: 2, Right: 1}, {Steps: 1, N: 1, Right: 1}, {Steps: 2, N: 1, Right: 1}}
	if !reflect.DeepEqual(all[0], want) || want.Right != 3 || want.TokensMean != 9 || want.Cut != 4 || said != "" ||
		!reflect.DeepEqual(want.BySteps, steps) {
		t.Errorf("%+v of %q, %q", all, answers, said)
	}
	put(t, filepath.Join(filepath.Dir(data), "own.txt"), "{question}\n\n")
	own, _ := evals(t, append(args, "--prompt", filepath.Join(filepath.Dir(data), "own.txt"))...)
	if !reflect.DeepEqual(own, all) {
		t.Errorf("with the scheme's prompt in a file: %+v, want %+v", own, all)
	}
}

// TestEvalWarns measures with numbers of thoughts that the model was not trained for.
func TestEvalWarns(t *testing.T) {
	plain, latent := toymodel.Import(t, toymodel.Endless), schemed(t, "after-hash")
	data := problems(t, "1")
	for _, c := range []struct{ model, thoughts, want string }{
		{latent, "2", ""},
		{latent, "0..3", ""},
		{latent, "0", "tiny was trained for 2 thoughts"},
		{latent, "3,6", "tiny was trained for 2 thoughts"},
		{plain, "0", ""},
		{plain, "0,1", "tiny was not trained to take thoughts"},
	} {
		_, said := evals(t, "--task", "gsm8k", "--model", c.model, "--data", data, "--thoughts", c.thoughts)
		if c.want == "" && said != "" || !strings.Contains(said, c.want) {
			t.Errorf("--thoughts %s of a model with n_thoughts says %q, want %q", c.thoughts, said, c.want)
		}
	}
	if _, said := evals(t, "--model", model, "--data", generated(t, "2"), "--thoughts", "1"); !strings.Contains(said,
		"prosqa-coconut was trained for 6 thoughts") {
		t.Errorf("about a model of ours it says %q", said)
	}
	if _, said := evals(t, "--model", model, "--data", generated(t, "2"), "--without-thoughts"); said != "" {
		t.Errorf("--without-thoughts says %q", said)
	}
}

// TestEvalText asks language models without a scheme, by a chat, a text, and templates of one's own.
func TestEvalText(t *testing.T) {
	dir, data := toymodel.Import(t, toymodel.Roomy), problems(t, "1", "2")
	template := filepath.Join(t.TempDir(), "t.txt")
	args := []string{"--task", "gsm8k", "--model", dir, "--data", data, "--max-tokens", "9"}
	texts := func(args ...string) string {
		t.Helper()
		out := filepath.Join(t.TempDir(), "out.json")
		if _, said := evals(t, append(args, "--out", out)...); said != "" {
			t.Errorf("it says %q", said)
		}
		var all []string
		for line := range strings.Lines(readFileText(t, strings.TrimSuffix(out, ".json")+".answers.jsonl")) {
			var a accuracy.Answer
			if err := json.Unmarshal([]byte(line), &a); err != nil {
				t.Fatal(err)
			}
			all = append(all, a.Text)
		}
		return strings.Join(all, "\n")
	}
	chat := texts(args...)
	put(t, template, defaultMessage+"\r\n")
	if got := texts(append(args, "--message", template)...); got != chat {
		t.Errorf("the default message from a file: %q, want %q", got, chat)
	}
	text := texts(append(args, "--prompt", template)...)
	if text == chat {
		t.Error("a text is asked as a chat")
	}
	want := jsonOf[completed](t, "complete", "--model", dir, "--max-tokens", "9", "--prompt",
		strings.ReplaceAll(defaultMessage, "{question}", "a ab")).Text
	if !strings.Contains(text, want) {
		t.Errorf("%q has no %q, which coconut complete says", text, want)
	}
	stop := want[len(want)-1:]
	if got := texts(append(args, "--prompt", template, "--stop", stop)...); strings.Contains(got, stop) {
		t.Errorf("--stop %q: %q", stop, got)
	}
}

// TestJudge judges texts by the rules of Coconut and of CODI: a text in which the rule finds nothing is never right.
func TestJudge(t *testing.T) {
	for _, c := range []struct {
		rule, text, expected string
		want                 bool
	}{
		{"after-hash", "<<9+9=18>>\n### 18", "18", true},
		{"after-hash", "### 1,018 ", "1018", true},
		{"after-hash", "18", "18", false},
		{"after-hash", "### 18.0", "18", false},
		{"last-number", "The answer is: 18", "18", true},
		{"last-number", "It is 1,018.00.", "1018", true},
		{"last-number", "18 of 20", "18", false},
		{"last-number", "eighteen", "18", false},
	} {
		rule, _ := answer.Named(c.rule)
		said, found := rule(c.text)
		s := textSubject{rule: c.rule}
		a := s.judge(tasks.Item{Answer: c.expected}, &completion.Result{Text: c.text}, said, found, time.Second)
		if a.Right != c.want || found && a.Said != said || !found && a.Said != "" || a.Text != c.text || a.Millis != 1000 {
			t.Errorf("%s of %q, expected %q: %+v", c.rule, c.text, c.expected, a)
		}
	}
}

// TestEvalUnread asks a question that does not fit the context among others that do, one of which leaves too little
// room for its answer.
func TestEvalUnread(t *testing.T) {
	data := filepath.Join(t.TempDir(), "problems.txt")
	put(t, data, "ab|| #### 1\n"+strings.Repeat("ab ", toymodel.Context)+"|| #### 2\n"+
		strings.Repeat("ab ", toymodel.Context-10)+"|| #### 3\n")
	out := filepath.Join(t.TempDir(), "out.json")
	args := []string{"--task", "gsm8k", "--model", schemed(t, "after-hash"), "--data", data, "--out", out}
	all, _ := evals(t, args...)
	if e := all[0]; e.N != 3 || e.Right != 0 || e.Unread != 1 || e.Cut != 2 || e.Full != 1 || e.Thoughts != 2 {
		t.Errorf("%+v", e)
	}
	if answers := readFileText(t, strings.TrimSuffix(out, ".json")+".answers.jsonl"); !strings.Contains(answers,
		"leave no room in a context of 64") {
		t.Errorf("no reason among the answers: %s", answers)
	}
	text, err := command(t, append([]string{"eval"}, args...)...)
	for _, want := range []string{"1 questions with 2 thoughts do not fit the model's context",
		"1 answers with 2 thoughts had not ended after 7 tokens (--max-tokens)",
		"1 answers with 2 thoughts had not ended where the model's context did"} {
		if err != nil || !strings.Contains(text, want) {
			t.Errorf("the table is\n%s%v; want %q", text, err, want)
		}
	}
}

// TestTemplates gives templates that cannot be used.
func TestTemplates(t *testing.T) {
	dir := t.TempDir()
	put(t, filepath.Join(dir, "empty"), "")
	put(t, filepath.Join(dir, "long"), runtime.QuestionMark+strings.Repeat("x", maxTemplate))
	for name, want := range map[string]string{"empty": "has no {question} in it", "long": "more than 65536 bytes",
		"missing": "missing: no such file"} {
		if text, err := readTemplate(filepath.Join(dir, name)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %q, %v; want %q", name, text, err, want)
		}
	}
	words := "../../weights/models/prosqa-coconut"
	plain, data := toymodel.Import(t, toymodel.Endless), problems(t, "1")
	for line, want := range map[string]string{
		"--task gsm8k --model " + words:                         "is for task prosqa, not gsm8k",
		"--task prontoqa --model " + words:                      "line 1",
		"--model " + words + " --prompt x":                      "--prompt has no effect with a model that was trained",
		"--model " + words + " --stop x":                        "--stop has no effect with a model that was trained",
		"--task gsm8k --without-thoughts --model " + plain:      "--without-thoughts has no effect with a language model",
		"--task gsm8k --stop-early --model " + plain:            "--stop-early has no effect with a language model",
		"--task gsm8k --prompt x --message x --model " + plain:  "none of the others can be",
		"--task gsm8k --message /no/such/file --model " + plain: "/no/such/file: no such file",
	} {
		file := data
		if !strings.Contains(line, "gsm8k") {
			file = generated(t, "1")
		}
		if want == "line 1" { // a file of another task
			want = "item 0"
		}
		_, err := command(t, append([]string{"eval", "--data", file}, strings.Fields(line)...)...)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("eval %s: %v; want %q", line, err, want)
		}
	}
}

// TestDepths reads numbers of thoughts.
func TestDepths(t *testing.T) {
	for text, want := range map[string]string{"6": "6", "0..3": "0,1,2,3", "5,0,2,5": "0,2,5", "0..1,4..5,9": "0,1,4,5,9",
		"999": "999", "2..2": "2"} {
		var d depths
		if err := d.Set(text); err != nil || d.String() != want {
			t.Errorf("%s: %v, %v; want %s", text, d, err, want)
		}
	}
	if d := (depths)(nil); len(d.or(4)) != 1 || d.or(4)[0] != 4 || d.String() != "" {
		t.Errorf("none: %v", d.or(4))
	}
	for _, text := range []string{"", "x", "-1", "3..2", "0..", "..", "1,", "1000", "0..1000", "1...3"} {
		if err := new(depths).Set(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}
