import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { AnswersCommand, CommandAnswer, CommandContext } from '#platform/http';
import { RecordParams, RecordRoutes } from '#platform/records';
import { finding } from './finding.decider.ts';
import type { FindingEvent } from './finding.events.ts';
import { DecideOnFinding, type FindingAsked } from './finding.handlers.ts';
import { AcknowledgeFindingRequest } from './finding.requests.ts';

/** What is said of findings; what is found is a question of its own. */
@ApiTags('audit')
@Controller('audit/findings')
export class FindingController extends RecordRoutes<FindingEvent, FindingAsked>(
  finding,
  (...asked) => new DecideOnFinding(...asked),
) {
  /** Acknowledges a finding: somebody knows of it, and says why it stands as it is. */
  @Post(':id/acknowledgements')
  @AnswersCommand()
  acknowledge(
    @Param() { id }: RecordParams,
    @Body() body: AcknowledgeFindingRequest,
    @CommandContext() context: CommandContext,
  ): Promise<CommandAnswer> {
    return this.ask(id, { type: 'AcknowledgeFinding', findingId: id, ...body }, context);
  }
}
