package webdriver

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Browser is a running browser with one tab. Only one goroutine may use it.
type Browser struct {
	Engine Engine
	// Version is the browser's own name and version.
	Version string

	family *family
	link   transport
}

// startTime bounds each attempt to start a browser; it only ends attempts that would hang.
const startTime = time.Minute

// patience bounds, in the browser, scripts and loading. What takes longer fails with an *Error, and the browser remains
// usable; after a context has ended it may still be busy with the command.
const patience = 90 * time.Second

// Start starts a browser. It tries twice, in case another program took the free port, for instance; the error has the
// logs of both attempts.
func Start(ctx context.Context, e Engine) (*Browser, error) {
	programs, err := e.find()
	if err != nil {
		return nil, err
	}
	b, first := startOnce(ctx, e, programs)
	if first == nil || ctx.Err() != nil {
		return b, first
	}
	b, second := startOnce(ctx, e, programs)
	if second != nil {
		return nil, fmt.Errorf("webdriver: %s did not start, twice: %w", e.Name, errors.Join(first, second))
	}
	return b, nil
}

func startOnce(ctx context.Context, e Engine, programs []string) (*Browser, error) {
	ctx, cancel := context.WithTimeout(ctx, startTime)
	defer cancel()
	f, err := newFamily()
	if err != nil {
		return nil, err
	}
	b := &Browser{Engine: e, family: f}
	if err := b.connect(ctx, programs); err != nil {
		log := f.log()
		return nil, fmt.Errorf("%w\nits log:\n%s", errors.Join(err, b.Close()), log)
	}
	return b, nil
}

// connect launches the programs and opens a session.
func (b *Browser) connect(ctx context.Context, programs []string) error {
	link, capabilities, err := b.Engine.launch(ctx, b.family, programs)
	if err != nil {
		return err
	}
	b.link = link
	var session struct {
		Capabilities struct{ BrowserName, BrowserVersion string }
	}
	if err := link.call(ctx, cmdNewSession, capabilities, &session); err != nil {
		return err
	}
	b.Version = session.Capabilities.BrowserName + " " + session.Capabilities.BrowserVersion
	if err := b.setPatience(ctx, patience); err != nil {
		return err
	}
	return link.call(ctx, cmdSetWindowRect, params{"width": 1280, "height": 1000}, nil)
}

func (b *Browser) setPatience(ctx context.Context, d time.Duration) error {
	return b.link.call(ctx, cmdSetTimeouts, params{"script": d.Milliseconds(), "pageLoad": d.Milliseconds()}, nil)
}

// Close ends the browser, and every process that it has started.
func (b *Browser) Close() error {
	var err error
	if b.link != nil {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		// Politely, so that it ends by itself. If it does not, or has crashed, it is killed below: its answer does not
		// matter.
		b.link.call(ctx, cmdDeleteSession, nil, nil)
		err = b.link.close()
	}
	return errors.Join(err, b.family.end())
}

// Log returns the end of the browser's and its driver's output.
func (b *Browser) Log() string { return b.family.log() }

// Navigate opens an address and returns when the page has loaded.
func (b *Browser) Navigate(ctx context.Context, url string) error {
	return b.link.call(ctx, cmdNavigate, params{"url": url}, nil)
}

// elementKey is the name under which WebDriver hands out elements.
const elementKey = "element-6066-11e4-a52e-4f735466cecf"

// element finds the first element that a CSS selector matches.
func (b *Browser) element(ctx context.Context, selector string) (string, error) {
	var found map[string]string
	if err := b.link.call(ctx, cmdFindElement, params{"using": "css selector", "value": selector}, &found); err != nil {
		return "", err
	}
	return found[elementKey], nil
}

// Click clicks on the middle of an element, like a mouse.
func (b *Browser) Click(ctx context.Context, selector string) error {
	id, err := b.element(ctx, selector)
	if err != nil {
		return err
	}
	return b.link.call(ctx, cmdElementClick, params{"id": id}, nil)
}

// Clear empties a field.
func (b *Browser) Clear(ctx context.Context, selector string) error {
	id, err := b.element(ctx, selector)
	if err != nil {
		return err
	}
	return b.link.call(ctx, cmdElementClear, params{"id": id}, nil)
}

// Type presses the keys of a text with the focus on an element. keys.go has the keys without a character.
func (b *Browser) Type(ctx context.Context, selector, text string) error {
	id, err := b.element(ctx, selector)
	if err != nil {
		return err
	}
	return b.link.call(ctx, cmdElementKeys, params{"id": id, "text": text}, nil)
}

// Eval evaluates a JavaScript expression in the page, waits for it if it is a promise, and decodes its value into
// result, which may be nil.
func (b *Browser) Eval(ctx context.Context, expression string, result any) error {
	script := "const done = arguments[arguments.length - 1];\n" +
		"(async () => (" + expression +
		"\n))().then((value) => done({value: value ?? null}), (error) => done({error: String(error)}));"
	var answer struct {
		Value json.RawMessage
		Error *string
	}
	if err := b.link.call(ctx, cmdExecuteAsync, params{"script": script, "args": []any{}}, &answer); err != nil {
		return err
	}
	if answer.Error != nil {
		return fmt.Errorf("%w: %s", ErrScript, *answer.Error)
	}
	if answer.Value == nil { // Firefox, sometimes; the others refuse the command
		return &Error{"javascript error", "the page was left before the script had ended"}
	}
	return decode(answer.Value, result)
}

// painted waits until the page has been painted: otherwise WebKit takes a picture of an older state.
const painted = `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(() => drawn(true))))`

// Screenshot returns the contents of the window, as PNG.
func (b *Browser) Screenshot(ctx context.Context) ([]byte, error) {
	if err := b.Eval(ctx, painted, nil); err != nil {
		return nil, err
	}
	var text string
	if err := b.link.call(ctx, cmdScreenshot, params{"full": false}, &text); err != nil {
		return nil, err
	}
	png, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrProtocol, err)
	}
	return png, nil
}
