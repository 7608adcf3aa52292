package webdriver

import (
	"context"
	"errors"
	"path/filepath"
	"regexp"
)

// Chromium is driven by chromedriver. The environment variable CHROMIUM may name the browser.
var Chromium = Engine{
	Name:     "chromium",
	programs: [][]string{{"chromedriver"}, chosen("CHROMIUM", "chromium", "chromium-browser", "google-chrome")},
	packages: "chromium and chromium-driver",
	launch:   launchChromium,
}

// chromedriverPort matches what chromedriver prints when it listens.
var chromedriverPort = regexp.MustCompile(`started successfully on port (\d+)`)

func launchChromium(ctx context.Context, f *family, programs []string) (transport, params, error) {
	driver, err := f.start(nil, nil, programs[0], "--port=0")
	if err != nil {
		return nil, nil, err
	}
	var port []string
	err = driver.until(ctx, func() error {
		if port = chromedriverPort.FindStringSubmatch(f.log()); port == nil {
			return errors.New("no port in its log")
		}
		return nil
	})
	if err != nil {
		return nil, nil, err
	}
	options := map[string]any{
		"binary": programs[1],
		"args": []string{
			"--headless", "--no-sandbox", "--disable-quic", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
			"--disable-component-update", "--disable-sync", "--force-prefers-reduced-motion", "--user-data-dir=" + filepath.Join(f.dir, "profile"),
			"--remote-debugging-pipe", // so that it ends with chromedriver, in any case
		},
	}
	return &httpTransport{base: "http://127.0.0.1:" + port[1]}, always("goog:chromeOptions", options), nil
}

// always returns the parameters of a session with a required capability.
func always(name string, value any) params {
	return params{"capabilities": map[string]any{"alwaysMatch": map[string]any{name: value}}}
}
