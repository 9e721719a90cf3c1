import { Command } from 'commander';
import { endProcess, main } from '#platform/process';
import { generateCommand } from './generate.command.ts';
import { importCommand } from './import.command.ts';
import { mattersCommand } from './matters.command.ts';
import { parkedCommand } from './parked.command.ts';
import { rebuildCommand } from './rebuild.command.ts';
import { statusCommand } from './status.command.ts';
import { verifyCommand } from './verify.command.ts';

await main(async () => {
  const program = new Command('register')
    .description('The register of Goede Start / Kansrijke Start from the command line.')
    .addCommand(importCommand())
    .addCommand(generateCommand())
    .addCommand(statusCommand())
    .addCommand(verifyCommand())
    .addCommand(rebuildCommand())
    .addCommand(parkedCommand())
    .addCommand(mattersCommand());
  await program.parseAsync(process.argv.slice(2), { from: 'user' });
  await endProcess(0);
});
