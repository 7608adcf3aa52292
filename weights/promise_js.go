package weights

import (
	"context"
	"fmt"
	"syscall/js"
)

// outcome is what a promise was settled with: a value, or the reason it was rejected.
type outcome struct {
	value js.Value
	err   error
}

// settle returns a channel that will hold what the promise is settled with. Nobody needs to read it: the handlers
// release themselves once one of them has run, and because they exist a rejection is never "unhandled".
func settle(promise js.Value) <-chan outcome {
	done := make(chan outcome, 1)
	var resolve, reject js.Func
	finish := func(o outcome) any {
		resolve.Release()
		reject.Release()
		done <- o
		return nil
	}
	resolve = js.FuncOf(func(_ js.Value, args []js.Value) any { return finish(outcome{value: args[0]}) })
	reject = js.FuncOf(func(_ js.Value, args []js.Value) any { return finish(outcome{err: reason(args[0])}) })
	promise.Call("then", resolve, reject)
	return done
}

// reason returns the error for what JavaScript threw or rejected with. That may be any value, though js.Error only
// takes objects.
func reason(thrown js.Value) error {
	if thrown.Type() == js.TypeObject {
		return js.Error{Value: thrown}
	}
	// for values that are not strings, String gives the type, such as <undefined>
	return fmt.Errorf("JavaScript threw %s", thrown)
}

// await waits until the promise is settled or the context done, whichever comes first. It must not be called in a
// goroutine that JavaScript waits for (a js.FuncOf callback), since promises are settled only after that returns.
func await(ctx context.Context, promise js.Value) (js.Value, error) {
	done := settle(promise)
	select {
	case o := <-done:
		return o.value, o.err
	case <-ctx.Done():
		return js.Undefined(), ctx.Err()
	}
}
