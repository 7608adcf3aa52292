// Package npm tests the npm package coconut-page: in Node.js, in Chromium under a strict policy, and by TypeScript's
// compiler. What its models say is compared with what the same models say natively.
//
// Environment: COCONUT_NPM names a previously built package (make npm) to use instead of building one; CHROMIUM the
// browser. What is missing is skipped, unless CI=true.
package npm
