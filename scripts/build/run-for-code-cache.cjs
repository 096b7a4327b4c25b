/** Run by fill-code-cache.mjs: a start like any other, until it is told to keep what V8 has compiled. */
const { renameSync, writeFileSync } = require('node:fs');
const { script, CODE_CACHE } = require('../../dist/main.js');

process.once('message', () => {
  // Never half of it: V8 trusts what has the right head.
  writeFileSync(`${CODE_CACHE}.part`, script.createCachedData());
  renameSync(`${CODE_CACHE}.part`, CODE_CACHE);
  process.exit(0);
});
// The build has failed.
process.once('disconnect', () => process.exit(1));
