//go:build tasks_only

package runtime

// This program runs the models of tasks alone, see blocks.go: their caches are small.

func (c *Config) checkKVCache() error {
	if c.KVCache != "" {
		return ErrConfig.Errorf("kv_cache: this program runs the models of tasks alone, which have none")
	}
	return nil
}

func (c *kvCache) putShort(*page, int, []float32) {}

func (c *kvCache) scoreShort(run, int, []float32, int, []float32, []float32) {}

func (c *kvCache) blendShort(run, int, []float32, []float32, int, []float32) {}
