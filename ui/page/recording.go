package page

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/coconut-page/coconut/reasoner"
	"github.com/coconut-page/coconut/runtime"
	"github.com/coconut-page/coconut/tasks"
)

// A trace that was saved, by this page or by coconut ask (docs/trace.md), can be opened: it plays as it was recorded,
// and nothing is run for it.

// Limits of a trace file: MaxRecording is in bytes, the others are of its lists and of its texts in bytes.
const (
	MaxRecording      = 8 << 20
	maxRecordingSteps = 2000
	maxRecordingList  = 1000
	maxRecordingWord  = 500
	maxRecordingText  = 5000
)

// OpenTrace shows a trace file of a size in bytes, or says what is wrong with it. data is its text, and does not matter
// if the size is above MaxRecording.
func (s *State) OpenTrace(name string, size int64, data string) {
	if s.Busy() {
		s.Status = "Not while something else is under way."
		return
	}
	r, err := readRecording(size, data)
	if err != nil {
		s.Recording, s.RecordingProblem = "", Say("{file} cannot be shown: {Reason}.", Clip(name), err)
		s.Status = s.RecordingProblem
		return
	}
	s.clearAnswer()
	s.Question, s.Edited, s.Editor.On = r.Question, true, false
	s.boxVersion++
	s.wantK, s.JobKind, s.stepsOf = -1, AskJob, r.Question
	s.Result, s.Steps, s.Answered = r, r.Steps, s.Reading()
	s.Recording = Clip(name)
	s.present()
	s.Status = "A recording. " + Say("Answer: {answer}", r.Answer) + " " + VerdictWord(r.Verdict)
}

// readRecording reads a trace: a reasoner.Result, or what ExportTrace writes. The error says what is wrong, for the
// visitor.
func readRecording(size int64, data string) (*reasoner.Result, error) {
	if size > MaxRecording {
		return nil, fmt.Errorf("it has %s, at most %s are read", FormatBytes(size), FormatBytes(MaxRecording))
	}
	var file struct {
		reasoner.Result
		Inner *reasoner.Result `json:"result"`
	}
	if err := json.Unmarshal([]byte(data), &file); err != nil {
		return nil, fmt.Errorf("it is no trace in JSON (%w)", err)
	}
	r := &file.Result
	if file.Inner != nil {
		r = file.Inner
	}
	if err := checkRecording(r); err != nil {
		return nil, err
	}
	reading := Read(r.Question)
	if len(reading.Problems) > 0 {
		return nil, errors.New(Say("its question cannot be read: {Reason}", reading.Problems[0].Reason))
	}
	return r, sortValues(r, reading)
}

// verdicts are those that there are.
const verdicts = " " + tasks.Right + " " + tasks.Wrong + " " + tasks.Malformed + " " + tasks.Undecidable + " "

// checkRecording checks what the page relies on.
func checkRecording(r *reasoner.Result) error {
	thoughts := countThoughts(r.Steps)
	lists := max(len(r.Tokens), len(r.Nodes), len(r.Chain), len(r.Path), len(r.Aliases))
	switch {
	case r.Question == "":
		return errors.New("it has no question")
	case len(r.Question) > MaxText || !utf8.ValidString(r.Question):
		return errors.New("its question is too long, or not text")
	case len(r.Steps) == 0:
		return errors.New("it has no steps: save it with them (coconut ask --json --trace)")
	case len(r.Steps) > maxRecordingSteps || lists > maxRecordingList:
		return errors.New("its lists are too long")
	case max(len(r.Answer), len(r.Why), len(r.Expected)) > maxRecordingText || tooLong(r.Tokens) || tooLong(r.Path):
		return errors.New("a text in it is too long")
	case r.Thoughts != thoughts || r.ThoughtsNeeded < 0:
		return fmt.Errorf("it says that it has %s, and has %d", Plural(r.Thoughts, "thought"), thoughts)
	case !oneOf(verdicts, r.Verdict):
		return fmt.Errorf("%q is no verdict", Clip(r.Verdict))
	case len(r.Candidates) != 0 && len(r.Candidates) != 2:
		return errors.New("it has neither two candidates nor none")
	}
	for i, step := range r.Steps {
		if err := checkStep(r, &step); err != nil {
			return fmt.Errorf("step %d: %w", i+1, err)
		}
	}
	return nil
}

// stepKinds are those of a runtime.StepKind.
const stepKinds = " " + string(runtime.StepPrompt+" "+runtime.StepBot+" "+runtime.StepThought+" "+runtime.StepEot+" "+
	runtime.StepToken) + " "

// checkStep checks one step: that its lists fit, and that its numbers are what they are said to be.
func checkStep(r *reasoner.Result, step *reasoner.Step) error {
	if !oneOf(stepKinds, step.Kind) {
		return fmt.Errorf("%q is no kind of step", Clip(step.Kind))
	}
	for _, values := range [][]float32{step.Values, step.Holds, step.Similar} {
		if len(values) != 0 && len(values) != len(r.Nodes) {
			return fmt.Errorf("it has %d values for %s", len(values), Plural(len(r.Nodes), "word"))
		}
	}
	if len(step.Answers) != 0 && len(step.Answers) != len(r.Candidates) {
		return errors.New("its answers are not the candidates")
	}
	fits := step.Millis >= 0 && sharesFit(0, step.Speaks)
	for _, list := range [][]reasoner.Candidate{step.Top, step.Direct} {
		for _, c := range list {
			if len(c.Token) > maxRecordingWord {
				return errors.New("a word in it is too long")
			}
			fits = fits && sharesFit(0, c.Prob)
		}
	}
	if !fits || !sharesFit(0, step.Values...) || !sharesFit(0, step.Holds...) || !sharesFit(0, step.Answers...) ||
		!sharesFit(-1, step.Similar...) {
		return errors.New("it has a share that is none")
	}
	return nil
}

// sharesFit reports whether shares are between least, 0 or -1, and 1, but for rounding.
func sharesFit(least float32, shares ...float32) bool {
	for _, p := range shares {
		if p < least-0.001 || p > 1.001 {
			return false
		}
	}
	return true
}

// oneOf reports whether a word is in a list, with a space on each side.
func oneOf(list, word string) bool {
	return strings.Contains(list, " "+word+" ") && !strings.Contains(word, " ")
}

func tooLong(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return len(w) > maxRecordingWord })
}

// sortValues puts the steps' values into the order in which the question's words appear, as the drawing has them. A
// trace without values has the likeliest words: those that the question has become values.
func sortValues(r *reasoner.Result, reading *Reading) error {
	if reading.Question == nil {
		return nil
	}
	words := reading.words()
	places := make([]int, len(words))
	for i, word := range words {
		if places[i] = slices.Index(r.Nodes, word); places[i] < 0 && len(r.Nodes) > 0 {
			return fmt.Errorf("it has no values for %q", Clip(word))
		}
	}
	for i := range r.Steps {
		step := &r.Steps[i]
		if len(r.Nodes) == 0 {
			step.Values, step.Holds = named(r, words, step.Top), named(r, words, step.Direct)
			continue
		}
		for _, values := range []*[]float32{&step.Values, &step.Holds, &step.Similar} {
			if old := *values; len(old) > 0 {
				*values = make([]float32, len(words))
				for k, place := range places {
					(*values)[k] = old[place]
				}
			}
		}
	}
	if len(r.Nodes) > 0 {
		r.Nodes = words
	}
	return nil
}

// named are the shares of words among a list of the model's likeliest; nil without a list.
func named(r *reasoner.Result, words []string, likeliest []reasoner.Candidate) []float32 {
	if len(likeliest) == 0 {
		return nil
	}
	shares := make([]float32, len(words))
	for i, word := range words {
		for _, c := range likeliest {
			if c.Token == word || strings.EqualFold(c.Token, r.Aliases[word]) {
				shares[i] = c.Prob
			}
		}
	}
	return shares
}
