import type { Element } from 'hast';
import { toHtml } from 'hast-util-to-html';
import { h } from 'hastscript';
import { IsoDate, type Json } from '#kernel';
import type { QueryAnswer } from '#platform/http';
import type { DossierAnswer } from './dossier.answers.ts';
import { code, facts, note, section, STYLE, table, valueOf } from './page-parts.ts';
import { contentFieldInDutch, inWords, STANDINGS, STATES, valueInDutch } from './page-words.ts';
import {
  ADOPTIONS,
  CERTAINTIES,
  dateInDutch,
  instantInDutch,
  KINDS,
  LEVELS,
  listInDutch,
  untilInDutch,
} from './words.ts';

type Answered = QueryAnswer<DossierAnswer>;
type Part = {
  readonly dossier: DossierAnswer;
  readonly nameOf: (id: string) => string;
  /** A word of a content, or a name; any other text as it is. */
  readonly wordOf: (text: string) => string;
};

function headOf(
  { dossier: { agreement }, nameOf }: Part,
  { validOn, asOf, number }: Answered['meta'],
): Element {
  const { period, municipalities, reviewDueOn, ending } = agreement;
  const places = municipalities.includes('*') ? 'alle gemeenten' : listInDutch(municipalities.map(nameOf));
  const lasts =
    period === null
      ? 'nooit in werking getreden'
      : `van ${inWords(period.from, 'onbekend')} tot en met ${inWords(period.until, 'onbepaald')}`;
  const known = asOf === null ? 'het moment van vragen' : instantInDutch(asOf);
  return h('header', [
    note('Dossier uit het register van Goede Start en Kansrijke Start in de Veenkoloniën'),
    h('h1', agreement.title),
    facts([
      ['Kenmerk', code(agreement.agreementId)],
      ['Soort en niveau', `${KINDS[agreement.kind]}, ${LEVELS[agreement.level]}`],
      ['Geldt voor', places === '' ? 'niet genoemd' : places],
      [
        `In werking op ${validOn === null ? 'vandaag' : dateInDutch(IsoDate.parse(validOn))}`,
        CERTAINTIES[agreement.inForce],
      ],
      ['Looptijd', lasts],
      ['Volgende evaluatie', reviewDueOn === null ? 'niet afgesproken' : dateInDutch(reviewDueOn)],
      ['Geëindigd', ending === null ? 'nee' : 'ja'],
      ['Zoals het register het wist', `op ${known}, tot en met nummer ${number}`],
    ]),
  ]);
}

const signaturesOf = ({ dossier: { agreement }, nameOf }: Part): Element =>
  section(
    'Partijen en ondertekening',
    ...agreement.versions.map(
      ({ number, effect, signatures, missingSignatures, declinedBy, contentHash }) => [
        h(
          'h3',
          effect === null
            ? `Versie ${number}, niet in werking getreden`
            : `Versie ${number}, in werking: ${dateInDutch(effect.on)}, ${untilInDutch(effect.until)}`,
        ),
        table(
          ['Partij', 'Hoedanigheid', 'Functie', 'Datum', 'Besluit', 'Handtekening'],
          [
            ...signatures.map((one) => [
              nameOf(one.organisationId),
              one.capacity ?? '',
              one.function ?? '',
              dateInDutch(one.on),
              one.decisionId ?? '',
              STANDINGS[one.standing],
            ]),
            ...missingSignatures.map((id) => [nameOf(id), '', '', '', '', 'ontbreekt']),
            ...declinedBy.map((id) => [nameOf(id), '', '', '', '', 'geweigerd']),
          ],
          'Er zijn geen partijen genoemd die moeten ondertekenen.',
        ),
        note('SHA-256 van de inhoud: ', code(contentHash)),
      ],
    ),
  );

function contentsOf({ dossier: { agreement, versionChanges }, wordOf }: Part): Element {
  const newest = agreement.versions.at(-1);
  const fields = Object.entries({ ...newest?.content }).filter(([, value]) => value !== undefined);
  return section(
    'Wat is afgesproken',
    facts(fields.map(([field, value]) => [contentFieldInDutch(field), valueOf(value as Json, wordOf)])),
    ...versionChanges.map(({ number, changes }) => [
      h('h3', `Versie ${number} naast versie ${number - 1}`),
      table(
        ['Onderdeel', `Versie ${number - 1}`, `Versie ${number}`],
        changes.map(({ field, before, after }) => [
          contentFieldInDutch(field),
          valueOf(before, wordOf),
          valueOf(after, wordOf),
        ]),
        'Beide versies zeggen hetzelfde.',
      ),
    ]),
  );
}

const decisionsOf = ({ dossier: { decisions }, nameOf }: Part): Element =>
  section(
    'Besluiten waarop het rust',
    table(
      ['Besluit', 'Onderwerp', 'Genomen', 'Van kracht', 'Wacht op'],
      decisions.map(({ decisionId, decision }) => {
        if (decision === null) return [code(decisionId), 'dit register heeft het niet', '', '', ''];
        const awaited = decision.awaiting.map(({ text, bodies }) =>
          bodies.length === 0
            ? text
            : listInDutch(bodies.map(({ municipality }) => nameOf(municipality ?? ''))),
        );
        return [
          code(decisionId),
          decision.subject,
          decision.takenOn === null ? 'nog niet' : inWords(decision.takenOn, 'onbekend'),
          CERTAINTIES[decision.effective],
          awaited.join('; '),
        ];
      }),
      'Geen besluit wordt genoemd.',
    ),
  );

const adoptionsOf = ({ dossier: { agreement }, nameOf }: Part): Element =>
  section(
    'Vaststelling per gemeente',
    table(
      ['Gemeente', 'Stand', 'Sinds', 'Besluit', 'Afwijking of reden'],
      agreement.adoptions.map((one) => [
        one.municipality === '*' ? 'alle gemeenten' : nameOf(one.municipality),
        `${ADOPTIONS[one.state]}${one.isCertain === 'uncertain' ? ' (niet zeker)' : ''}`,
        one.on === null ? '' : dateInDutch(one.on),
        one.decisionId ?? '',
        [one.deviation, one.reason].filter((text) => text !== null).join(' '),
      ]),
      'Er is geen gemeente genoemd.',
    ),
  );

function figuresOf({ dossier: { figures, agreement }, nameOf }: Part): Element {
  const route = agreement.versions.at(-1)?.content.terms?.route;
  const term = (days: number | undefined): string => (days === undefined ? 'geen' : `${days} werkdagen`);
  const shown = (count: number | null): string => (count === null ? 'niet getoond' : String(count));
  return section(
    'Verwijzingen, naast wat is afgesproken',
    route === undefined
      ? []
      : facts([
          ['Termijn voor antwoord', term(route.respondWithinWorkingDays)],
          ['Termijn voor de start', term(route.startWithinWorkingDays)],
          ['Termijn voor terugkoppeling', term(route.feedbackWithinWorkingDays)],
        ]),
    table(
      [
        'Kwartaal',
        'Onder deze afspraak',
        'Gemeente',
        'Mediaan tot antwoord',
        'tot start',
        'tot terugkoppeling',
      ],
      figures.map(({ period, sent, municipality, figures: { workingDays } }) => [
        period,
        shown(sent),
        nameOf(municipality),
        shown(workingDays.toAcceptance.median),
        shown(workingDays.toStart.median),
        shown(workingDays.toFeedback.median),
      ]),
      'Over verwijzingen onder deze afspraak zijn geen cijfers vrijgegeven.',
    ),
  );
}

const historyOf = ({ dossier: { history } }: Part): Element =>
  section(
    'Geschiedenis',
    table(
      ['Nr.', 'Vastgelegd', 'Wat', 'Stand'],
      history.map(({ number, recordedAt, sentence, sentenceNow, standing }) => [
        String(number),
        instantInDutch(recordedAt),
        sentenceNow === null ? sentence : h('span', [sentence, h('div', `Luidt nu: ${sentenceNow}`)]),
        STATES[standing],
      ]),
      'Er is niets vastgelegd.',
    ),
  );

const sourcesOf = ({ dossier: { unconfirmed }, wordOf }: Part): Element =>
  section(
    'Wat alleen een bron vertelt',
    table(
      ['Nr.', 'Wat', 'Bron'],
      unconfirmed.map(({ number, sentence, source }) => [
        String(number),
        sentence,
        valueOf({ ...source }, wordOf),
      ]),
      'Niets: alles is hier vastgelegd of door een partij bevestigd.',
    ),
  );

function proofOf({ dossier: { ledger } }: Part): Element {
  if (ledger === null) return section('Bewijs', note('Er is nog niets ondertekend.'));
  return section(
    'Bewijs',
    h('p', [
      'Het register is een boom van hashes (RFC 9162), en de kop ervan is ondertekend. Met de sleutel ',
      code(ledger.verifier),
      ' is na te gaan dat geen van de vastleggingen hieronder sindsdien is veranderd, weggehaald of tussengevoegd.',
    ]),
    h('pre', ledger.note),
    table(
      ['Nr.', 'Hash van de vastlegging', 'Weg naar de kop'],
      ledger.proofs.map(({ number, leaf, path }) => [String(number), code(leaf), code(path.join(' '))]),
      'De vastleggingen zijn nog niet ondertekend.',
    ),
  );
}

/** The dossier as a document to be printed: HTML, whole in itself. */
export function dossierPage({ data: dossier, meta }: Answered): string {
  const names = new Map(dossier.names.map(({ id, name }) => [id, name]));
  const nameOf = (id: string): string => names.get(id) ?? id;
  const part: Part = { dossier, nameOf, wordOf: (text) => valueInDutch(text) ?? nameOf(text) };
  const page = h('html', { lang: 'nl' }, [
    h('head', [
      h('meta', { charset: 'utf-8' }),
      h('meta', { name: 'viewport', content: 'width=device-width, initial-scale=1' }),
      h('title', `Dossier ${dossier.agreement.title}`),
      h('style', STYLE),
    ]),
    h('body', [
      headOf(part, meta),
      ...[contentsOf, signaturesOf, decisionsOf, adoptionsOf, figuresOf, historyOf, sourcesOf, proofOf].map(
        (of) => of(part),
      ),
    ]),
  ]);
  return `<!doctype html>\n${toHtml(page)}\n`;
}
