import { describe, expect, it } from '@jest/globals';
import { parseConnectionString } from './connection-string.ts';

describe('the address of the event store', () => {
  it('names a single server', () => {
    expect(parseConnectionString('esdb://127.0.0.1:2114?tls=false')).toEqual({
      to: { endpoint: { address: '127.0.0.1', port: 2114 } },
      channel: { insecure: true },
      credentials: undefined,
    });
  });

  it('names a cluster, by its members or by its name', () => {
    expect(parseConnectionString('esdb://a,b:2115,c?nodePreference=leader&tls=true').to).toEqual({
      endpoints: [
        { address: 'a', port: 2113 },
        { address: 'b', port: 2115 },
        { address: 'c', port: 2113 },
      ],
      nodePreference: 'leader',
    });
    expect(parseConnectionString('kdb://a').to).toEqual({ endpoint: { address: 'a', port: 2113 } });
    expect(parseConnectionString('kurrentdb+discover://store.example/?maxDiscoverAttempts=3').to).toEqual({
      discover: { address: 'store.example', port: 2113 },
      maxDiscoverAttempts: 3,
    });
  });

  it('carries a name and a password, over TLS', () => {
    const { credentials, channel } = parseConnectionString('esdb://admin:ch%40ngeit@host');
    expect(credentials).toEqual({ username: 'admin', password: 'ch@ngeit' });
    expect(channel).toEqual({ insecure: false });
  });

  it.each([
    [
      'without TLS, a password would be dropped in silence',
      'esdb://admin:secret@host?tls=false',
      /tls=false/,
    ],
    ['another protocol', 'http://host:2113', /must look like/],
    ['nothing', '', /must look like/],
    ['a port that cannot be', 'esdb://host:99999', /host that cannot be/],
    ['a setting that nobody knows', 'esdb://host?tsl=false', /tsl/],
    ['answers that are not to be trusted', 'esdb://host?throwOnAppendFailure=false', /throwonappendfailure/],
    ['a value that cannot be', 'esdb://host?tls=maybe', /tls/],
    ['a certificate that is not there', 'esdb://host?tlsCAFile=no-such-file.pem', /does not exist/],
    ['half a key pair', `esdb://host?userCertFile=${encodeURIComponent('package.json')}`, /together/],
  ])('is refused: %s', (_, address, says) => {
    expect(() => parseConnectionString(address)).toThrow(says);
    expect(() => parseConnectionString(address)).not.toThrow(/secret/);
  });
});
