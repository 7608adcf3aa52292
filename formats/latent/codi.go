package latent

import "github.com/coconut-page/coconut/runtime"

// codi is zhenyi4/codi (Shen et al., 2502.21074): the state dict of its class CODI, with the model under codi, LoRA
// beside its matrices, and a projection of the thoughts. It is run as in its scripts, which leave out the end token
// around the thoughts (--remove_eos True).
var codi = kind{
	name:   "codi",
	prefix: "codi.",
	adapt: func(a *adapter) error {
		a.strip("codi.")
		if err := a.mergeLoRA(); err != nil {
			return err
		}
		return a.projection(map[string]string{"in": "prj.1", "out": "prj.3", "ln": "prj.ln"})
	},
	tokens:   []string{"[PAD]", "<|bot|>", "<|eot|>"},
	padded:   true,
	scheme:   codiScheme,
	thoughts: 6,
	answer:   256,
}

func codiScheme(id func(token string) int) runtime.LatentScheme {
	return runtime.LatentScheme{
		Name: "codi", Feedback: runtime.FeedbackHidden, Start: []int{id("<|bot|>")}, End: []int{id("<|eot|>")},
		// The logits are cut to all but the last token.
		Forbidden: []int{id("<|eot|>")},
		Clean:     []string{"strip", "halve-spaces"}, Prompt: runtime.QuestionMark, Answer: "last-number",
	}
}
