import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { FINDING_RULES, FindingRules, type FindingRule } from '#contexts/finding';
import type { Provenance, Start } from '#kernel';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { joined, sql, type Sql, type View } from '#platform/read-store';
import { PAGE_ITEMS, pageOf, Reading } from '#platform/records';
import { acknowledgement } from '#read/finding';
import type { FindingParameters } from '../../overview.requests.ts';
import { askAbout, type Where } from '../place.ts';
import { timeline } from '../timeline.projection.ts';
import * as agreements from './agreement-findings.ts';
import * as others from './other-findings.ts';
import type { FoundRow, LookedAt, Looking } from './finding-rule.ts';
import type { FindingAnswer, FindingEventAnswer, FindingPage } from './findings.answers.ts';

/** What is found in a place: each rule looks at what stands now, or stood then; nothing is stored of it. */
export class Findings extends Query<QueryAnswer<FindingPage>> {
  constructor(
    readonly where: Where,
    readonly parameters: FindingParameters,
  ) {
    super();
  }
}

const LOOKING: Readonly<Record<FindingRule, readonly Looking[]>> = {
  'review-passed': [agreements.reviewPassed],
  'signature-missing': [agreements.signatureMissing],
  unconfirmed: [agreements.unconfirmedAgreement, others.unconfirmedRecord],
  'adopted-without-decision': [agreements.adoptedWithoutDecision],
  'adopted-by-ineffective-decision': [agreements.adoptedByIneffectiveDecision],
  'not-adopted': [agreements.notAdopted],
  'party-left-coalition': [agreements.partyLeftCoalition],
  'expired-yet-used': [agreements.expiredYetUsed],
  'no-route': [agreements.noRoute],
  'obligation-missed': [others.obligationMissed],
  'coalition-incomplete': [others.coalitionIncomplete],
  'conditional-too-long': [others.conditionalTooLong],
  overtaken: [others.overtaken],
  undated: [others.undated],
};

/** How many months something may wait, where nobody says. */
const PATIENCE = { adoptedWithin: 12, conditionalFor: 6 };

type Line = FoundRow & {
  readonly place: string;
  readonly findingId: string;
  readonly reason: string | null;
  readonly acknowledgedOn: Start | null;
  readonly provenance: Provenance | null;
};

/** A page of what is found, and one more, in the order of rules and records. */
function lines(
  at: LookedAt,
  { rule, acknowledged, cursor, limit = PAGE_ITEMS }: FindingParameters,
): Sql<Line> {
  const rules = rule === undefined ? FindingRules : [rule];
  const found = rules.flatMap((one) =>
    LOOKING[one].map(({ found: rows }) => sql`SELECT ${one} AS rule, f.* FROM (${rows(at)}) f`),
  );
  const after = cursor === undefined ? '' : Buffer.from(cursor, 'base64url').toString();
  const parts = sql`f.rule, f.about, coalesce(f.part, ''), coalesce(f.since::text, '')`;
  // As the decisions on a finding know it: the hash of an array in canonical JSON.
  const named = sql`SELECT f.*, array_to_string(ARRAY[${parts}], ' ') AS place, left(encode(sha256(convert_to(
      '[' || (SELECT string_agg(to_json(t.text)::text, ',' ORDER BY t.at) FROM unnest(ARRAY[${parts}])
        WITH ORDINALITY t(text, at)) || ']', 'UTF8')), 'hex'), 32) AS finding_id
    FROM (${joined(found, ' UNION ')}) f`;
  return sql<Line>`SELECT f.rule, f.about, f.part, f.since::text, f.event_ids, f.place, f.finding_id,
      k.reason, k.acknowledged_on, k.provenance
    FROM (${named}) f LEFT JOIN ${at.view.rows(acknowledgement)} k ON k.finding_id = f.finding_id
    WHERE f.place COLLATE "C" > ${after}
      AND (${acknowledged ?? null}::text IS NULL OR (k.finding_id IS NOT NULL) = (${acknowledged ?? null} = 'yes'))
    ORDER BY f.place COLLATE "C" LIMIT ${limit + 1}`;
}

type Evidence = FindingEventAnswer & { readonly about: string; readonly named: readonly string[] };

/** The events behind some findings, as their records read. */
const eventsBehind = (view: View, page: readonly Line[]) => ({
  told: sql<Evidence>`SELECT t.about, t.number::float8 AS number, t.event_id, t.type,
      array_remove(ARRAY[t.data ->> 'municipality', t.data ->> 'organisationId', t.data ->> 'role'], NULL) AS named
    FROM ${view.rows(timeline)} t
    WHERE t.about = ANY (${[...new Set(page.map(({ about }) => about))]}::text[])
      AND t.type = ANY (${page.flatMap(({ rule }) => LOOKING[rule].flatMap(({ behind }) => behind))}::text[])
    ORDER BY t.number, t.part`,
  recorded: sql<FindingEventAnswer>`SELECT seq::float8 AS number, event_id, type FROM ${view.journal()} j
    WHERE event_id = ANY (${page.flatMap(({ eventIds }) => eventIds ?? [])}::uuid[]) ORDER BY seq`,
});

/** Whether what an event tells is about the part of a record that a finding is about, where it names any. */
const isOfPart = (part: string | null, named: readonly string[]): boolean =>
  part === null || named.length === 0 || named.some((one) => part.split(' ').includes(one));

@QueryHandler(Findings)
export class FindingsHandler implements IQueryHandler<Findings> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({ where, parameters }: Findings): Promise<QueryAnswer<FindingPage>> {
    const { limit = PAGE_ITEMS, adoptedWithin, conditionalFor } = parameters;
    const patience = {
      adoptedWithin: adoptedWithin ?? PATIENCE.adoptedWithin,
      conditionalFor: conditionalFor ?? PATIENCE.conditionalFor,
    };
    const { read, rows, more } = await askAbout(
      this.reading,
      where,
      parameters,
      this.clock.today(),
      (view, day, codes) => ({ found: lines({ view, day, codes, patience }, parameters) }),
    );
    const { page, next } = pageOf(rows.found, limit, ({ place }) => Buffer.from(place).toString('base64url'));
    const evidence = page.length === 0 ? null : await more((view) => eventsBehind(view, page));
    const eventsOf = ({ rule, about, part, eventIds }: Line): readonly FindingEventAnswer[] => {
      const behind = LOOKING[rule].flatMap((looking) => looking.behind);
      const ones: readonly FindingEventAnswer[] =
        eventIds === null
          ? (evidence?.told ?? []).filter(
              (one) => one.about === about && behind.includes(one.type) && isOfPart(part, one.named),
            )
          : (evidence?.recorded ?? []).filter(({ eventId }) => eventIds.includes(eventId));
      return ones.map(({ number, eventId, type }) => ({ number, eventId, type }));
    };
    const findings = page.map((line): FindingAnswer => {
      const { findingId, rule, about, part, since, reason, acknowledgedOn, provenance } = line;
      return {
        ...{ findingId, rule, says: FINDING_RULES[rule], about, part, since },
        events: eventsOf(line),
        acknowledged:
          reason === null || acknowledgedOn === null || provenance === null
            ? null
            : { reason, on: acknowledgedOn, provenance },
      };
    });
    return read.answer({ findings, next });
  }
}
