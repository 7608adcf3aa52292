package runtime

// architecture is a family of models. It lists a model's tensors (see Config.Tensors) and puts its blocks together from them; everything
// else, from the KV cache to the latent loop, is the same for all. A new architecture is a file with one of these and a line in
// architectures.
type architecture struct {
	// check refuses a config that the architecture cannot run. Sizes within bounds have been checked before. Errors wrap ErrConfig.
	check func(c Config) error
	// start, block and end list the tensors before the blocks, those of one block, and those after.
	start, block, end func(s *schema)
	// read takes the tensors of one block, whose names begin with prefix.
	read func(r *reader, c Config, prefix string) block
}

// architectures are those that can be run, by model_type.
var architectures = map[string]architecture{
	ModelGPT2: gpt2,
}
