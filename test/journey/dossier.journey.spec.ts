import { describe, expect, it } from '@jest/globals';
import { provesInclusion, type Hash } from '#platform/ledger';
import type { DossierAnswer } from '#read/overview';
import { ask } from '../support/asking.ts';
import { eventually } from '../support/event-stores.ts';
import { Audited, HERE } from '../support/findings.ts';
import { HandClock } from '../support/hand-clock.ts';
import { registerAt } from '../support/register-at.ts';
import { rule } from '../support/rule.ts';

describe(rule('audit.dossier', 'of an agreement'), () => {
  const clock = new HandClock('2026-11-10T12:00:00Z');
  const register = registerAt(clock);
  const audit = new Audited(register);
  const ID = 'samen-vooruit';
  const dossier = async (parameters = ''): Promise<DossierAnswer> =>
    (await ask<DossierAnswer>(register, `agreements/${ID}/dossier?${audit.after}${parameters}`)).data;
  const sentencesOf = ({ history }: DossierAnswer): string[] => history.map(({ sentence }) => sentence);

  it('tells its history in Dutch, and what is wrong in it as it reads now', async () => {
    await audit.decided('samen', '2024-01-05');
    await audit.draft(ID, {
      ...{ title: 'Samen vooruit', decisionId: 'samen', agreedFrom: '2024-02', agreedUntil: '2027-12-31' },
      terms: { summary: 'Dertig gezinnen.', targets: [{ what: 'families', number: 30 }] },
    });
    await audit.told(`agreements/${ID}/submissions`, { on: '2024-01-10' });
    await audit.signed(ID, '2024-02-01');
    const [drafted] = (await dossier()).history;
    await audit.told(`agreements/${ID}/publications`, { on: '2024-02-08' });
    const published = (await dossier()).history.at(-1);
    const correction = { changes: { on: '2024-02-09' }, reason: 'Verlezen.' };
    await audit.told(`agreements/${ID}/corrections`, { corrects: published?.eventId, ...correction });
    const whole = await dossier();
    expect(drafted?.sentence).toBe(
      '‘Samen vooruit’ is op 1 januari 2024 opgesteld als versie 1, voor Verloskundigen Coevorden en Icare Jeugdgezondheidszorg.',
    );
    expect(sentencesOf(whole).slice(1)).toEqual([
      'De overeenkomst is op 10 januari 2024 voorgelegd aan Verloskundigen Coevorden en Icare Jeugdgezondheidszorg.',
      expect.stringMatching(/^Verloskundigen Coevorden ondertekende op 1 februari 2024/),
      expect.stringMatching(/^Icare Jeugdgezondheidszorg ondertekende op 1 februari 2024/),
      'De overeenkomst trad in februari 2024 in werking, tot en met 31 december 2027.',
      'De overeenkomst is op 8 februari 2024 bekendgemaakt.',
      'Een eerdere vastlegging is verbeterd. Reden: Verlezen.',
    ]);
    expect(whole.history.at(-2)).toMatchObject({
      ...{ standing: 'corrected', sentenceNow: 'De overeenkomst is op 9 februari 2024 bekendgemaakt.' },
    });
    expect(whole.decisions).toMatchObject([{ decisionId: 'samen', decision: { effective: 'yes' } }]);
    expect(whole.unconfirmed).toEqual([]);
  }, 40_000);

  it('sets its versions side by side', async () => {
    const terms = { summary: 'Zestig gezinnen.', targets: [{ what: 'families', number: 60 }] };
    await audit.told(`agreements/${ID}/amendments`, { terms, on: '2025-01-10' });
    const { versionChanges, agreement } = await dossier();
    expect(versionChanges).toEqual([
      {
        number: 2,
        changes: [
          { field: 'terms.summary', before: 'Dertig gezinnen.', after: 'Zestig gezinnen.' },
          {
            field: 'terms.targets',
            before: [{ what: 'families', number: 30 }],
            after: [{ what: 'families', number: 60 }],
          },
        ],
      },
    ]);
    expect(agreement.versions.map(({ effect }) => effect === null)).toEqual([false, true]);
    const before = await dossier('&asOf=2026-11-10T11:00:00Z').catch((error: unknown) => String(error));
    expect(before).toMatch(/answers 404/);
  }, 40_000);

  it('proves each line of its history', async () => {
    await eventually(async () => ((await dossier()).ledger?.proofs.length ?? 0) > 0, 30_000);
    const { ledger, history } = await dossier();
    const bytes = (base64: string): Hash => Buffer.from(base64, 'base64');
    const numbers = history.map(({ number }) => number);
    const { size = 0, root = '', proofs = [] } = ledger ?? {};
    expect(proofs.map(({ number }) => number)).toEqual(numbers.filter((number) => number <= size));
    for (const { number, leaf, path } of proofs) {
      const tree = { leaf: bytes(leaf), index: number - 1, size, root: bytes(root) };
      expect(provesInclusion(tree, path.map(bytes))).toBe(true);
      expect(provesInclusion({ ...tree, index: number }, path.map(bytes))).toBe(false);
    }
  }, 60_000);

  it('says what only a source tells, until somebody confirms it', async () => {
    const open = await ask<{ agreements: { agreementId: string }[] }>(
      register,
      'agreements?unconfirmed=yes&limit=1',
    );
    const [{ agreementId = '' } = {}] = open.data.agreements;
    const told = (): Promise<{ data: DossierAnswer }> =>
      ask<DossierAnswer>(register, `agreements/${agreementId}/dossier?${audit.after}`);
    const { unconfirmed, history } = (await told()).data;
    expect(unconfirmed[0]).toMatchObject({
      ...{
        number: history[0]?.number,
        source: { collection: expect.any(String), record: expect.any(String) },
      },
      sentence: expect.stringMatching(/^Volgens een bron \(.+\): ‘.+’ is .+ opgesteld als versie 1/),
    });
    await audit.told(`agreements/${agreementId}/confirmations`, {
      ...{ confirms: history[0]?.eventId, organisationId: 'gemeente-emmen', on: '2026-11-10' },
    });
    const after = (await told()).data;
    expect(after.unconfirmed).toHaveLength(unconfirmed.length - 1);
    expect(after.history.at(-1)?.sentence).toMatch(/bevestigde op 10 november 2026 wat een bron vertelt\.$/);
  }, 40_000);

  it('is a page to be printed, whole in itself, in which nothing of what was told is markup', async () => {
    const evil = '<script>alert(1)</script> & “samen”';
    await audit.agreed('onveilig', { title: evil, terms: { summary: '</style><img src=x>' } });
    await audit.told('agreements/onveilig/adoptions', {
      ...{ municipality: HERE, on: '2024-03-01', deviation: 'Binnen tien dagen.', reason: 'Twee krachten.' },
    });
    const { status, headers, text } = await register.get(
      `/v1/agreements/onveilig/dossier/print?${audit.after}`,
    );
    expect([status, headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(text).toMatch(/^<!doctype html>\n<html lang="nl"><head>/);
    expect(text).toContain('&#x3C;script>alert(1)&#x3C;/script> &#x26; “samen”');
    expect(text).not.toMatch(/<(script|img|link)|<[^>]+ (src|href)=/);
    expect(text.match(/<\/style>/g)).toHaveLength(1);
    for (const heading of ['Wat is afgesproken', 'Partijen en ondertekening', 'Geschiedenis', 'Bewijs'])
      expect(text).toContain(`<h2>${heading}</h2>`);
    expect(text).toContain('<td>vastgesteld met afwijking</td>');
    expect(text).toContain('met een afwijking: Binnen tien dagen. Reden: Twee krachten.');
    expect(text).toContain('<dt>fasen</dt><dd><span><div><span>tijdens de zwangerschap</span>');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-[^']+';/);
    expect((await register.get('/v1/agreements/nergens/dossier/print')).status).toBe(404);
    expect((await register.as({ role: 'analyst' }).get('/v1/agreements/onveilig/dossier')).status).toBe(200);
  }, 40_000);
});
