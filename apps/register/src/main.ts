import { Command } from 'commander';
import { endProcess, main } from '#platform/process';

/** The commands, loaded one by one: all that they rest on together takes seconds. */
const COMMANDS: ReadonlyMap<string, () => Promise<Command>> = new Map([
  ['import', async () => (await import('./import.command.ts')).importCommand()],
  ['generate', async () => (await import('./generate.command.ts')).generateCommand()],
  ['status', async () => (await import('./status.command.ts')).statusCommand()],
  ['verify', async () => (await import('./verify.command.ts')).verifyCommand()],
  ['dossier', async () => (await import('./dossier.command.ts')).dossierCommand()],
  ['bundle', async () => (await import('./bundle.command.ts')).bundleCommand()],
  ['checkpoint', async () => (await import('./checkpoint.command.ts')).checkpointCommand()],
  ['rebuild', async () => (await import('./rebuild.command.ts')).rebuildCommand()],
  ['replay', async () => (await import('./replay.command.ts')).replayCommand()],
  ['parked', async () => (await import('./parked.command.ts')).parkedCommand()],
  ['actor', async () => (await import('./actor.command.ts')).actorCommand()],
  ['access-log', async () => (await import('./access-log.command.ts')).accessLogCommand()],
  ['destroy', async () => (await import('./destroy.command.ts')).destroyCommand()],
  ['keys', async () => (await import('./keys.command.ts')).keysCommand()],
  ['token', async () => (await import('./token.command.ts')).tokenCommand()],
  ['matters', async () => (await import('./matters.command.ts')).mattersCommand()],
]);

await main(async () => {
  const args = process.argv.slice(2);
  const program = new Command('register').description(
    'The register of Goede Start / Kansrijke Start in the Veenkoloniën from the command line.',
  );
  // Whoever asks for no command, or for one that there is not, is shown all of them.
  const asked = COMMANDS.get(args[0] ?? '');
  for (const load of asked === undefined ? COMMANDS.values() : [asked]) program.addCommand(await load());
  await program.parseAsync(args, { from: 'user' });
  await endProcess(0);
});
