// Waiting for what other processes bring about, always within a bound.

import { setTimeout as pause } from 'node:timers/promises';

const BOUND_MS = 20_000;

/** Waits until `condition` holds, which may be asynchronous. */
export async function until(what, condition, boundMs = BOUND_MS) {
  const deadline = Date.now() + boundMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`never came: ${what}`);
    await pause(20);
  }
}

/** The result of `work`, or an error when it takes longer than the bound. */
export async function within(boundMs, what, work) {
  let timer;
  const late = new Promise((_, reject) => {
    const error = new Error(`${what}: not done in ${boundMs / 1000} s`);
    timer = setTimeout(() => reject(error), boundMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
