/**
 * `npm run licences`: lists the licences of everything that is shipped, from the lock file, and fails on one that is unknown,
 * missing, or asks for more than to be named. Another lock file may be given as an argument.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
]);
/** Looked at one by one. */
const EXCEPTIONS = new Map([
  // Part of @apollo/subgraph. It may be used and passed on, but not be offered to others as a managed service.
  ['@apollo/federation-internals', 'Elastic-2.0'],
]);
/** Developers' dependencies that are part of the dashboard's build. */
const BUNDLED = new Set(['preact', 'uplot']);

const path = process.argv[2] ?? fileURLToPath(new URL('../package-lock.json', import.meta.url));
const { packages } = JSON.parse(readFileSync(path, 'utf8'));
const shipped = Object.entries(packages)
  .filter(([place]) => place.startsWith('node_modules/'))
  .map(([place, { version, license, dev }]) => ({ name: nameOf(place), version, license, dev }))
  .filter(({ name, dev }) => !dev || BUNDLED.has(name));

const byLicence = groupBy(shipped, licenceOf);
for (const [licence, all] of [...byLicence].sort(([a], [b]) => (a < b ? -1 : 1))) {
  console.log(`${licence} (${all.length})`);
  console.log(`  ${all.map(({ name, version }) => `${name}@${version}`).join(' ')}`);
}
const refused = shipped.filter((one) => !isAllowed(one));
for (const one of refused) {
  console.error(`${one.name}@${one.version}: ${licenceOf(one)} is not on the list of scripts/licences.mjs`);
}
process.exitCode = refused.length === 0 ? 0 : 1;

/** Of `node_modules/a/node_modules/@b/c`: `@b/c`. */
function nameOf(place) {
  return place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

function licenceOf({ license }) {
  return typeof license === 'string' && license !== '' ? license : 'no licence';
}

/** Of `(MIT OR GPL-3.0)` one may be chosen; of `A AND B` both hold. */
function isAllowed(one) {
  const licence = licenceOf(one);
  if (EXCEPTIONS.get(one.name) === licence) return true;
  return licence
    .replace(/^\((.*)\)$/, '$1')
    .split(' OR ')
    .some((choice) => choice.split(' AND ').every((part) => ALLOWED.has(part)));
}

function groupBy(items, keyOf) {
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
