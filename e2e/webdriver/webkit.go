package webdriver

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
)

// WebKit is WebKitGTK's MiniBrowser, driven by WebKitWebDriver. It needs a screen, and gets a virtual one. Its storage
// is a private window's: it is gone with the browser.
var WebKit = Engine{
	Name: "webkit",
	programs: [][]string{
		{"Xvfb"}, {"WebKitWebDriver"}, {"/usr/lib/*/webkit2gtk-4.*/MiniBrowser", "/usr/libexec/webkit2gtk-4.*/MiniBrowser", "MiniBrowser"},
	},
	packages: "webkit2gtk-driver and xvfb",
	launch:   launchWebKit,
}

func launchWebKit(ctx context.Context, f *family, programs []string) (transport, params, error) {
	display, err := startScreen(ctx, f, programs[0])
	if err != nil {
		return nil, nil, err
	}
	if err := stopAnimations(f); err != nil {
		return nil, nil, fmt.Errorf("webdriver: %w", err)
	}
	address, err := freeAddress()
	if err != nil {
		return nil, nil, fmt.Errorf("webdriver: %w", err)
	}
	_, port, _ := net.SplitHostPort(address)
	driver, err := f.start(nil, []string{"DISPLAY=:" + display, "GDK_BACKEND=x11", "NO_AT_BRIDGE=1"}, programs[1],
		"--port="+port)
	if err != nil {
		return nil, nil, err
	}
	err = driver.until(ctx, func() error {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err == nil {
			conn.Close()
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	options := map[string]any{"binary": programs[2], "args": []string{"--automation"}}
	return &httpTransport{base: "http://" + address}, always("webkitgtk:browserOptions", options), nil
}

// startScreen starts a virtual X server, and returns its display number.
func startScreen(ctx context.Context, f *family, program string) (string, error) {
	report, number, err := os.Pipe()
	if err != nil {
		return "", fmt.Errorf("webdriver: %w", err)
	}
	defer report.Close()
	_, err = f.start([]*os.File{number}, nil, program, "-displayfd", "3", "-screen", "0", "1400x1100x24", "-nolisten",
		"tcp")
	number.Close()
	if err != nil {
		return "", err
	}
	defer context.AfterFunc(ctx, func() { report.Close() })()
	line, err := bufio.NewReader(report).ReadString('\n') // also ends when the program does
	if err != nil {
		return "", fmt.Errorf("%w: no screen from %s: %w", ErrEnded, program, err)
	}
	return strings.TrimSpace(line), nil
}

// stopAnimations makes pages see prefers-reduced-motion.
func stopAnimations(f *family) error {
	dir := filepath.Join(f.dir, ".config", "gtk-3.0")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, "settings.ini"), []byte("[Settings]\ngtk-enable-animations=0\n"), 0o600)
}

// freeAddress returns the address of a free port on this machine.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}
