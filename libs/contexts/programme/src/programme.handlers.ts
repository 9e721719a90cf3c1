import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { HistoryCommand } from '#kernel';
import { municipality, MUNICIPALITY_REGISTER, municipalityFacts } from '#contexts/municipality';
import { confirmerFacts, organisation } from '#contexts/organisation';
import {
  Decisions,
  OtherRecords,
  type Decided,
  type DecisionRequest,
  type HistoryAsked,
} from '#platform/event-store';
import { programme, type ProgrammeCommand } from './programme.decider.ts';
import type { ProgrammeEvent } from './programme.events.ts';

type WithoutPlace<C> = C extends { readonly place?: unknown } ? Omit<C, 'place'> : C;

/** A command as a caller words it: what the register knows of the municipality is looked up here. */
export type ProgrammeAsked = WithoutPlace<ProgrammeCommand> | HistoryAsked<ProgrammeEvent>;

export class DecideOnProgramme extends Command<Decided> {
  constructor(
    readonly programmeId: string,
    readonly asked: ProgrammeAsked,
    readonly request: DecisionRequest,
  ) {
    super();
  }
}

@CommandHandler(DecideOnProgramme)
export class DecideOnProgrammeHandler implements ICommandHandler<DecideOnProgramme> {
  constructor(private readonly decisions: Decisions) {}

  async execute({ programmeId, asked, request }: DecideOnProgramme): Promise<Decided> {
    const others = new OtherRecords(this.decisions);
    const command = await this.#withFacts(asked, others);
    return this.decisions.decide(programme, programmeId, command, others.notedIn(request));
  }

  async #withFacts(
    asked: ProgrammeAsked,
    others: OtherRecords,
  ): Promise<ProgrammeCommand | HistoryCommand<ProgrammeEvent>> {
    switch (asked.type) {
      case 'Confirm':
        return {
          ...asked,
          facts: confirmerFacts(asked.organisationId, await others.read(organisation, asked.organisationId)),
        };
      case 'EnrolInSupport':
      case 'AnalyseSituation':
      case 'SetGoal':
      case 'PlanFollowUp':
      case 'DoFollowUp':
      case 'CloseSupport':
        return { ...asked, place: await placeOf(asked.municipality, others) };
      case 'MeetObligation':
      case 'MissObligation': {
        const { municipality: code } = asked;
        return code === undefined ? asked : { ...asked, place: await placeOf(code, others) };
      }
      default:
        return asked;
    }
  }
}

const placeOf = async (code: string, others: OtherRecords) =>
  municipalityFacts(code, await others.read(municipality, MUNICIPALITY_REGISTER));
