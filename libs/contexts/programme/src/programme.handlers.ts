import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { HistoryCommand } from '#kernel';
import { municipality, MUNICIPALITY_REGISTER, municipalityFacts } from '#contexts/municipality';
import { Decisions, type Decided, type DecisionRequest } from '#platform/event-store';
import { programme, type ProgrammeCommand } from './programme.decider.ts';
import type { ProgrammeEvent } from './programme.events.ts';

type WithoutFacts<C> = C extends { readonly place?: unknown } ? Omit<C, 'place'> : C;

/** A command as a caller words it: what the register knows of the municipality is looked up here. */
export type ProgrammeAsked = WithoutFacts<ProgrammeCommand> | HistoryCommand<ProgrammeEvent>;

const namesNoMunicipality = (
  asked: ProgrammeAsked,
): asked is Extract<ProgrammeAsked, ProgrammeCommand | HistoryCommand<ProgrammeEvent>> =>
  !('municipality' in asked) || asked.municipality === undefined;

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
    if (namesNoMunicipality(asked)) return this.decisions.decide(programme, programmeId, asked, request);
    const { state, basedOn } = await this.decisions.read(municipality, MUNICIPALITY_REGISTER);
    const command = { ...asked, place: municipalityFacts(asked.municipality, state) };
    return this.decisions.decide(programme, programmeId, command, { ...request, basedOn: [basedOn] });
  }
}
