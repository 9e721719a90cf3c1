import { Command } from 'commander';
import { endProcess, main } from '#platform/process';
import { generateCommand } from './generate.command.ts';
import { importCommand } from './import.command.ts';

await main(async () => {
  const program = new Command('register')
    .description('The register of Goede Start / Kansrijke Start from the command line.')
    .addCommand(importCommand())
    .addCommand(generateCommand());
  await program.parseAsync(process.argv.slice(2), { from: 'user' });
  await endProcess(0);
});
