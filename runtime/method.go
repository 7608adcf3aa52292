package runtime

// The methods of training that Config.Method can name (Hao et al., 2024, section 4.2). Other names are allowed: the
// runtime only distinguishes whether a latent step feeds a thought or a pause.
const (
	MethodCoconut = "coconut" // latent steps are thoughts
	MethodCoT     = "cot"     // the chain is written out, no latent steps
	MethodSearch  = "search"  // a whole search is written out, level by level: what thoughts do at once
	MethodNoCoT   = "no-cot"  // the answer at once
	// the answer at once; the chain's tokens were removed during training (2405.14838)
	MethodICoT           = "icot"
	MethodPause          = "pause"            // <pause> tokens before the answer (2310.02226)
	MethodPauseAsThought = "pause-as-thought" // Coconut's curriculum with <pause> tokens in place of thoughts
	MethodNoThought      = "no-thought"       // Coconut's curriculum without latent steps
	MethodNoCurriculum   = "no-curriculum"    // Coconut trained on questions and answers alone
)

// Pauses reports whether the model's latent steps read the token <pause> instead of the last hidden state.
func (c Config) Pauses() bool { return c.Method == MethodPause || c.Method == MethodPauseAsThought }
