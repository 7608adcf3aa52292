// Chooses the build of the program: with relaxed SIMD, with SIMD128, or without vectors. An engine refuses a module
// with a single instruction that it does not know, so it is asked by a module of one function (index.html and sw.js use
// this file).
'use strict';

(() => {
  // A function without arguments and results, of the given instructions.
  const accepts = (...code) => WebAssembly.validate(new Uint8Array([
    0, 0x61, 0x73, 0x6d, 1, 0, 0, 0, // magic and version
    1, 4, 1, 0x60, 0, 0, // types: () -> ()
    3, 2, 1, 0, // functions: one of type 0
    10, code.length + 5, 1, code.length + 3, 0, ...code, 0x1a, 0x0b, // code: no locals, drop, end
  ]));
  const vector = [0x41, 0, 0xfd, 0x0f]; // i32.const 0, i8x16.splat
  const relaxedDot = [...vector, ...vector, ...vector, 0xfd, 0x93, 2]; // i32x4.relaxed_dot_i8x16_i7x16_add_s
  self.coconutVariant = accepts(...relaxedDot) ? 'relaxed' : accepts(...vector) ? 'simd128' : 'scalar';
  self.coconutProgram = `app-${self.coconutVariant}.wasm`;
  self.coconutText = `text-${self.coconutVariant}.wasm`; // runs language models

  if (!self.document) return;
  if (!self.coconutBundled) {
    // The program is fetched and compiled by a worker, from now on, while the page arrives and stays free.
    const trusted = {createScriptURL: () => 'compile.js'}; // as in page.js
    const policy = self.trustedTypes?.createPolicy('coconut-compile', trusted) || trusted;
    self.coconutCompiler = new Worker(policy.createScriptURL(''));
    self.coconutCompiler.onerror = () => { self.coconutCompiler = undefined; }; // page.js compiles it then
    self.coconutCompiler.postMessage({program: self.coconutProgram, size: self.coconutSizes?.[self.coconutProgram]});
  }
  const {hash, search} = location;
  if ((hash + search).includes('=')) document.documentElement.className = 'linked'; // to another question
  if (/^#embed\b/.test(hash)) { // in another page's frame
    document.documentElement.className += ' embed';
    import('./embed.js');
  }
})();
