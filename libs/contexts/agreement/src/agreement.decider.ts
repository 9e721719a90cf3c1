import {
  boundsOf,
  type Decider,
  isDecided,
  isReversed,
  lastDayBefore,
  Levels,
  PartialDate,
  sameJson,
} from '#kernel';
import { mustBeMunicipality } from '#contexts/municipality';
import { mustBeOrganisation } from '#contexts/organisation';
import { decideAdoption } from './agreement-adopting.decider.ts';
import type {
  AgreementCommand,
  DraftAgreement,
  ExpireAgreement,
  ExtendAgreement,
  RecordReviewDue,
  SupersedeAgreement,
  TerminateAgreement,
} from './agreement.commands.ts';
import { agreementCatalogue, type AgreementEvent } from './agreement.events.ts';
import { effectOf, reviewDueOn } from './agreement.facts.ts';
import {
  agreementRejections,
  mustBeDecision,
  mustBeParties,
  mustNotHaveEndedBy,
  reject,
} from './agreement.guards.ts';
import { decideSigning, mustNotBeReversed } from './agreement-signing.decider.ts';
import { evolve, NO_AGREEMENT, type AgreementState } from './agreement.state.ts';

// Decide

function decide(command: AgreementCommand, state: AgreementState): readonly AgreementEvent[] {
  if (command.type === 'DraftAgreement') return draft(command, state);
  if (state.draft === null) return reject('agreement.absent', 'agreementId');
  switch (command.type) {
    case 'SubmitAgreement':
    case 'SignAgreement':
    case 'DeclineSignature':
    case 'BringIntoEffect':
    case 'AccedeToAgreement':
    case 'WithdrawFromAgreement':
    case 'AmendAgreement':
      return decideSigning(command, state);
    case 'AdoptAgreement':
    case 'AdoptWithDeviation':
    case 'RefuseAdoption':
    case 'DeclareNotApplicable':
    case 'ConfirmAsSuccessor':
      return decideAdoption(command, state);
    case 'ReviewAgreement': {
      const { type: _, ...data } = command;
      if (state.reviews.some((review) => isDecided(review, data))) return []; // Asked twice, decided once.
      mustBeInEffect(state);
      mustNotHaveEndedBy(command.on, state);
      return [{ type: 'agreement.Reviewed', data }];
    }
    case 'RecordReviewDue':
      return recordReviewDue(command, state);
    case 'ExtendAgreement':
      return extend(command, state);
    case 'TerminateAgreement':
      return terminate(command, state);
    case 'ExpireAgreement':
      return expire(command, state);
    case 'SupersedeAgreement':
      return supersede(command, state);
    case 'PublishAgreement': {
      const { type: _, ...data } = command;
      const event = { type: 'agreement.Published', data } as const;
      return isDecided(state.publications.at(-1), event) ? [] : [event];
    }
    case 'WithholdFromPublication': {
      const { type: _, ...data } = command;
      const event = { type: 'agreement.WithheldFromPublication', data } as const;
      return isDecided(state.publications.at(-1), event) ? [] : [event];
    }
  }
}

function draft(command: DraftAgreement, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, facts, ...data } = command;
  if (isDecided(state.draft, data)) return [];
  if (state.draft !== null && !sameJson(state.draft.said, data)) {
    return reject('agreement.exists', 'agreementId');
  }
  const { scope, on } = command;
  if (scope.municipalities.length === 0 && scope.level !== 'national') {
    return reject('agreement.scope-empty', 'scope.municipalities');
  }
  scope.municipalities.forEach((code, index) =>
    mustBeMunicipality(code, on, `scope.municipalities.${index}`, facts.municipalities),
  );
  mustBeParties(command.parties ?? [], 'parties', facts.organisations);
  const taskLead = command.terms?.taskLead;
  if (taskLead !== undefined) mustBeOrganisation(taskLead, 'terms.taskLead', facts.organisations);
  mustBeDecision(command.decisionId, facts.decision);
  mustNarrow(command);
  mustNotBeReversed(command.agreedFrom ?? on, command.agreedUntil);
  return [{ type: 'agreement.Drafted', data }];
}

/** An agreement that narrows another names it; what it names must exist and be at least as wide. */
function mustNarrow({ parentAgreementId, scope, facts: { parent } }: DraftAgreement): void {
  if (parentAgreementId === undefined) return;
  if (parent?.known !== true)
    return reject('agreement.unknown-parent', 'parentAgreementId', parentAgreementId);
  const width = (level: string): number => Levels.findIndex((one) => one === level);
  if (parent.scope !== null && width(scope.level) < width(parent.scope.level)) {
    reject('agreement.wider-than-parent', 'scope.level');
  }
}

function extend(command: ExtendAgreement, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, ...data } = command;
  const { from, until } = mustBeInEffect(state);
  mustNotHaveEnded(command.on, state);
  if (until === command.until) return [];
  const further =
    until === 'unknown' ||
    (until !== 'open' &&
      (command.until === 'open' || boundsOf(command.until).latest > boundsOf(until).latest));
  if (!further || isReversed(from, command.until)) return reject('agreement.not-extended', 'until');
  return [{ type: 'agreement.Extended', data }];
}

/** What was agreed before it expired may be recorded after it. */
function mustNotHaveEnded(on: PartialDate, state: AgreementState): void {
  const { ending } = state;
  if (ending !== null && ending.how !== 'expired') reject('agreement.ended', 'agreementId');
  mustNotHaveEndedBy(on, state);
}

/** An end that only a source tells can still be decided. */
const mayEnd = (on: PartialDate, state: AgreementState): void =>
  mustNotHaveEnded(on, state.ending?.perSource === true ? { ...state, ending: null } : state);

function terminate(command: TerminateAgreement, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, ...data } = command;
  if (isDecided(state.ending, data)) return [];
  const { from } = mustBeInEffect(state);
  mayEnd(command.on, state);
  if (isReversed(from, command.on)) return reject('agreement.ends-before-start', 'on');
  if (command.by !== undefined && !state.parties.includes(command.by)) {
    return reject('agreement.not-a-party', 'by');
  }
  return [{ type: 'agreement.Terminated', data }];
}

/** A finding, once for each due day; a review that came, or a correction, has made it moot. */
function recordReviewDue(command: RecordReviewDue, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, on, ...data } = command;
  if (state.reviewsFellDue.includes(command.dueOn) || reviewDueOn(state) !== command.dueOn) return [];
  if (!isReversed(on, command.dueOn)) return reject('agreement.review-not-due', 'on');
  return [{ type: 'agreement.ReviewFellDue', data }];
}

function expire({ agreementId, on }: ExpireAgreement, state: AgreementState): readonly AgreementEvent[] {
  if (state.ending?.how === 'expired') return [];
  const { until } = mustBeInEffect(state);
  if (state.ending !== null) return reject('agreement.ended', 'agreementId');
  if (!PartialDate.is(until) || !isReversed(on, until)) return reject('agreement.not-expired', 'on');
  return [{ type: 'agreement.Expired', data: { agreementId, on: until } }];
}

function supersede(command: SupersedeAgreement, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, facts, ...data } = command;
  if (isDecided(state.ending, data)) return [];
  if (command.by === command.agreementId) return reject('agreement.supersedes-itself', 'by');
  if (!facts.successor.known) return reject('agreement.unknown-successor', 'by', command.by);
  const { from } = mustBeInEffect(state);
  mayEnd(lastDayBefore(command.on), state);
  if (isReversed(from, command.on)) return reject('agreement.ends-before-start', 'on');
  return [{ type: 'agreement.Superseded', data }];
}

/** A correction may move the effect, and not beyond the end that was agreed. */
function check({ versions }: AgreementState): void {
  for (const { effect } of versions) {
    if (effect?.perSource === false && isReversed(effect.on, effect.until)) {
      reject('agreement.ends-before-start', 'on');
    }
  }
}

/** The day of the effect follows from the signatures, where somebody had to sign. */
const follows = (event: AgreementEvent, { versions }: AgreementState): readonly string[] =>
  event.type === 'agreement.TookEffect' &&
  versions.some(({ signatures }) => signatures.some(({ contentHash }) => contentHash !== null))
    ? ['on']
    : [];

const mustBeInEffect = (state: AgreementState) =>
  effectOf(state) ?? reject('agreement.not-in-effect', 'agreementId');

export const agreement: Decider<AgreementCommand, AgreementState, AgreementEvent> = {
  name: 'agreement',
  events: agreementCatalogue,
  rejections: agreementRejections,
  initial: NO_AGREEMENT,
  decide,
  evolve,
  check,
  follows,
};
