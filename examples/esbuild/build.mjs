// esbuild does not follow new URL(…, import.meta.url), so the engine is copied beside the bundle, which must be a
// module.
import {cp, mkdir} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const engine = dirname(fileURLToPath(import.meta.resolve('coconut-page')));
await build({entryPoints: ['main.js'], bundle: true, minify: true, format: 'esm', outdir: 'dist'});
await mkdir('dist', {recursive: true});
for (const name of ['worker.js', 'engine-relaxed.wasm', 'engine-simd128.wasm', 'engine-scalar.wasm']) {
  await cp(join(engine, name), join('dist', name));
}
await cp('index.html', 'dist/index.html');
