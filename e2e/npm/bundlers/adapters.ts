import { load, type Model } from "coconut-page";
import { coconut } from "coconut-page/ai";
import { CoconutReasoner, define } from "coconut-page/element";
import { promptAPI, type PromptSession } from "coconut-page/prompt";
import { useChat, useModel, useReason } from "coconut-page/react";

export async function adapters(): Promise<string> {
  const model: Model = await load("/models/prosqa-coconut/");
  const session: PromptSession = await promptAPI(model, { defaults: { thoughts: 6 } }).create({
    initialPrompts: [{ role: "system", content: "Be brief." }], temperature: 0.5, topK: 3,
  });
  const element: CoconutReasoner = document.createElement("coconut-reasoner");
  element.reasoner = model;
  element.addEventListener("coconut-answer", ({ detail }) => console.log(detail.judged?.graph?.facts[0]?.[1]));
  element.addEventListener("coconut-step", ({ detail }) => console.log(detail.values?.length));
  define("my-reasoner");
  const { modelId } = coconut(model, { showThoughts: true });
  return modelId + (await session.prompt("?", { responseConstraint: { type: "boolean" } }));
}

export function Hooks(): string {
  const { model, progress, error } = useModel("/models/prosqa-coconut/", { variant: "simd128" });
  const { answer, steps, ask } = useReason(model, { thoughts: 6 });
  const { messages, send } = useChat(model, { initialMessages: [{ role: "system", content: "Be brief." }] });
  void ask("?").then((a) => a?.answer);
  void send("?").then((c) => c?.finish);
  return `${progress?.done} ${error?.message} ${answer?.answer} ${messages.length} ${steps[0]?.top?.[0]?.token}`;
}

// @ts-expect-error: a misspelt option
coconut("/models/x/", { showThought: true });
// @ts-expect-error: what only a model of our own has
promptAPI("/models/x/").create({ tools: [] });
