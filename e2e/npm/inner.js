// A worker that uses the package.
import {load} from '/package/index.js';

onmessage = async ({data: {models, question}}) => {
  try {
    const model = await load(`${models}/prosqa-coconut/`);
    postMessage((await model.reason(question)).answer);
  } catch (error) {
    postMessage(`problem: ${error.stack}`);
  }
};
