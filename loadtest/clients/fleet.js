// The gateways and simulated pods that the clients are run against: three models with their pods.

import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { kill, start } from './processes.js';
import { until } from './waiting.js';

/** What the clients present. */
export const KEY = 'a-key-of-the-clinic';

/** The models: the options of each pod, and lines of the model's configuration. */
const MODELS = {
  sound: { pods: [[], []] },
  flaky: { pods: [['--fail', 'status=503@0.5'], []] },
  narrow: { pods: [[]], slots: 1, more: 'queue: { max: 0 }' },
};

const SPEED = '10';
const POD_LISTENS = /listens on (http:\S+)/;
const GATEWAY_LISTENS = /serving on (http:\S+?), admin on (http:\S+)/;

/** Starts all pods and a gateway that is ready for every model. */
export async function startFleet(home) {
  const models = await Promise.all(
    Object.entries(MODELS).map(async ([name, model]) => {
      const pods = await Promise.all(model.pods.map((options) => startPod(home, name, options)));
      return { name, ...model, pods };
    }),
  );
  const folder = mkdtempSync(join(tmpdir(), 'spillway-clients-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return {
    gateway: await startGateway(home, folder, models),
    /** One more gateway, before the sound pods. */
    another: () => startGateway(home, folder, models.slice(0, 1)),
    /** The pods' own count of requests of the sound model that were aborted. */
    async aborted() {
      const counts = await Promise.all(
        models[0].pods.map((pod) =>
          metric(pod.url, 'vllm:request_success_total', 'finished_reason="abort"'),
        ),
      );
      return counts.reduce((sum, count) => sum + count, 0);
    },
  };
}

async function startPod(home, model, options) {
  const usual = ['--port', '0', '--model', model, '--speed', SPEED, '--token-ids'];
  const pod = await start(home, ['engine', ...usual, ...options], POD_LISTENS);
  return { ...pod, url: pod.match[1] };
}

async function startGateway(home, folder, models) {
  const file = join(mkdtempSync(join(folder, 'gateway-')), 'gateway.yaml');
  writeFileSync(file, configuration(models));
  const gateway = await start(home, ['serve', '--config', file], GATEWAY_LISTENS);
  const [, url, admin] = gateway.match;
  for (const { name, pods } of models) {
    const serving = () => metric(admin, 'spillway_ready_replicas', `model="${name}"`);
    await until(`pods of ${name} that serve`, async () => (await serving()) === pods.length);
  }
  return {
    baseURL: `${url}/v1`,
    /** The sum of a metric's series that have all these labels. */
    metric: (name, ...labels) => metric(admin, name, ...labels),
    /** Requests of a model that ended with a status. */
    requests: (model, status) =>
      metric(admin, 'llm_requests_total', `model="${model}"`, `status="${status}"`),
    kill: () => kill(gateway),
  };
}

function configuration(models) {
  const hash = createHash('sha256').update(KEY).digest('hex');
  const lines = [
    'server: { host: 127.0.0.1, port: 0, secret: 0123456789abcdef0123456789abcdef }',
    'admin: { port: 0 }',
    `tenants: [ { name: clinic, keys: [ "sha256:${hash}" ] } ]`,
    'models:',
  ];
  for (const { name, pods, slots = 32, more } of models) {
    lines.push(
      `  - name: ${name}`,
      '    selfHosted:',
      `      endpoints: [ ${pods.map((pod) => `"${pod.url}"`).join(', ')} ]`,
      `      concurrencyPerPod: ${slots}`,
      '      warmup: { prompts: 2, firstTokenWithin: 3s, rampUp: 0s }',
    );
    if (more) lines.push(`    ${more}`);
  }
  return `${lines.join('\n')}\n`;
}

/** The sum of a metric's series that have all these labels; 0 when there is none. */
async function metric(url, name, ...labels) {
  const page = await (await fetch(`${url}/metrics`)).text();
  return page
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) && labels.every((label) => line.includes(label)))
    .reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
}
