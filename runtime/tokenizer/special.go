package tokenizer

// The special tokens of the models we train, spelled here and nowhere else.
const (
	Pad     = "<pad>"
	Unknown = "<unk>"
	Eos     = "<eos>" // ends an answer
	Bot     = "<bot>" // begins the latent steps (Hao et al., 2024, section 3)
	Eot     = "<eot>" // ends them
	Pause   = "<pause>"
	// AnswerMarker precedes the answer in a model's output; the answer is what follows the last one (the paper's code,
	// dataset.py).
	AnswerMarker = "###"
	// Period and Question end sentences. They get low ids like the special tokens, but texts contain them.
	Period   = "."
	Question = "?"
)

// Special lists these tokens in the order of their ids.
func Special() []string {
	return []string{Pad, Unknown, Eos, Bot, Eot, Pause, AnswerMarker, Period, Question}
}
