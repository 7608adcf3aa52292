package latent

import "github.com/coconut-page/coconut/runtime"

// latentTTS and latentTTSCODI are ModalityDance/LatentTTS (2510.07745): Coconut and CODI on GPT-2 as folders of
// transformers, LoRA merged, with both projects' tokens named as Coconut's are.
var (
	latentTTS = kind{
		name:     "latenttts",
		marked:   true,
		plain:    true,
		adapt:    func(*adapter) error { return nil },
		tokens:   coconut.tokens,
		scheme:   coconutScheme,
		thoughts: 6,
		answer:   512,
	}
	latentTTSCODI = kind{
		name:   "latenttts",
		prefix: "projector.",
		adapt: func(a *adapter) error {
			return a.projection(map[string]string{"in": "projector.1", "out": "projector.3", "ln": "projector.4"})
		},
		tokens: coconut.tokens,
		scheme: func(id func(token string) int) runtime.LatentScheme {
			l := coconutScheme(id)
			l.Name, l.Prompt, l.Answer = "codi", runtime.QuestionMark, "last-number"
			return l
		},
		thoughts: 6,
		answer:   512,
	}
)
