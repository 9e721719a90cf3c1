import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { Upcasters } from '#kernel';
import { fillInBulk, type FillingProgress, type Fills } from '#platform/read-store';
import { projections as all } from '#projections/all';

const PROGRAM = fileURLToPath(new URL('./fill.main.js', import.meta.url));
const SAID_MAX = 2_000;
/** What V8 would let grow to more, before it looks for what nobody needs. */
const HEAP_MB_MAX = 320;

/**
 * Fills read models that are far behind in a process of its own, which leaves this one its time and is bounded in its
 * memory; killed, the next one goes on. It ends when this process does.
 */
export function fillsApart(
  {
    url,
    keysDir,
    upcasters,
  }: { readonly url: string; readonly keysDir: string; readonly upcasters: Upcasters },
  onProgress?: (progress: FillingProgress) => void,
): Fills {
  return async (projections, signal) => {
    // Where this is not built, as in a spec, or where it is about others, it is done here.
    if (!existsSync(PROGRAM) || projections.some((one) => !all.includes(one))) {
      return fillInBulk({
        url,
        upcasters,
        projections,
        goOn: () => !signal.aborted,
        ...(onProgress && { onProgress }),
      });
    }
    const names = projections.map(({ name }) => name);
    const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB_MAX}`, PROGRAM, ...names], {
      env: { ...process.env, DATABASE_URL: url, KEYS_DIR: keysDir },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    createInterface(child.stdout).on('line', (line) => {
      const [seq, end] = line.split(' ').map(Number);
      if (seq !== undefined && end !== undefined) onProgress?.({ seq, end });
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
