import { parseArgs } from 'node:util';
import { scavenge } from './scavenge.ts';

const { values } = parseArgs({ options: { data: { type: 'string', default: 'data/event-store' } } });

try {
  const report = await scavenge({ dataDir: values.data });
  console.log(
    `Kept ${report.kept} events, removed ${report.removed}; ` +
      `the data file went from ${report.bytesBefore} to ${report.bytesAfter} bytes.`,
  );
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
