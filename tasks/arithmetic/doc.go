// Package arithmetic is a task of word problems whose intermediate values are single tokens: "Ann has 4 apples. Ben has
// 3 more apples than Ann. Cleo has twice as many apples as Ben. How many apples does Cleo have?"
//
// Every quantity is given or follows from one other by an operation, in any order, and some do not matter. All values
// are whole numbers from 0 to 99. A chain of reasoning first asks its way back to a given quantity, and then computes
// forward: Cleo needs Ben, Ben needs Ann, Ann has 4, Ben has 7, Cleo has 14. A thought is one word or number: Ben, Ann,
// 4, Ben, 7, Cleo, 14.
//
// What the model reads is not the English but a fact's words: `Ann 4 .` and `Ben Ann . Ben plus3 .` So the wording of a
// sentence, names and nouns make no difference to it by construction; which numbers occur does.
package arithmetic
