//go:build tasks_only

package runtime

// LatentScheme is left out of this program, which runs the models of tasks alone: see blocks.go.
type LatentScheme struct{}

func (l *LatentScheme) pauses() (token int, ok bool) { return 0, false }

func (c *Config) checkLatent() error {
	if c.Latent != nil {
		return ErrConfig.Errorf("latent: this program runs the models of tasks alone")
	}
	return nil
}

func (s *schema) latentProjection() {}

func (r *reader) latentProjection(*Config) projector { return nil }
