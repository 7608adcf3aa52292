package runtime

// architecture is a family of models. It lists a model's tensors (see Config.Tensors) and puts its blocks together from
// them; everything else, from the KV cache to the latent loop, is the same for all. A new architecture is a file with
// one of these and a line in architectures (blocks.go).
type architecture struct {
	// check refuses a config that the architecture cannot run. Sizes within bounds have been checked before. Errors wrap
	// ErrConfig.
	check func(c *Config) error
	// start, block and end list the tensors before the blocks, those of one block, and those after.
	start, block, end func(s *schema)
	// readStart, readBlock and readEnd take them: into the model's embedding, head and positions; into a block b, whose
	// tensors' names begin with prefix; and into the final norm and what comes after it.
	readStart func(r *reader, m *Model)
	readBlock func(r *reader, c *Config, prefix string, b *block)
	readEnd   func(r *reader, m *Model)
	// gated says that the feed-forward layer multiplies two hidden layers.
	gated bool
}
