// Package gsm8k reads the word problems of GSM8k (Cobbe et al. 2021, arXiv:2110.14168) in the three forms in which they
// are handed around:
//
//   - the official one (openai/grade-school-math): one JSON object a line, whose answer is a text with annotated
//     equations, <<48/2=24>>, and "#### 72" at its end;
//   - iCoT's (Deng et al. 2024, da03/Internalize_CoT_Step_by_Step): one line of text a problem,
//     "question||<<48/2=24>> <<48+24=72>> #### 72";
//   - Coconut's (facebookresearch/coconut, preprocessing/gsm_icot.py): a JSON list of question, steps and answer.
//
// Which one a file is, is seen from its content. All become the same Items: a question in natural English, its
// equations, one a step, and the final answer.
//
// A word problem is for a language model: nothing here can parse it, solve it or make another, so the package has no
// tasks.Question and is no tasks.Task. It is a tasks.Reader.
package gsm8k
