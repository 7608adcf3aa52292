// Package webdriver drives Chromium, Firefox and WebKitGTK with one client, by the commands of W3C's WebDriver
// (https://www.w3.org/TR/webdriver2/). chromedriver and WebKitWebDriver accept them over HTTP; Firefox accepts the same
// ones over Marionette, its own protocol on a TCP connection, to which geckodriver would merely translate.
//
// Start starts a browser with its own empty profile, and Close ends it and every process that it has started. Both use
// only the programs in Debian's packages chromium-driver, firefox-esr, webkit2gtk-driver and xvfb.
package webdriver
