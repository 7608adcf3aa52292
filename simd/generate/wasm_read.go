package main

// readBytes is how much the kernel of Read reads in a round.
const readBytes = 256

// readMemory prints a kernel that reads memory, and does with it as little as keeps an engine from leaving it out.
func readMemory(int) string {
	const rSums, rAt, rRounds = 0, 1, 2
	args := []string{"sums", "from", "rounds"}
	w := new(wasm).function("readMemory", "sums *int32, from *byte, rounds int", args...)
	w.begin(args)
	for i := range vectors {
		w.op("V128Const $0, $0; Set %s", v(i))
	}
	w.loop(r(rRounds), func() {
		for at := 0; at < readBytes; at += 16 {
			sum := v(at / 16 % vectors)
			w.load(r(rAt), at)
			w.op("Get %s; V128Or; Set %s", sum, sum)
		}
		w.advance(r(rAt), readBytes)
	})
	for i := range vectors {
		w.address(r(rSums))
		w.op("Get %s; V128Store $0, $%d", v(i), 16*i)
	}
	return w.end()
}
