package latent

import "github.com/coconut-page/coconut/runtime"

// coconut is facebookresearch/coconut (Hao et al., 2412.06769): checkpoint_N is the state dict of its class Coconut,
// with the model under base_causallm and its input embedding once more.
var coconut = kind{
	name:   "coconut",
	prefix: "base_causallm.",
	plain:  true,
	adapt: func(a *adapter) error {
		a.drop("the input embedding, which is there twice", "embedding.weight")
		a.strip("base_causallm.")
		return nil
	},
	tokens:   []string{"<|start-latent|>", "<|end-latent|>", "<|latent|>"},
	scheme:   coconutScheme,
	thoughts: 6, // GSM8k: 3 stages of 2; ProsQA and ProntoQA: 6 of 1
	answer:   128,
}

func coconutScheme(id func(token string) int) runtime.LatentScheme {
	return runtime.LatentScheme{
		Name: "coconut", Feedback: runtime.FeedbackHidden, Start: []int{id("<|start-latent|>")},
		End: []int{id("<|end-latent|>")}, Prompt: runtime.QuestionMark + "\n", Answer: "after-hash",
	}
}
