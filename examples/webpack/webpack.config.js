import {resolve} from 'node:path';

export default {
  mode: 'production',
  entry: './main.js',
  output: {path: resolve('dist'), filename: 'main.js', module: true, clean: true},
  experiments: {outputModule: true},
  performance: {hints: false}, // the engine is larger than a page's usual scripts
};
