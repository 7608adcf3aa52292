// Runs the Go program in a Web Worker: the page's, and, behind wasm/npm/prepare.js and wasm_exec.js, the npm package's.
// The first message is the compiled module, or has it as its program, with the most threads that a language model may
// have; every later one is the program's. Tests say how threads are to talk, and that they are to share everything.
'use strict';

// Where the browser has Trusted Types, a script starts only from an address that a policy gives out: here one of two.
const rule = {createScriptURL: (name) => (name === 'wasm_exec.js' ? name : self.location.href)};
const trusted = (name) => {
  self.coconutTrusted ??= self.trustedTypes?.createPolicy('coconut-worker', rule) || rule;
  return self.coconutTrusted.createScriptURL(name);
};
if (!self.Go) importScripts(trusted('wasm_exec.js'));

// What the program writes are its last words: that it is out of memory, or what went wrong in it.
let words = '';
const write = fs.writeSync;
fs.writeSync = (fd, bytes) => {
  words = (words + new TextDecoder().decode(bytes)).slice(0, 1000);
  return write.call(fs, fd, bytes);
};
const why = () => /^(?:fatal error|panic): .*/m.exec(words)?.[0] || 'the program in the worker ended';

// exit tells the page that there will be no more answers (EventExit in docs/protocol.md).
const exit = (message) => postMessage(JSON.stringify({type: 'exit', message}));

// The program traps where it is called from: in an event the browser tells the page of it (page.js), in a promise
// nobody.
addEventListener('unhandledrejection', (event) => exit(String(event.reason?.message || event.reason)));

// A program for language models has others share its products (simd.Team): workers like this one, with the same
// compiled program. Jobs and answers go through memory that both sides have, where the page is cross-origin isolated,
// else by messages. Between two jobs of a token there are microseconds, so a side looks for a moment before it sleeps.
const team = (() => {
  const [JOBS, ANSWERS, LENGTH] = [0, 1, 2]; // counters, and the bytes of a job, in words
  const [HEAD, JOB_ROOM, ANSWER_ROOM] = [64, 4 << 20, 12 << 20];
  const MOMENT = 1; // ms
  const PATIENCE = 10_000; // ms; a helper that takes longer is lost

  // kind is what this worker was started as; a module may not import scripts.
  const kind = () => {
    try {
      importScripts();
      return 'classic';
    } catch {
      return 'module';
    }
  };

  // changed waits until a counter is not as it was seen. There is no Atomics.pause in the loop: on a virtual
  // machine each wait then took 2 ms, perhaps because the host takes the processor away.
  const changed = (words, counter, seen, ms) => {
    const until = performance.now() + MOMENT;
    do {
      for (let i = 0; i < 1000; i++) if (Atomics.load(words, counter) !== seen) return true;
    } while (performance.now() < until);
    return Atomics.wait(words, counter, seen, ms) !== 'timed-out';
  };
  const count = (words, counter) => {
    Atomics.add(words, counter, 1);
    Atomics.notify(words, counter);
  };
  const open = (shared) => ({
    words: new Int32Array(shared, 0, HEAD / 4),
    job: new Uint8Array(shared, HEAD, JOB_ROOM),
    answers: new Uint8Array(shared, HEAD + JOB_ROOM, ANSWER_ROOM),
  });

  // Both ends of a link. receive and next return 1 or a length, 0 if a message has yet to come, and -1 for no answer.
  const sharedLink = (shared) => {
    const {words, job, answers} = open(shared);
    let [got, read] = [0, 0];
    return {
      send: (bytes) => {
        job.set(bytes);
        words[LENGTH] = bytes.length;
        read = 0;
        count(words, JOBS);
      },
      receive: (bytes) => {
        if (!changed(words, ANSWERS, got, PATIENCE)) return -1;
        got += 1;
        bytes.set(answers.subarray(read, read + bytes.length));
        read += bytes.length;
        return 1;
      },
    };
  };
  const sharedEnd = (shared) => {
    const {words, job, answers} = open(shared);
    let [got, written] = [0, 0];
    return {
      next: (bytes) => {
        changed(words, JOBS, got);
        got += 1;
        written = 0;
        bytes.set(job.subarray(0, words[LENGTH]));
        return words[LENGTH];
      },
      answer: (bytes) => {
        answers.set(bytes, written);
        written += bytes.length;
        count(words, ANSWERS);
      },
    };
  };
  const messages = (port, wake) => {
    const waiting = [];
    const next = (bytes) => {
      if (!waiting.length) return 0;
      bytes.set(waiting[0]);
      return waiting.shift().length;
    };
    const receive = (bytes) => {
      if (!waiting.length) return 0;
      next(bytes);
      return 1;
    };
    const send = (bytes) => {
      const copy = bytes.slice();
      port.postMessage(copy, [copy.buffer]);
    };
    const hear = (data) => {
      waiting.push(data);
      wake();
    };
    return {hear, send, receive, next, answer: send};
  };

  // What the program calls. It passes addresses in its memory.
  const program = (go) => {
    const view = (at, n) => new Uint8Array(go._inst.exports.mem.buffer, at, n);
    return {
      // start starts so many helpers, and calls ready with whether they listen. wake is called when a message has come.
      start: (helpers, byMessages, ready, wake) => {
        const shared = !byMessages && self.crossOriginIsolated && !!self.SharedArrayBuffer; // WebKitGTK has none
        let left = helpers;
        const links = Array.from({length: helpers}, () => {
          const worker = new Worker(trusted(''), {type: kind()});
          const memory = shared ? new SharedArrayBuffer(HEAD + JOB_ROOM + ANSWER_ROOM) : undefined;
          const link = memory ? sharedLink(memory) : messages(worker, wake);
          const end = () => {
            link.lost = true;
            ready(false);
            wake();
          };
          worker.onerror = end;
          worker.onmessage = ({data}) => {
            if (typeof data !== 'string') link.hear(data);
            else if (data !== 'ready') end();
            else if (!(left -= 1)) ready(true);
          };
          worker.postMessage({program: go.coconutProgram, helper: {memory}});
          link.close = () => worker.terminate();
          return link;
        });
        return {
          shared,
          send: (i, at, n) => links[i].send(view(at, n)),
          receive: (i, at, n) => (links[i].lost ? -1 : links[i].receive(view(at, n))),
          close: (i) => links[i].close(),
        };
      },
    };
  };
  const helper = (go, {memory}, wake) => {
    const view = (at, n) => new Uint8Array(go._inst.exports.mem.buffer, at, n);
    const end = memory ? sharedEnd(memory) : messages(self, () => wake());
    if (!memory) self.addEventListener('message', ({data}) => end.hear(data));
    return {
      ready: (called) => {
        wake = called;
        postMessage('ready');
      },
      next: (at, n) => end.next(view(at, n)),
      answer: (at, n) => end.answer(view(at, n)),
    };
  };
  return {program, helper};
})();

self.onmessage = async (event) => {
  self.onmessage = null;
  try {
    const go = new Go();
    go.coconutProgram = event.data?.program || event.data;
    if (event.data?.helper) self.coconutHelper = team.helper(go, event.data.helper);
    else if (!globalThis.process?.versions) self.coconutTeam = {...team.program(go), ...event.data}; // not in Node.js
    await go.run(await WebAssembly.instantiate(go.coconutProgram, go.importObject));
    exit(why());
  } catch (error) {
    exit(String(error.message || error));
  }
};
