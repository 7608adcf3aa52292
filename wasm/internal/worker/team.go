//go:build js && wasm && !tasks_only

package worker

import (
	"runtime"
	"syscall/js"
	"time"
	"unsafe"

	"github.com/coconut-page/coconut/internal/fault"
	"github.com/coconut-page/coconut/simd"
)

// Bytes of a job and of all answers to it, as worker.js has them.
const jobRoom, answerRoom = 4 << 20, 12 << 20

// Patience with a helper.
const (
	startPatience  = 20 * time.Second
	answerPatience = 10 * time.Second
)

var (
	errStart  = fault.New("worker", "the helpers did not start")
	errSilent = fault.New("worker", "it does not answer")
)

// TeamOptions say how instances of the program may work together.
type TeamOptions struct {
	// Threads is how many there may be, this one included.
	Threads int
	// Messages says that they are not to share memory, and Always that they are to share every product, even if that is
	// slower. They are for tests.
	Messages, Always bool
}

// Options are what the page says, or as many threads as there are cores, at most 4.
func Options() TeamOptions {
	team, cores := js.Global().Get("coconutTeam"), js.Global().Get("navigator").Get("hardwareConcurrency")
	if !team.Truthy() || cores.Type() != js.TypeNumber {
		return TeamOptions{Threads: 1}
	}
	o := TeamOptions{min(4, cores.Int()), team.Get("messages").Truthy(), team.Get("always").Truthy()}
	if wanted := team.Get("threads"); wanted.Type() == js.TypeNumber {
		o.Threads = min(wanted.Int(), cores.Int())
	}
	return o
}

// StartTeam starts the other threads.
func StartTeam(o TeamOptions) (*simd.Team, error) {
	helpers := o.Threads - 1
	ready, wake := make(chan bool, helpers), make(chan struct{}, 1)
	onReady := js.FuncOf(func(_ js.Value, args []js.Value) any {
		select {
		case ready <- args[0].Bool():
		default:
		}
		return nil
	})
	team, err := start(helpers, o.Messages, onReady, waker(wake))
	if err != nil {
		return nil, err
	}
	t := &links{send: team.Get("send"), receive: team.Get("receive"), close: team.Get("close"), wake: wake}
	var all []simd.Link
	for i := range helpers {
		all = append(all, &link{t, i})
	}
	select {
	case ok := <-ready:
		if ok {
			return simd.NewTeam(all), nil
		}
	case <-time.After(startPatience):
	}
	simd.NewTeam(all).Close()
	return nil, errStart
}

// start calls the function in worker.js, which throws if the browser lets no worker start another.
func start(helpers int, byMessages bool, ready, wake js.Func) (team js.Value, err error) {
	defer func() {
		if thrown := recover(); thrown != nil {
			err = errStart.Errorf("%v", thrown)
		}
	}()
	return js.Global().Get("coconutTeam").Call("start", helpers, byMessages, ready, wake), nil
}

// waker is a function for JavaScript that notes that something has come.
func waker(wake chan<- struct{}) js.Func {
	return js.FuncOf(func(js.Value, []js.Value) any {
		select {
		case wake <- struct{}{}:
		default:
		}
		return nil
	})
}

// links are those of a team.
type links struct {
	send, receive, close js.Value
	wake                 chan struct{}
}

// link is one of them; it implements simd.Link.
type link struct {
	*links
	number int
}

func (l *link) Room() (job, answers int) { return jobRoom, answerRoom }

func (l *link) Send(job []byte) error {
	l.send.Invoke(l.number, address(job), len(job))
	runtime.KeepAlive(job)
	return nil
}

func (l *link) Receive(dst []byte) error {
	defer runtime.KeepAlive(dst)
	var late <-chan time.Time
	for {
		switch l.receive.Invoke(l.number, address(dst), len(dst)).Int() {
		case 1:
			return nil
		case -1:
			return errSilent
		}
		if late == nil {
			late = time.After(answerPatience)
		}
		select {
		case <-l.wake:
		case <-late:
			return errSilent
		}
	}
}

func (l *link) Close() { l.close.Invoke(l.number) }

// address is where a slice lies in the program's memory. Go does not move what is on the heap.
func address(b []byte) int { return int(uintptr(unsafe.Pointer(unsafe.SliceData(b)))) }

// Help does the jobs of a team, if the program was started for that; it returns only if it was not.
func Help() {
	end := js.Global().Get("coconutHelper")
	if !end.Truthy() {
		return
	}
	wake := make(chan struct{}, 1)
	end.Call("ready", waker(wake))
	next, answer, job := end.Get("next"), end.Get("answer"), make([]byte, jobRoom)
	var helper simd.Helper
	for {
		n := next.Invoke(address(job), len(job)).Int()
		if n == 0 {
			<-wake
			continue
		}
		err := helper.Do(job[:n], func(sums []byte) error {
			answer.Invoke(address(sums), len(sums))
			runtime.KeepAlive(sums)
			return nil
		})
		if err != nil {
			panic(err) // worker.js tells the one who sent it
		}
	}
}
