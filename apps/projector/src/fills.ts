import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import { upcasters } from '#contexts/all';
import { fillInBulk, type Fills } from '#platform/read-store';
import { projections as all } from '#projections/all';

const PROGRAM = fileURLToPath(new URL('./fill.main.js', import.meta.url));
const SAID_MAX = 2_000;

/** Fills read models that are far behind in a process of its own, which leaves this one its time; killed, it goes on. */
export function fillsApart(url: string): Fills {
  return async (projections, signal) => {
    // Where this is not built, as in a spec, or where it is about others, it is done here.
    if (!existsSync(PROGRAM) || projections.some((one) => !all.includes(one))) {
      return fillInBulk({ url, upcasters, projections, goOn: () => !signal.aborted });
    }
    const child = spawn(process.execPath, [PROGRAM], {
      env: { ...process.env, DATABASE_URL: url },
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => (said = (said + text).slice(-SAID_MAX)));
    const stop = (): void => void child.kill('SIGTERM');
    signal.addEventListener('abort', stop);
    try {
      await new Promise<void>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', (code) => {
          if (code === 0 || signal.aborted) resolve();
          else reject(new Error(`the filling ended with ${code ?? 'a signal'}: ${said.trim()}`));
        });
      });
    } finally {
      signal.removeEventListener('abort', stop);
    }
  };
}
