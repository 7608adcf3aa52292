// Code generated from VERSION by internal/version/generate. DO NOT EDIT.

package version

// Number is the version in the file VERSION, without a "v".
const Number = "0.1.0"
