// The page of TestChromium: run(name, setting) runs a case with the package.
import * as coconut from '/package/index.js';
import {run} from '/cases.js';

const violations = [];
addEventListener('securitypolicyviolation', ({violatedDirective, blockedURI}) => {
  violations.push(`${violatedDirective} ${blockedURI}`);
});

const attempt = async (name, setting) => {
  try {
    return await run(name, coconut, setting);
  } catch (error) {
    return {problem: error.stack};
  }
};

// In a worker of the page's own: the package starts its worker from there.
const inWorker = (models, question) => new Promise((resolve) => {
  const policy = trustedTypes.createPolicy('test', {createScriptURL: (url) => url});
  const worker = new Worker(policy.createScriptURL('/inner.js'), {type: 'module'});
  worker.onmessage = ({data}) => resolve(data);
  worker.onerror = ({message}) => resolve(`problem: ${message}`);
  worker.postMessage({models, question});
});

window.test = {attempt, inWorker, violations, version: coconut.version};
