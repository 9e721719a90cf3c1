import type { ChangeEntry } from '#platform/records';
import type { Told } from './old-and-new.ts';
import type { ZgwTrailAnswer } from './trail.answers.ts';

const REGISTER = 'Register Kansrijke Start';
const WEERGAVE_MAX = 200;

const textIn = (of: object | null | undefined, ...names: readonly string[]): string => {
  const fields = (of ?? {}) as { readonly [name: string]: unknown };
  for (const name of names) {
    const value = fields[name];
    if (typeof value === 'string' && value !== '') return value;
  }
  return '';
};

/** An event in the fields of the audit trail of the ZGW APIs, of the record that it is first of all about. */
export function zgwOf(entry: ChangeEntry, [told]: readonly Told[]): ZgwTrailAnswer {
  const { record, eventId, type, by, recordedAt, data, speaksOf } = entry;
  const kind = record.slice(0, record.indexOf('-'));
  const url = told?.url ?? `/v1/audit/trail?record=${record}`;
  const began = told === undefined ? entry.revision === 0 : told.before === null;
  const ended = told !== undefined && told.before !== null && told.after === null;
  const values = told?.values ?? [];
  const applicatieId = textIn(by, 'sourceSystem');
  return {
    uuid: eventId,
    bron: kind === 'decision' ? 'brc' : 'register',
    applicatieId,
    applicatieWeergave: applicatieId === '' ? REGISTER : applicatieId,
    gebruikersId: textIn(by, 'actor'),
    gebruikersWeergave: textIn(by, 'role', 'actor'),
    actie: ended ? 'destroy' : began ? 'create' : 'partial_update',
    actieWeergave: type,
    resultaat: began ? 201 : 200,
    hoofdObject: url,
    resource: kind,
    resourceUrl: url,
    toelichting: speaksOf?.reason ?? textIn(data as object | null, 'reason'),
    resourceWeergave: (textIn(told?.after ?? told?.before, 'title', 'name', 'subject') || record).slice(
      0,
      WEERGAVE_MAX,
    ),
    aanmaakdatum: recordedAt,
    wijzigingen: {
      oud: Object.fromEntries(values.map(({ field, old }) => [field, old])),
      nieuw: Object.fromEntries(values.map((value) => [value.field, value.new])),
    },
  };
}
