import { Command } from 'commander';
import { keysDirIn, readConfiguration } from '#platform/configuration';
import { KeyFolder } from '#platform/sealing';

/** `register keys` */
export const keysCommand = (): Command =>
  new Command('keys').description('the keys with which referrals are sealed').addCommand(
    new Command('rotate')
      .description(
        'wrap every key with a new master key, beside a register that runs; what is sealed stays as it is',
      )
      .action(() => {
        const keys = KeyFolder.open(keysDirIn(readConfiguration(process.env)));
        console.log(
          `${keys.rotate().toLocaleString('en-GB')} keys are wrapped with a new master key. ` +
            'Back the folder up, and let go of the backups that hold the old one.',
        );
      }),
  );
