// Child processes of the run: started through the launcher, ended by their id.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const START_MS_MAX = 60_000;
const LINES_KEPT = 50;

/** Small processes: many of them share the machine with the clients. */
const JVM = '-Xmx192m -XX:TieredStopAtLevel=1';

const running = new Set();

// Whatever ends the run, nothing that it started outlives it.
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts a command of the launcher and waits for a line that says where it listens.
 *
 * @returns the child process, the match of that line, and its last lines, for messages
 */
export function start(home, args, listens) {
  const child = spawn(`${home}/spillway`, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, JAVA_OPTS: JVM },
  });
  running.add(child);
  const lines = [];
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => failed('does not listen'), START_MS_MAX);
    const failed = (what) => reject(new Error(`${args[0]} ${what}:\n${lines.join('\n')}`));
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (lines.length > LINES_KEPT) lines.shift();
        const match = listens.exec(line);
        if (match) {
          clearTimeout(late);
          resolve({ child, match, lines });
        }
      });
    }
    child.on('error', (error) => failed(error.message));
    child.on('exit', (code, signal) => {
      running.delete(child);
      clearTimeout(late);
      failed(`ended with ${code ?? signal}`);
    });
  });
}

/** Ends a process at once, without a last word, and waits until it is gone. */
export async function kill({ child }) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
}
