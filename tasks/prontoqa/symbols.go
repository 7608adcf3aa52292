package prontoqa

// symbolTable numbers symbols in the order in which they first occur.
type symbolTable struct {
	symbols []string
	nodes   map[string]int
}

func newSymbolTable() *symbolTable { return &symbolTable{nodes: make(map[string]int, 32)} }

func (t *symbolTable) node(symbol string) int {
	node, ok := t.nodes[symbol]
	if !ok {
		node = len(t.symbols)
		t.nodes[symbol] = node
		t.symbols = append(t.symbols, symbol)
	}
	return node
}
