import { mustBeOrganisation } from '#contexts/organisation';
import { isReversed, sameJson, type PartialDate } from '#kernel';
import type {
  AccedeToAgreement,
  AmendAgreement,
  BringIntoEffect,
  DeclineSignature,
  SignAgreement,
  SigningCommand,
  SubmitAgreement,
  WithdrawFromAgreement,
} from './agreement.commands.ts';
import type { AgreementEvent } from './agreement.events.ts';
import { versionInForce } from './agreement.facts.ts';
import { mustBeDecision, mustBeParties, newestOf, reject } from './agreement.guards.ts';
import {
  effectDayOf,
  evolve,
  missingSignatures,
  type AgreementState,
  type Signature,
} from './agreement.state.ts';

/** How a version comes to hold: submitted, signed by every party, in effect; amended and signed again. */
export function decideSigning(command: SigningCommand, state: AgreementState): readonly AgreementEvent[] {
  switch (command.type) {
    case 'SubmitAgreement':
      return submit(command, state);
    case 'SignAgreement':
      return sign(command, state);
    case 'DeclineSignature':
      return decline(command, state);
    case 'BringIntoEffect':
      return bringIntoEffect(command, state);
    case 'AccedeToAgreement':
      return accede(command, state);
    case 'WithdrawFromAgreement':
      return withdraw(command, state);
    case 'AmendAgreement':
      return amend(command, state);
  }
}

function submit(command: SubmitAgreement, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, facts, ...data } = command;
  const newest = newestOf(state);
  const to = [...(command.to ?? newest.content.parties)];
  if (state.submitted && sameJson(newest.content.parties, to)) return []; // Asked twice, decided once.
  if (state.ending !== null) return reject('agreement.ended', 'agreementId');
  if (newest.number > 1) return reject('agreement.amendment-pending', 'agreementId');
  if (newest.effect?.perSource === false) return reject('agreement.in-effect', 'agreementId');
  if (to.length === 0) return reject('agreement.no-parties', 'to');
  mustBeParties(to, 'to', facts.organisations);
  return [{ type: 'agreement.Submitted', data: { ...data, to } }];
}

function sign(command: SignAgreement, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, facts, ...data } = command;
  const newest = newestOf(state);
  if (!state.submitted) return reject('agreement.not-submitted', 'agreementId');
  if (!state.parties.includes(command.organisationId))
    return reject('agreement.not-a-party', 'organisationId');
  if (command.contentHash !== newest.contentHash) {
    return reject('agreement.other-version', 'contentHash', newest.contentHash);
  }
  const before = newest.signatures.find(
    ({ organisationId, contentHash }) =>
      organisationId === command.organisationId && contentHash === command.contentHash,
  );
  if (before !== undefined) {
    return isSame(before, command) ? [] : reject('agreement.already-signed', 'organisationId');
  }
  if (state.ending !== null) return reject('agreement.ended', 'agreementId');
  mustBeDecision(command.decisionId, facts.decision);
  return withEffect({ type: 'agreement.Signed', data }, state);
}

function decline(command: DeclineSignature, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, ...data } = command;
  const newest = newestOf(state);
  if (!state.submitted) return reject('agreement.not-submitted', 'agreementId');
  if (!state.parties.includes(command.organisationId))
    return reject('agreement.not-a-party', 'organisationId');
  if (newest.declined.some(({ said }) => sameJson(said, data))) return [];
  if (!missingSignatures(newest, state).includes(command.organisationId)) {
    return reject('agreement.already-signed', 'organisationId');
  }
  if (state.ending !== null) return reject('agreement.ended', 'agreementId');
  return [{ type: 'agreement.SignatureDeclined', data }];
}

function bringIntoEffect(command: BringIntoEffect, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, ...rest } = command;
  const newest = newestOf(state);
  const data = { ...rest, until: command.until ?? newest.content.agreedUntil ?? 'open' };
  const { effect } = newest;
  if (effect?.perSource === false) {
    const same = effect.on === command.on && effect.until === data.until;
    return same ? [] : reject('agreement.in-effect', 'agreementId');
  }
  if (state.ending !== null) return reject('agreement.ended', 'agreementId');
  if (missingSignatures(newest, state).length > 0) return reject('agreement.not-signed', 'agreementId');
  const signedOn = effectDayOf(newest, state);
  if (signedOn !== null && signedOn !== command.on) return reject('agreement.other-day', 'on', signedOn);
  if (isReversed(command.on, data.until)) return reject('agreement.ends-before-start', 'until');
  return [{ type: 'agreement.TookEffect', data }];
}

function accede(command: AccedeToAgreement, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, facts, ...data } = command;
  const newest = newestOf(state);
  if (state.parties.includes(command.organisationId)) {
    const before = newest.signatures.find(({ organisationId }) => organisationId === command.organisationId);
    if (before !== undefined && isSame(before, command)) return [];
    const isTold = before?.contentHash === null && !newest.content.parties.includes(command.organisationId);
    if (!isTold) return reject('agreement.already-a-party', 'organisationId');
  }
  if (state.ending !== null) return reject('agreement.ended', 'agreementId');
  if (versionInForce(state) === null) return reject('agreement.not-in-effect', 'agreementId');
  if (newest.effect === null) return reject('agreement.amendment-pending', 'agreementId');
  if (command.contentHash !== newest.contentHash) {
    return reject('agreement.other-version', 'contentHash', newest.contentHash);
  }
  mustBeOrganisation(command.organisationId, 'organisationId', facts.organisations);
  mustBeDecision(command.decisionId, facts.decision);
  return [{ type: 'agreement.PartyAcceded', data }];
}

function withdraw(command: WithdrawFromAgreement, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, ...data } = command;
  if (!state.parties.includes(command.organisationId)) {
    const before = state.withdrawals.findLast(
      ({ organisationId }) => organisationId === command.organisationId,
    );
    return before?.on === command.on ? [] : reject('agreement.not-a-party', 'organisationId');
  }
  return withEffect({ type: 'agreement.PartyWithdrew', data }, state);
}

function amend(command: AmendAgreement, state: AgreementState): readonly AgreementEvent[] {
  const { type: _, facts, ...changes } = command;
  const newest = newestOf(state);
  if (sameJson(newest.amendment, { ...changes, version: newest.number })) return [];
  if (state.ending !== null) return reject('agreement.ended', 'agreementId');
  if (versionInForce(state) === null) return reject('agreement.not-in-effect', 'agreementId');
  if (newest.effect === null) return reject('agreement.amendment-pending', 'agreementId');
  mustNotBeReversed(command.agreedFrom ?? command.on, command.agreedUntil);
  const taskLead = command.terms?.taskLead;
  if (taskLead !== undefined) mustBeOrganisation(taskLead, 'terms.taskLead', facts.organisations);
  return [{ type: 'agreement.Amended', data: { ...changes, version: newest.number + 1 } }];
}

export function mustNotBeReversed(from: PartialDate, until: PartialDate | 'open' | undefined): void {
  if (until !== undefined && isReversed(from, until)) reject('agreement.ends-before-start', 'agreedUntil');
}

/** `event`, and the effect where it completes the signatures. */
function withEffect(event: AgreementEvent, state: AgreementState): readonly AgreementEvent[] {
  const then = evolve(state, event, { kind: 'live' });
  const version = newestOf(then);
  const start = effectDayOf(version, then);
  const complete = then.submitted && start !== null && missingSignatures(version, then).length === 0;
  if (!complete || version.effect?.perSource === false) return [event];
  const { agreedUntil = 'open' } = version.content;
  if (isReversed(start, agreedUntil)) return reject('agreement.ends-before-start', 'on');
  const agreementId = event.data.agreementId;
  return [event, { type: 'agreement.TookEffect', data: { agreementId, on: start, until: agreedUntil } }];
}

const isSame = (signature: Signature, command: SignAgreement | AccedeToAgreement): boolean =>
  sameJson(
    [signature.capacity, signature.function, signature.on, signature.decisionId, signature.contentHash],
    [command.capacity, command.function, command.on, command.decisionId ?? null, command.contentHash],
  );
