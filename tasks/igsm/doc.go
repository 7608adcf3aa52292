// Package igsm reads word problems in the form of iGSM (Ye, Xu, Li and Allen-Zhu 2024, "Physics of Language Models:
// Part 2.1", arXiv:2407.20311; facebookresearch/iGSM):
//
//	The number of each Red School's Art Room equals 4. The number of each Art Room's Blue Bag equals 2 more than the
//	sum of each Red School's Art Room and each Art Room's Green Bag. The number of each Art Room's Green Bag equals 3.
//	How many Bag does Red School have?
//
// All arithmetic is modulo 23. A quantity that no sentence defines is an abstract one: what something has of a whole
// category, here 4 times the 9 + 3 bags of an Art Room. Which things a category holds is not said. It follows from how
// deep the category must lie: an Art Room has nothing below its bags. Where that leaves several ways, a thing's last
// word ("Blue Bag") or the stated answer decides, and a problem that still has two is refused.
//
// The problems are questions in natural English for a language model, so the package is a tasks.Reader and no
// tasks.Task. Item.Arithmetic turns those that our own task can say into questions of package arithmetic, so that the
// two forms can be compared on the same problems.
package igsm
