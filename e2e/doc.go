// Package e2e tests the site in real browsers: it builds the site, serves it, and uses the page as a visitor would. TestEngines goes the
// main way in Chromium, Firefox and WebKitGTK (package webdriver); all the other tests look closer, in Chromium.
//
// It takes the model the repository ships (weights/models/prosqa-coconut), or a small one with random weights while there is none: what
// is compared, token for token, is the page's answer with that of the same model run natively.
//
// Environment: COCONUT_DIST names a site built before, instead of building one; COCONUT_SHOTS a folder to keep pictures of the page in
// (those of tests that fail are kept in any case); CHROMIUM and FIREFOX the browsers, where they are not on the PATH. Without a browser
// its tests are skipped, unless CI=true.
package e2e
