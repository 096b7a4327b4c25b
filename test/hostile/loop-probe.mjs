/**
 * Loaded into the gateway's process before its own code: tells the test, on demand, for how long the event loop was held
 * and how large the heap is.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

const TICK_MS = 10;
setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc');

let lastMs = performance.now();
let lastCpu = process.cpuUsage();
let longestMs = 0;

setInterval(() => {
  const { user, system } = process.cpuUsage(lastCpu);
  const wallMs = performance.now() - lastMs;
  // On a loaded machine a process waits for its turn; what it computes itself is what holds the loop.
  longestMs = Math.max(longestMs, Math.min(wallMs, (user + system) / 1000) - TICK_MS);
  next();
}, TICK_MS).unref();

function next() {
  lastMs = performance.now();
  lastCpu = process.cpuUsage();
}

process.on('message', (message) => {
  if (message === 'measure') {
    const block = longestMs;
    collectGarbage();
    process.send({ longestBlockMs: block, heapBytes: process.memoryUsage().heapUsed });
    longestMs = 0;
    // The collection just made is not the gateway's work.
    next();
  }
});
process.channel.unref();
