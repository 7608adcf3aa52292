// Package webdriver drives Chromium, Firefox and WebKitGTK with one client, by the commands of W3C's WebDriver
// (https://www.w3.org/TR/webdriver2/). chromedriver and WebKitWebDriver take them over HTTP; Firefox takes the same ones over Marionette,
// its own protocol on a TCP connection, into which geckodriver would do nothing but translate.
//
// Start starts a browser with an empty profile of its own, and Close ends it with every process that it has started. Both keep to the
// programs that Debian's packages chromium-driver, firefox-esr, webkit2gtk-driver and xvfb install.
package webdriver
