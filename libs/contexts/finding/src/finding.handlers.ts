import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import { confirmerFacts, organisation } from '#contexts/organisation';
import {
  Decisions,
  OtherRecords,
  type Decided,
  type DecisionRequest,
  type HistoryAsked,
} from '#platform/event-store';
import { finding, type FindingCommand } from './finding.decider.ts';
import type { FindingEvent } from './finding.events.ts';

export type FindingAsked = FindingCommand | HistoryAsked<FindingEvent>;

export class DecideOnFinding extends Command<Decided> {
  constructor(
    readonly findingId: string,
    readonly asked: FindingAsked,
    readonly request: DecisionRequest,
  ) {
    super();
  }
}

@CommandHandler(DecideOnFinding)
export class DecideOnFindingHandler implements ICommandHandler<DecideOnFinding> {
  constructor(private readonly decisions: Decisions) {}

  async execute({ findingId, asked, request }: DecideOnFinding): Promise<Decided> {
    const others = new OtherRecords(this.decisions);
    const command =
      asked.type === 'Confirm'
        ? {
            ...asked,
            facts: confirmerFacts(
              asked.organisationId,
              await others.read(organisation, asked.organisationId),
            ),
          }
        : asked;
    return this.decisions.decide(finding, findingId, command, others.notedIn(request));
  }
}
