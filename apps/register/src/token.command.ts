import { Command, Option } from 'commander';
import { localToken, Roles, type LocalClaims } from '#platform/callers';
import { readConfiguration } from '#platform/configuration';

const HOURS_MAX = 24;
type Options = Pick<LocalClaims, 'role' | 'organisation' | 'subject'> & {
  readonly municipality?: readonly string[];
  readonly hours?: string;
};

/** `register token` */
export const tokenCommand = (): Command =>
  new Command('token')
    .description('an access token of this machine, for the register on embedded stores')
    .addOption(new Option('--role <role>', 'in which role').choices(Roles).makeOptionMandatory())
    .option('--municipality <codes...>', 'GM codes, for the role municipality')
    .option('--organisation <id>', 'an organisation of the register, for the roles partner and municipality')
    .option('--subject <text>', 'who it is for: the same subject is the same actor', 'local')
    .option('--hours <n>', `for how long, at most ${HOURS_MAX}`, '8')
    .action(async ({ role, municipality, organisation, subject, hours }: Options) => {
      const { issuer } = readConfiguration(process.env);
      if (issuer === null || issuer.kind === 'oidc')
        throw new Error(
          'Tokens of this machine are for the register on embedded stores without OIDC_ISSUER; ask your issuer for one.',
        );
      const forHours = Number(hours);
      if (!(forHours > 0 && forHours <= HOURS_MAX)) throw new Error(`--hours: must be at most ${HOURS_MAX}`);
      const claims = { role, municipalities: municipality, organisation, subject, hours: forHours };
      console.log(await localToken(issuer.dataDir, claims));
    });
