import type { LanguageModelV4 } from "@ai-sdk/provider";
import { generateText, streamText } from "ai";
import { coconut } from "coconut-page/ai";

export async function sdk(): Promise<string> {
  const model: LanguageModelV4 = coconut("/models/smollm2-135m-int8/", { load: { cache: false } });
  for await (const part of streamText({ model, prompt: "?" }).textStream) console.log(part);
  const { text } = await generateText({ model: coconut("/models/x/"), prompt: "?" });
  return text;
}
