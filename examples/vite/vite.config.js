export default {
  // The development server would move the module away from the engine that lies beside it.
  optimizeDeps: {exclude: ['coconut-page']},
  build: {target: 'es2022'},
};
