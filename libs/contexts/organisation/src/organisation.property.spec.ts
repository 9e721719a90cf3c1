import { describe, it } from '@jest/globals';
import type { Changes } from '#kernel';
import { anySequence, sequencesMsMax, type Dice } from '#test/support/sequences';
import { organisation, type OrganisationCommand } from './organisation.decider.ts';
import type { OrganisationEvent } from './organisation.events.ts';
import type { OrganisationState } from './organisation.state.ts';

const organisationId = 'icare';

function next(state: OrganisationState, dice: Dice): OrganisationCommand {
  const registration: OrganisationCommand = {
    type: 'RegisterOrganisation',
    organisationId,
    name: 'Icare',
    kind: 'youthHealthCare',
    domain: dice.one(['social', 'medical']),
    identifiers: [{ scheme: 'kvk', value: '12345678' }],
  };
  const rename: OrganisationCommand = {
    type: 'RenameOrganisation',
    organisationId,
    name: dice.one(['Icare', 'Icare Noord', 'Icare JGZ']),
    on: dice.date(),
  };
  if (state.status === 'absent') return dice.percent(90) ? registration : rename;
  const { domain, name } = state.registration.said;
  if (state.ended !== null && dice.percent(70)) return { ...rename, name: state.name.said };
  return dice.one([
    rename,
    rename,
    rename,
    { ...registration, name, domain },
    { type: 'CloseOrganisation', organisationId, on: dice.date() },
    {
      type: 'SucceedOrganisation',
      organisationId,
      by: dice.percent(90) ? 'ggd' : organisationId,
      on: dice.date(),
      successor: { known: dice.percent(90) },
    },
  ]);
}

const slip = (event: OrganisationEvent, dice: Dice): Changes =>
  event.type === 'organisation.Registered.v2'
    ? { domain: dice.one(['social', 'medical']) }
    : { on: dice.date() };

describe('any sequence of commands', () => {
  it(
    'keeps an organisation what it was registered as, and closed once it is',
    () =>
      anySequence(organisation, organisationId, {
        next,
        slip,
        holds: (state, { recorded, isRevised }) => {
          if (isRevised) return;
          const types = recorded.map(({ event }) => event.type);
          const ends = types.filter((type) => /Closed|Succeeded/.test(type));
          if (ends.length > 1) throw new Error('it ended twice');
          if (ends.length === 1 && types.at(-1) !== ends[0]) throw new Error('something came after its end');
          if (types.length > 0 && types[0] !== 'organisation.Registered.v2')
            throw new Error('not registered');
          if (state.status === 'registered' && (state.ended !== null) !== (ends.length === 1)) {
            throw new Error('its end is not that of its events');
          }
        },
      }),
    sequencesMsMax(),
  );
});
