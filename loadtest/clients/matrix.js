// Runs every client through every scenario and prints the table.
// Arguments: the repository's root, then the clients, if not all.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import { startFleet } from './fleet.js';
import { SCENARIOS } from './scenarios.js';
import { markdown } from './table.js';
import { within } from './waiting.js';

const ADAPTERS = ['openai-node', 'vercel-ai-sdk', 'langchain-js'];
const SCENARIO_MS_MAX = 30_000;
const RUN_MS_MAX = 300_000;

const [home, ...wanted] = process.argv.slice(2);
const unknown = wanted.find((name) => !ADAPTERS.includes(name));
if (unknown !== undefined) {
  console.error(`spillway: unknown client '${unknown}' (expected: ${ADAPTERS.join(', ')})`);
  process.exit(2);
}

// The handlers of `exit` end what was started.
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
setTimeout(() => {
  console.error(`spillway: not done in ${RUN_MS_MAX / 1000} s`);
  process.exit(1);
}, RUN_MS_MAX).unref();

console.log('starting a gateway and simulated pods ...');
const fleet = await startFleet(home).catch((error) => {
  console.error(`spillway: ${error.message}`);
  process.exit(1);
});
const rows = await run(fleet, wanted.length ? wanted : ADAPTERS);
const table = markdown(Object.keys(SCENARIOS), rows);
const folder = `${home}/loadtest/target/clients`;
mkdirSync(folder, { recursive: true });
writeFileSync(`${folder}/matrix.md`, table);
console.log(`\n${table}`);
process.exit(rows.some((row) => row.cells.some((cell) => cell.failed)) ? 1 : 0);

async function run(fleet, names) {
  const all = [];
  for (const name of names) {
    const adapter = await import(`./adapters/${name}.js`);
    const cells = [];
    for (const [title, scenario] of Object.entries(SCENARIOS)) {
      const cell = await outcome(fleet, adapter, title, scenario);
      console.log(`${adapter.name}: ${title}: ${cell.text}`);
      if (cell.failed) console.log(cell.failed);
      cells.push(cell);
    }
    all.push({ client: `${adapter.name} (${adapter.packages.map(version).join(', ')})`, cells });
  }
  return all;
}

async function outcome(fleet, adapter, title, scenario) {
  const reason = adapter.notOffered[title];
  if (reason !== undefined) return { text: `not offered: ${reason}` };
  try {
    await within(SCENARIO_MS_MAX, title, scenario(adapter, fleet));
    return { text: 'ok' };
  } catch (error) {
    return { text: 'FAILED', failed: error };
  }
}

function version(name) {
  const file = new URL(`node_modules/${name}/package.json`, import.meta.url);
  return `${basename(name)} ${JSON.parse(readFileSync(file, 'utf8')).version}`;
}
