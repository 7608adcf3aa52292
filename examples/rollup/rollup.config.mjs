// Rollup leaves new URL(…, import.meta.url) as it is, so the engine is copied beside the bundle.
import {cp} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import resolve from '@rollup/plugin-node-resolve';

const engine = dirname(fileURLToPath(import.meta.resolve('coconut-page')));
const beside = ['worker.js', 'engine-relaxed.wasm', 'engine-simd128.wasm', 'engine-scalar.wasm'];

export default {
  input: 'main.js',
  output: {dir: 'dist', format: 'es'},
  plugins: [resolve({browser: true}), {
    name: 'copy',
    async writeBundle() {
      for (const name of beside) await cp(join(engine, name), join('dist', name));
      await cp('index.html', 'dist/index.html');
    },
  }],
};
