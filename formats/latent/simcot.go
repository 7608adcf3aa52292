package latent

// simCoT and simCODI are InternLM/SIM-CoT (Wei et al., 2509.20317): Coconut and CODI, trained with a second model that
// spells out the thoughts. That model is not needed to think.
var (
	simCoT = kind{
		name:   "sim-cot",
		prefix: "base_causallm.",
		beside: "expainable_llm.",
		adapt: func(a *adapter) error {
			a.drop("the model that spells out thoughts", "expainable_llm.")
			return coconut.adapt(a)
		},
		tokens:   coconut.tokens,
		scheme:   coconutScheme,
		thoughts: 10, // 5 stages of 2
		answer:   coconut.answer,
	}
	simCODI = kind{
		name:   "sim-cot",
		prefix: "codi.",
		beside: "decoder.",
		adapt: func(a *adapter) error {
			a.drop("the model that spells out thoughts", "decoder.", "pj_in.", "pj_out.")
			return codi.adapt(a)
		},
		tokens:   codi.tokens,
		padded:   true,
		scheme:   codiScheme,
		thoughts: codi.thoughts,
		answer:   codi.answer,
	}
)
