package runtime

import "github.com/coconut-page/coconut/simd"

// pageRows is the number of positions in one page of the cache: few enough that a fork which reads a token or two more
// copies little, many enough that the kernels run over long stretches.
const pageRows = 32

// kvCache holds the keys and values of the positions read so far, in pages of pageRows positions.
//
// Forks share pages. A page belongs to the cache that created it. Only that cache writes to it, and only to rows that
// no fork can see. A fork that starts in the middle of a page copies the rows it can see before it first writes. So
// forking costs a slice of pointers, and no cache ever sees another's new rows, even when another goroutine is using
// it.
type kvCache struct {
	layers, heads, width int  // heads of keys and values, width of one
	limit                int  // the limit of positions
	length               int  // positions held
	short                bool // as KVCacheInt16
	pages                []*page
	borrowed             bool // the last page belongs to another cache
}

// page is [layers][keys, values][heads][pageRows][width]: either data, or short with a scale for each row.
type page struct {
	data   []float32
	short  []int16
	scales []float32 // [layers][keys, values][heads][pageRows]
}

func newKVCache(c Config) kvCache {
	return kvCache{layers: c.Layers, heads: c.kvHeads(), width: c.headWidth(), limit: c.MaxPositions,
		short: c.KVCache == KVCacheInt16}
}

// newPage returns an empty page.
func (c *kvCache) newPage() *page {
	rows := c.layers * 2 * c.heads * pageRows
	if c.short {
		return &page{short: make([]int16, rows*c.width), scales: make([]float32, rows)}
	}
	return &page{data: make([]float32, rows*c.width)}
}

// fork returns a cache with the same positions.
func (c *kvCache) fork() kvCache {
	f := *c
	f.pages = append([]*page(nil), c.pages...)
	f.borrowed = true
	return f
}

// room reports whether n more positions fit; the error wraps ErrContextFull.
func (c *kvCache) room(n int) error {
	if n > c.limit-c.length {
		return ErrContextFull.Errorf("%d positions are read, %d more do not fit into %d", c.length, n, c.limit)
	}
	return nil
}

// prepare makes the rows of the next n positions writable in every layer. There must be room.
func (c *kvCache) prepare(n int) {
	if row := c.length % pageRows; c.borrowed && row > 0 {
		c.copyLastPage(row)
	}
	c.borrowed = false
	for len(c.pages)*pageRows < c.length+n {
		c.pages = append(c.pages, c.newPage())
	}
}

// copyLastPage replaces the last page by our own copy of its first rows. Its owner may be writing to the other rows
// right now, so they are not even read.
func (c *kvCache) copyLastPage(rows int) {
	last := len(c.pages) - 1
	theirs, ours := c.pages[last], c.newPage()
	copyRows(ours.data, theirs.data, rows, c.width)
	copyRows(ours.short, theirs.short, rows, c.width)
	copyRows(ours.scales, theirs.scales, rows, 1)
	c.pages[last] = ours
}

// copyRows copies the first rows of each matrix [pageRows, width].
func copyRows[T any](to, from []T, rows, width int) {
	for at := 0; at < len(to); at += pageRows * width {
		copy(to[at:at+rows*width], from[at:])
	}
}

// put stores key and value [heads·width] of layer l at the i-th new position, which prepare has made writable. The
// position takes effect with advance.
func (c *kvCache) put(l, i int, key, value []float32) {
	p, row := (c.length+i)/pageRows, (c.length+i)%pageRows
	for h := range c.heads {
		c.putRow(p, c.matrix(l, 0, h), row, key[h*c.width:][:c.width])
		c.putRow(p, c.matrix(l, 1, h), row, value[h*c.width:][:c.width])
	}
}

// putRow stores a row of a page's matrix.
func (c *kvCache) putRow(p, matrix, row int, x []float32) {
	at := matrix*pageRows + row
	if c.short {
		c.putShort(c.pages[p], at, x)
		return
	}
	copy(c.pages[p].data[at*c.width:], x)
}

func (c *kvCache) advance(n int) { c.length += n }

// truncate forgets all but the first n positions. The page that then is the last may have forks that see its later
// rows, so it counts as another cache's.
func (c *kvCache) truncate(n int) {
	if n == c.length {
		return
	}
	c.length, c.borrowed = n, true
	clear(c.pages[pagesFor(n):])
	c.pages = c.pages[:pagesFor(n)]
}

// pagesFor is the number of pages that hold n positions.
func pagesFor(n int) int { return (n + pageRows - 1) / pageRows }

// matrix is the number of a matrix within a page: the keys (0) or values (1) of one head of layer l.
func (c *kvCache) matrix(l, kind, h int) int { return (2*l+kind)*c.heads + h }

// score multiplies the keys that a run of queries sees with each of the queries, which lie one after the other in q.
// The products with the first go to the head of dst, those with the next stride numbers later. scratch is
// [pageRows·width].
func (c *kvCache) score(r run, dst []float32, stride int, q, scratch []float32) {
	m := c.matrix(r.layer, 0, r.head)
	if c.short {
		c.scoreShort(r, m, dst, stride, q, scratch)
		return
	}
	keys := c.rows(r, m)
	simd.MatVecs(dst, stride, keys, q, r.n, r.rows, c.width)
}

// blend adds the values that a run of queries sees, weighted by scores laid out as those of score, to what each query
// has seen so far, [width] after [width] in dst.
func (c *kvCache) blend(r run, dst, scores []float32, stride int, scratch []float32) {
	m := c.matrix(r.layer, 1, r.head)
	if c.short {
		c.blendShort(r, m, dst, scores, stride, scratch)
		return
	}
	values := c.rows(r, m)
	simd.AddWeighted(dst, values, scores, stride, r.n, r.rows, c.width)
}

// rows returns what a run sees of a page's matrix, [rows, width].
func (c *kvCache) rows(r run, matrix int) []float32 {
	return c.pages[r.page].data[(matrix*pageRows+r.skip)*c.width:][:r.rows*c.width]
}
