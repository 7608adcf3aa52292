// Package schema restricts what a model writes to JSON of a JSON Schema, byte by byte.
//
// It supports a subset of JSON Schema 2020-12: type (object, array, string, number, integer, boolean, null, or a list
// of these), properties, required, additionalProperties: false, items, minItems, maxItems, minLength, maxLength, enum,
// const and anyOf. Annotations such as title and description are ignored; any other keyword is an error that names it.
//
// What is written is one of many spellings of a value: members in the schema's order, no white space but a single blank
// after a colon or comma, and at most 20 digits in a number, two of them in its
// exponent. Members that are not in properties are never written.
package schema
