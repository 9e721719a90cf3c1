import { assertSafe, OWN_CLAIMS, Roles } from '#platform/callers';
import { parseConnectionString } from '#platform/event-store';
import { Witness } from '#platform/ledger';
import { z } from 'zod';

const empty = (value: unknown): unknown => (value === '' ? undefined : value);

const EventStoreUrl = z.string().superRefine((url, context) => {
  try {
    parseConnectionString(url);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});
const DatabaseUrl = z.string().regex(/^postgres(ql)?:\/\/.+/, {
  error: 'must be a connection string such as postgresql://user:password@host:5432/register',
});

const listOf = (value: unknown): unknown =>
  typeof value === 'string' ? value.split(/[\s,]+/).filter((one) => one !== '') : value;
const WitnessKey = z.string().transform((text, context) => {
  try {
    return Witness.parse(text);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    context.addIssue({ code: 'custom', message: `must be the key of a witness: ${why}` });
    return z.NEVER;
  }
});

const IssuerUrl = z.string().superRefine((url, context) => {
  try {
    const { hash, search } = new URL(url);
    if (hash !== '' || search !== '') throw new Error('must have neither query nor fragment');
    assertSafe(new URL(url));
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
  }
});
const claimName = (name: string) => z.preprocess(empty, z.string().max(200).default(name));
const LOOPBACK: readonly string[] = ['127.0.0.1', '::1', 'localhost'];

/** Every setting of the register, read from the environment; each with its sentence for the documentation. */
export const Settings = z
  .object({
    PORT: z
      .preprocess(
        empty,
        z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535).default(3000),
      )
      .describe('Port of the API; 0 takes a free one.'),
    HOST: z
      .preprocess(empty, z.string().default('127.0.0.1'))
      .describe('Address on which the API listens; another than the loopback address needs OIDC_ISSUER.'),
    ALLOWED_HOSTS: z
      .preprocess(
        (value) => listOf(empty(value)),
        z
          .array(
            z.string().regex(/^[a-z0-9.-]+(:\d{1,5})?$/, {
              error: 'must be host names, with a port where it has one',
            }),
          )
          .default([]),
      )
      .describe('Names by which the API is reached, beside the loopback address; separated by commas.'),
    ALLOWED_ORIGINS: z
      .preprocess(
        (value) => listOf(empty(value)),
        z
          .array(
            z
              .string()
              .regex(/^https?:\/\/[^/]+$/, { error: 'must be origins such as https://dashboard.example' }),
          )
          .default([]),
      )
      .describe('Web origins whose pages may ask the API (CORS); separated by commas.'),
    REQUESTS_PER_MINUTE: z
      .preprocess(
        empty,
        z.coerce.number({ error: 'must be a number' }).int().min(0).max(10_000_000).default(6000),
      )
      .describe('How often a minute one caller may ask one process; 0: as often as they like.'),
    OIDC_ISSUER: z
      .preprocess(empty, IssuerUrl.optional())
      .describe(
        'Whose access tokens are taken: an issuer of OpenID Connect; unset: this machine, on embedded stores only.',
      ),
    OIDC_AUDIENCE: z
      .preprocess(empty, z.string().max(200).optional())
      .describe('What `aud` must be in them.'),
    OIDC_ROLE_CLAIM: claimName(OWN_CLAIMS.role).describe('The claim with the role; nested ones are dotted.'),
    OIDC_ROLES: z
      .preprocess(
        (value) => listOf(empty(value)),
        z
          .array(
            z.string().regex(new RegExp(`^[^=]+=(${Roles.join('|')})$`), {
              error: `must be pairs such as register-office=programme-office; roles are ${Roles.join(', ')}`,
            }),
          )
          .default([]),
      )
      .describe(
        'What the issuer calls roles, where not as the register does: theirs=ours, separated by commas.',
      ),
    OIDC_MUNICIPALITIES_CLAIM: claimName(OWN_CLAIMS.municipalities).describe('The claim with GM codes.'),
    OIDC_ORGANISATION_CLAIM: claimName(OWN_CLAIMS.organisation).describe(
      'The claim with the id of an organisation of the register.',
    ),
    WATCH_PORT: z
      .preprocess(
        empty,
        z.coerce.number({ error: 'must be a port number' }).int().min(0).max(65535).default(0),
      )
      .describe('Port of the health and metrics of a projector on 127.0.0.1; 0 takes a free one.'),
    DATA_DIR: z.preprocess(empty, z.string().default('./.data')).describe('Folder of the embedded stores.'),
    KEYS_DIR: z
      .preprocess(empty, z.string().optional())
      .describe(
        'Folder of the keys with which referrals are sealed; unset: `keys` in DATA_DIR, on embedded stores only.',
      ),
    RETENTION_MONTHS: z
      .preprocess(
        (value) => listOf(empty(value)),
        z
          .array(
            z.string().regex(/^([a-z][a-zA-Z0-9]{0,63}=)?[1-9]\d{0,3}$/, {
              error: 'must be a number of months, and topic=months for topics with a term of their own',
            }),
          )
          .default([]),
      )
      .describe(
        'How many months after the last thing that happened to it a referral is destroyed; 24 where nothing is said, and topic=months for topics with a term of their own.',
      ),
    FIGURES_THRESHOLD: z
      .preprocess(
        empty,
        z.coerce
          .number({ error: 'must be a whole number from 5 to 1000' })
          .int()
          .min(5)
          .max(1000)
          .default(10),
      )
      .describe('Of fewer people than this no figure is released, nor one from which fewer could be found.'),
    LEDGER_ORIGIN: z
      .preprocess(
        empty,
        z
          .string()
          .regex(/^[^\s+]{1,200}$/, { error: 'must be one word without +, such as register.example.nl/2026' })
          .default('register.local/ledger'),
      )
      .describe(
        'The name under which tree heads of the audit ledger are signed; best one that nobody else has.',
      ),
    CHECKPOINT_SECONDS: z
      .preprocess(
        empty,
        z.coerce.number({ error: 'must be a number of seconds' }).int().min(1).max(86_400).default(60),
      )
      .describe('How often what is new in the journal is signed.'),
    LEDGER_WITNESS_URL: z
      .preprocess(empty, z.url({ protocol: /^https?$/, error: 'must be a web address' }).optional())
      .describe(
        'Where an outside witness takes in tree heads (C2SP tlog-witness): each is laid before it, and its cosignature kept.',
      ),
    LEDGER_WITNESS_KEY: z
      .preprocess(empty, WitnessKey.optional())
      .describe('The key with which that witness cosigns, as name+hash+key.'),
    EVENTSTORE_URL: z
      .preprocess(empty, EventStoreUrl.optional())
      .describe('Connection string of EventStoreDB or KurrentDB; unset: the embedded store.'),
    DATABASE_URL: z
      .preprocess(empty, DatabaseUrl.optional())
      .describe('Connection string of PostgreSQL; unset: the embedded server.'),
  })
  .superRefine((settings, context) => {
    const [set, unset] =
      settings.EVENTSTORE_URL === undefined
        ? ['DATABASE_URL', 'EVENTSTORE_URL']
        : ['EVENTSTORE_URL', 'DATABASE_URL'];
    const says = (path: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [path], message });
    if ((settings.LEDGER_WITNESS_URL === undefined) !== (settings.LEDGER_WITNESS_KEY === undefined)) {
      const missing = settings.LEDGER_WITNESS_URL === undefined ? 'LEDGER_WITNESS_URL' : 'LEDGER_WITNESS_KEY';
      says(missing, 'must be set: a witness has an address and a key');
    }
    const topics = settings.RETENTION_MONTHS.map((term) => (term.includes('=') ? term.split('=')[0] : ''));
    if (new Set(topics).size < topics.length)
      says('RETENTION_MONTHS', 'must say one term for each topic, and one for all others');
    if (settings.OIDC_ISSUER === undefined && !LOOPBACK.includes(settings.HOST))
      says(
        'OIDC_ISSUER',
        'must be set, since HOST is not the loopback address: tokens of this machine are for it alone',
      );
    else if (settings.OIDC_ISSUER !== undefined && settings.OIDC_AUDIENCE === undefined)
      says(
        'OIDC_AUDIENCE',
        'must be set, since OIDC_ISSUER is: a token for another service is not one for this',
      );
    if ((settings.EVENTSTORE_URL === undefined) === (settings.DATABASE_URL === undefined)) return;
    context.addIssue({
      code: 'custom',
      path: [unset],
      message: `must be set too, since ${set} is: either both stores are servers of your own, or both are embedded`,
    });
  });
