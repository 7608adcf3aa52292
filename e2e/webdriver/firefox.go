package webdriver

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// Firefox is driven by Marionette, which is part of it. The environment variable FIREFOX may name the browser.
var Firefox = Engine{
	Name:     "firefox",
	programs: [][]string{chosen("FIREFOX", "firefox-esr", "firefox")},
	packages: "firefox-esr",
	launch:   launchFirefox,
}

// firefoxPreferences are the profile's preferences. Port 0 is any free port; Firefox writes its number to the profile.
var firefoxPreferences = map[string]string{
	"marionette.port":                            "0",
	"ui.prefersReducedMotion":                    "1",
	"devtools.console.stdout.content":            "true", // the console goes into the log
	"browser.shell.checkDefaultBrowser":          "false",
	"browser.startup.homepage_override.mstone":   `"ignore"`,
	"datareporting.policy.dataSubmissionEnabled": "false",
	"toolkit.telemetry.reportingpolicy.firstRun": "false",
	"app.update.disabledForTesting":              "true",
	"network.captive-portal-service.enabled":     "false",
	"network.connectivity-service.enabled":       "false",
	"services.settings.server":                   `"data:,"`, // its own lists, of blocked sites and the like
}

func launchFirefox(ctx context.Context, f *family, programs []string) (transport, params, error) {
	profile := filepath.Join(f.dir, "profile")
	if err := writeProfile(profile); err != nil {
		return nil, nil, fmt.Errorf("webdriver: %w", err)
	}
	browser, err := f.start(nil, nil, programs[0], "--marionette", "--headless", "--no-remote", "--profile", profile)
	if err != nil {
		return nil, nil, err
	}
	var link *marionetteTransport
	err = browser.until(ctx, func() error {
		port, err := os.ReadFile(filepath.Join(profile, "MarionetteActivePort"))
		if err != nil {
			return err
		}
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", "127.0.0.1:"+string(bytes.TrimSpace(port)))
		if err != nil {
			return err
		}
		if link, err = newMarionette(conn); err != nil {
			conn.Close()
		}
		return err
	})
	if err != nil {
		return nil, nil, err
	}
	return link, params{}, nil
}

// writeProfile creates a profile with our preferences.
func writeProfile(dir string) error {
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(firefoxPreferences)) {
		fmt.Fprintf(&text, "user_pref(%q, %s);\n", name, firefoxPreferences[name])
	}
	return os.WriteFile(filepath.Join(dir, "user.js"), []byte(text.String()), 0o600)
}
