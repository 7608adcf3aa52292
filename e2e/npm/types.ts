// A program that uses all of the package's types; TestTypes compiles it.
import { CoconutError, load, version } from "coconut-page";
import type { Answer, ChatMessage, Completion, LoadOptions, Model, ModelInfo, Session, Step, Variant } from "coconut-page";

const signal = new AbortController().signal;
const variant: Variant = "relaxed";
const options: LoadOptions = {
  signal, variant, cache: false, onProgress: ({ done, total, seconds, trouble }) => console.log(done / total, seconds, trouble),
  worker: new URL("https://example.org/worker.js"), wasm: (name) => `/engines/engine-${name}.wasm`,
};
const model: Model = await load("/models/prosqa-coconut/", options);
const info: ModelInfo = model.info;
console.log(version.length, info.name, info.width);

const show = (step: Step): string => {
  if (step.kind === "answer") return step.judged?.verdict === "right" ? step.answer : "";
  const hidden: Float32Array | undefined = step.hidden;
  return `${step.kind} ${step.top?.[0]?.token} ${hidden?.length}`;
};
for await (const step of model.reason("Is it?", { thoughts: 6, trace: true, hidden: true, signal })) console.log(show(step));
const answer: Answer = await model.reason("Is it?", { changes: [{ kind: "noise", amount: 0.3, seed: 1 }], atOnce: true });
console.log(answer.steps.length, answer.judged?.graph?.facts[0]?.[1]);

const messages: ChatMessage[] = [{ role: "user", content: "Hi" }];
for await (const part of model.chat(messages, { temperature: 0.7, stop: ["\n"] })) {
  console.log(part.kind === "token" ? part.text : part.top.map(({ probability }) => probability));
}
const written: Completion = await model.complete("A city: ", { maxTokens: 8, schema: { type: "object" }, seed: 7 })
  .finally(() => console.log("done"));
const finish: "stop" | "length" = written.finish;

const session: Session = await model.session();
const state: Float32Array = await session.prefill(await model.tokenize("Tom"), { signal });
await session.feed(state.map((x) => -x));
const fork: Session = await (await session.fork()).fork();
const scores: Float32Array = await fork.logits();
console.log(finish, scores.length, (await session.top(3))[0]?.id, await model.detokenize([await model.tokenId("<bot>")]));

try {
  await using other = await load(new URL("file:///models/toy/"));
  await other.forget();
} catch (error) {
  if (!(error instanceof CoconutError)) throw error;
  const code: CoconutError["code"] = error.code;
  if (code === "syntax") console.log(error.sentence, error.text);
  // @ts-expect-error there is no such code
  if (code === "nonsense") console.log(code);
}
// @ts-expect-error a question is a text
await model.reason(7);
// @ts-expect-error there is no such option
await model.complete("", { max_tokens: 7 });
await model.dispose();
