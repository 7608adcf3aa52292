// Runs tests in workerd, one request each. What they fetch comes from the static assets.
import './wasm_exec.js';
import './run.js';
import program from './program.wasm';

export default {
  async fetch(request, env) {
    globalThis.fetch = (url, options) => env.ASSETS.fetch(url, options);
    const [args, variables] = await request.json();
    return new Response(await runTests(program, args, variables));
  },
};
