import { existsSync, readFileSync } from 'node:fs';
import type {
  ChannelCredentialOptions,
  Credentials,
  DNSClusterOptions,
  GossipClusterOptions,
  SingleNodeOptions,
} from '@eventstore/db-client';
import { z } from 'zod';

/** What the client is made from. */
export type ConnectionSettings = {
  readonly to: SingleNodeOptions | GossipClusterOptions | DNSClusterOptions;
  readonly channel: ChannelCredentialOptions;
  readonly credentials: Credentials | undefined;
};

const SHAPE =
  /^(?:esdb|kurrentdb|kdb)(?<discover>\+discover)?:\/\/(?:(?<user>[^:@/?]+):(?<password>[^@/?]*)@)?(?<hosts>[^/?@]+)\/?(?:\?(?<query>.*))?$/;

const yesOrNo = z.enum(['true', 'false']).transform((text) => text === 'true');
const positive = z.coerce.number().int().positive();
const file = z
  .string()
  .refine((path) => existsSync(path), { error: 'names a file that does not exist' })
  .transform((path) => readFileSync(path));

/** The settings that are understood, in lower case. `throwOnAppendFailure` is not: switched off, it tells lies. */
const Settings = z.strictObject({
  tls: yesOrNo.default(true),
  tlscafile: file.optional(),
  usercertfile: file.optional(),
  userkeyfile: file.optional(),
  connectionname: z.string().min(1).optional(),
  maxdiscoverattempts: positive.optional(),
  discoveryinterval: positive.optional(),
  gossiptimeout: positive.optional(),
  keepaliveinterval: positive.optional(),
  keepalivetimeout: positive.optional(),
  nodepreference: z.enum(['leader', 'follower', 'read_only_replica', 'random']).optional(),
});

/**
 * The settings that a connection string names:
 * `esdb[+discover]://[user:password@]host[:2113][,host…][?key=value&…]`, or the same with `kurrentdb` or `kdb`.
 * Throws an Error that says what is wrong with it, never repeating a password.
 */
export function parseConnectionString(text: string): ConnectionSettings {
  const parts = SHAPE.exec(text.trim())?.groups;
  if (parts === undefined) {
    throw new Error('the event store’s address must look like esdb://host:2113?tls=false');
  }
  const parsed = Settings.safeParse(
    Object.fromEntries(
      [...new URLSearchParams(parts['query'] ?? '')].map(([key, value]) => [key.toLowerCase(), value]),
    ),
  );
  if (!parsed.success)
    throw new Error(`the event store’s address is wrong: ${z.prettifyError(parsed.error)}`);
  const { tls, tlscafile, usercertfile, userkeyfile, ...rest } = parsed.data;
  const { user, password } = parts;
  if (!tls && user !== undefined) {
    throw new Error(
      'the event store’s address has a password and tls=false: it would not be sent. Remove either.',
    );
  }
  if ((usercertfile === undefined) !== (userkeyfile === undefined)) {
    throw new Error('the event store’s address needs userCertFile and userKeyFile together');
  }
  const hosts = (parts['hosts'] ?? '').split(',').map(parseHost);
  const [first] = hosts;
  if (first === undefined) throw new Error('the event store’s address names no host');
  const common = {
    ...(rest.connectionname === undefined ? {} : { connectionName: rest.connectionname }),
    ...(rest.keepaliveinterval === undefined ? {} : { keepAliveInterval: rest.keepaliveinterval }),
    ...(rest.keepalivetimeout === undefined ? {} : { keepAliveTimeout: rest.keepalivetimeout }),
  };
  const cluster = {
    ...common,
    ...(rest.maxdiscoverattempts === undefined ? {} : { maxDiscoverAttempts: rest.maxdiscoverattempts }),
    ...(rest.discoveryinterval === undefined ? {} : { discoveryInterval: rest.discoveryinterval }),
    ...(rest.gossiptimeout === undefined ? {} : { gossipTimeout: rest.gossiptimeout }),
    ...(rest.nodepreference === undefined ? {} : { nodePreference: rest.nodepreference }),
  };
  return {
    to:
      parts['discover'] !== undefined
        ? { ...cluster, discover: first }
        : hosts.length > 1
          ? { ...cluster, endpoints: hosts }
          : { ...common, endpoint: first },
    channel: {
      insecure: !tls,
      ...(tlscafile === undefined ? {} : { rootCertificate: tlscafile }),
      ...(usercertfile === undefined ? {} : { userCertFile: usercertfile }),
      ...(userkeyfile === undefined ? {} : { userKeyFile: userkeyfile }),
    },
    credentials:
      user === undefined || password === undefined
        ? undefined
        : { username: decodeURIComponent(user), password: decodeURIComponent(password) },
  };
}

function parseHost(text: string): { address: string; port: number } {
  const match = /^([^:]+)(?::(\d{1,5}))?$/.exec(text.trim());
  const port = Number(match?.[2] ?? 2113);
  if (match?.[1] === undefined || port < 1 || port > 65_535) {
    throw new Error(`the event store’s address names a host that cannot be: ${text}`);
  }
  return { address: match[1], port };
}
