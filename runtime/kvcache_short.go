//go:build !tasks_only

package runtime

import "github.com/coconut-page/coconut/simd"

// checkKVCache checks the name of the cache. The error wraps ErrConfig.
func (c *Config) checkKVCache() error {
	if c.KVCache != "" && c.KVCache != KVCacheInt16 {
		return ErrConfig.Errorf("kv_cache is %.40q, not %q", c.KVCache, KVCacheInt16)
	}
	return nil
}

// putShort stores row number at of a page.
func (c *kvCache) putShort(p *page, at int, x []float32) {
	p.scales[at] = simd.ToInt16(p.short[at*c.width:][:c.width], x)
}

// scoreShort and blendShort are score and blend.
func (c *kvCache) scoreShort(r run, matrix int, dst []float32, stride int, q, scratch []float32) {
	c.shortRows(r, matrix).MatVecs(dst, stride, q, r.n, c.width, scratch)
}

func (c *kvCache) blendShort(r run, matrix int, dst, scores []float32, stride int, scratch []float32) {
	c.shortRows(r, matrix).AddWeighted(dst, scores, stride, r.n, c.width, scratch)
}

// shortRows returns what a run sees of a matrix.
func (c *kvCache) shortRows(r run, matrix int) simd.Int16Rows {
	p, at := c.pages[r.page], matrix*pageRows+r.skip
	return simd.Int16Rows{Values: p.short[at*c.width:][:r.rows*c.width], Scales: p.scales[at:][:r.rows]}
}
