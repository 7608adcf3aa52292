// Package e2e tests the site in a real browser: it builds the site, serves it, and uses the page as a visitor would, with Chromium.
//
// It takes the model the repository ships (weights/models/prosqa-coconut), or a small one with random weights while there is none: what
// is compared, token for token, is the page's answer with that of the same model run natively.
//
// Environment: COCONUT_DIST names a site built before, instead of building one; COCONUT_SHOTS a folder to keep pictures of the page in;
// CHROMIUM the browser, where it is not on the PATH. Without a browser the tests are skipped, unless CI=true.
package e2e
