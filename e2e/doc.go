// Package e2e tests the site in real browsers: it builds the site, serves it, and uses the page as a visitor would.
// TestEngines covers the main path in Chromium, Firefox and WebKitGTK (package webdriver); all the other tests go into
// detail, in Chromium.
//
// It uses the shipped model (weights/models/prosqa-coconut), or a small one with random weights if that is missing: it
// compares the page's answer, token for token, with that of the same model run natively.
//
// Environment: COCONUT_DIST names a previously built site to use instead of building one; COCONUT_SHOTS a folder to
// keep pictures of the page in (those of tests that fail are kept in any case); CHROMIUM and FIREFOX the browsers,
// where they are not on the PATH. Without a browser its tests are skipped, unless CI=true.
package e2e
