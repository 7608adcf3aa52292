package runtime

// Think does a latent step: it reads the last hidden state, through the projection of Config.Latent if it has one, as
// if it were a token's embedding; or the token that Config.Latent has in its place. No logits are computed. It returns
// ErrEmpty before anything was read. Errors may also wrap ErrContextFull.
func (s *Session) Think() error {
	thought, err := s.Thought()
	if err != nil {
		return err
	}
	if token, pauses := s.model.config.Latent.pauses(); pauses {
		return s.Step(token)
	}
	return s.Feed(thought)
}

// Thought returns the vector [n_embd] that Think would read: the last hidden state, through the projection of
// Config.Latent if it has one. It is the session's own memory, overwritten by the next step. It returns ErrEmpty before
// anything was read.
func (s *Session) Thought() ([]float32, error) {
	if !s.ready {
		return nil, ErrEmpty.Errorf("a thought needs a hidden state to start from")
	}
	if p := s.model.projector; p != nil {
		return p.thought(s), nil
	}
	return s.hidden, nil
}

// projector makes a thought of the session's last hidden state.
type projector interface {
	// thought returns it, [n_embd], in the session's scratch memory.
	thought(s *Session) []float32
	// float32 returns the same projector with its matrices in the reference format.
	float32() projector
}
