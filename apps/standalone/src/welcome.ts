import { QueryBus } from '@nestjs/cqrs';
import Table from 'cli-table3';
import { encodePosition, EventStore } from '#platform/event-store';
import { messageOf } from '#platform/process';
import { RegionOverview, type PairAnswer, type RegionMemberOverviewAnswer } from '#read/overview';
import type { Running } from './together.ts';

const REGION = 'veenkolonien';

/** Where the register answers, what it knows of the region, and three requests to try. */
export async function welcome({ app, url, access: { issuer } }: Running): Promise<string> {
  const said = [
    `The register answers at ${url}/v1, to whoever has an access token.`,
    `Its description is at ${url}/v1/openapi.json. Ctrl-C stops it; what is recorded stays.`,
  ];
  const last = await app.get(EventStore).lastPosition();
  if (last === null) return [...said, 'It is empty: npm run register -- import <folder>'].join('\n');
  const region = new RegionOverview(REGION, { after: encodePosition(last) });
  const asked = await app
    .get(QueryBus)
    .execute(region)
    .catch((error: unknown) => messageOf(error));
  // A register without the region is sound, and so is one whose read models still have to catch up.
  if (typeof asked === 'string') return [`No overview of the region yet (${asked})`, '', ...said].join('\n');
  const requests = [
    issuer.kind === 'local'
      ? 'TOKEN=$(npm run --silent register -- token --role programme-office)'
      : `TOKEN=…   # an access token of ${issuer.url}`,
    ...[
      `${url}/v1/regions/${REGION}/overview`,
      `'${url}/v1/municipalities/GM0114/agreements?validOn=2022-03-01'`,
      `${url}/v1/municipalities/GM0040/overview`,
    ].map((address) => `curl -s -H "Authorization: Bearer $TOKEN" ${address}`),
  ];
  return [
    tableOf(asked.data.members),
    '+n?: n more perhaps, since a date is unknown or not precise enough.',
    '',
    ...said,
    '',
    'Try:',
    ...requests.map((line) => `  ${line}`),
  ].join('\n');
}

const pair = ({ certain, uncertain }: PairAnswer): string =>
  uncertain === 0 ? String(certain) : `${certain} +${uncertain}?`;

function tableOf(members: readonly RegionMemberOverviewAnswer[]): string {
  const table = new Table({
    head: [
      'municipality',
      'coalition (phase)',
      'decisions',
      'agreements in force',
      'adoption known',
      'unknown',
    ],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  for (const { code, name, figures } of members) {
    const { adopted, deviating, refused, notApplicable, notYet, unknown } = figures.regionalAgreements;
    table.push([
      `${name ?? ''} (${code})`,
      figures.coalitions.map((one) => `${one.name} (${one.phase ?? 'not begun'})`).join('\n'),
      pair(figures.decisions),
      pair(figures.agreementsInForce),
      adopted + deviating + refused + notApplicable + notYet,
      unknown,
    ]);
  }
  return table.toString();
}
