package runtime

import (
	"iter"
)

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
	layers, heads, width int // heads of keys and values, width of one
	limit                int // the limit of positions
	length               int // positions held
	pages                []*page
	borrowed             bool // the last page belongs to another cache
}

// page is [layers][keys, values][heads][pageRows][width].
type page struct{ data []float32 }

func newKVCache(c Config) kvCache {
	return kvCache{layers: c.Layers, heads: c.kvHeads(), width: c.headWidth(), limit: c.MaxPositions}
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
		c.pages = append(c.pages, &page{make([]float32, c.layers*2*c.heads*pageRows*c.width)})
	}
}

// copyLastPage replaces the last page by our own copy of its first rows. Its owner may be writing to the other rows
// right now, so they are not even read.
func (c *kvCache) copyLastPage(rows int) {
	last := len(c.pages) - 1
	theirs, ours := c.pages[last].data, make([]float32, len(c.pages[last].data))
	for at := 0; at < len(ours); at += pageRows * c.width {
		copy(ours[at:at+rows*c.width], theirs[at:])
	}
	c.pages[last] = &page{ours}
}

// put stores key and value [heads·width] of layer l at the i-th new position, which prepare has made writable. The
// position takes effect with advance.
func (c *kvCache) put(l, i int, key, value []float32) {
	p, row := (c.length+i)/pageRows, (c.length+i)%pageRows
	for h := range c.heads {
		copy(c.keys(p, l, h)[row*c.width:], key[h*c.width:(h+1)*c.width])
		copy(c.values(p, l, h)[row*c.width:], value[h*c.width:(h+1)*c.width])
	}
}

func (c *kvCache) advance(n int) { c.length += n }

// truncate forgets all but the first n positions. The page that then is the last may have forks that see its later
// rows, so it counts as another cache's.
func (c *kvCache) truncate(n int) {
	if n == c.length {
		return
	}
	c.length, c.borrowed = n, true
	clear(c.pages[(n+pageRows-1)/pageRows:])
	c.pages = c.pages[:(n+pageRows-1)/pageRows]
}

// filled yields the index of each page that holds some of the first n positions, and how many it holds.
func filled(n int) iter.Seq2[int, int] {
	return func(yield func(p, rows int) bool) {
		for p := 0; p*pageRows < n; p++ {
			if !yield(p, min(pageRows, n-p*pageRows)) {
				return
			}
		}
	}
}

// keys and values return the [pageRows, width] matrix of one head of layer l in page p.
func (c *kvCache) keys(p, l, h int) []float32   { return c.part(p, (2*l)*c.heads+h) }
func (c *kvCache) values(p, l, h int) []float32 { return c.part(p, (2*l+1)*c.heads+h) }

func (c *kvCache) part(p, i int) []float32 {
	n := pageRows * c.width
	return c.pages[p].data[i*n : (i+1)*n]
}
