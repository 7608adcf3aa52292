// Vite's own servers send files that end in .gz with a header that makes browsers unpack them. The model's chunks must
// come as they are: their hashes are of that. On your real server, see that it does not do so, either.
const asTheyAre = ({middlewares}) => {
  middlewares.use((request, response, next) => {
    const {writeHead} = response;
    response.writeHead = (status, headers) => {
      if (request.url.includes('.gz')) delete headers?.['Content-Encoding'];
      return writeHead.call(response, status, headers);
    };
    next();
  });
};

export default {
  plugins: [{name: 'models-as-they-are', configureServer: asTheyAre, configurePreviewServer: asTheyAre}],
  // The development server would move the module away from the engine that lies beside it.
  optimizeDeps: {exclude: ['coconut-page']},
  build: {target: 'es2022'},
};
