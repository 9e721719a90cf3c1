import { Controller } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiTags } from '@nestjs/swagger';
import type { HistoryCommand } from '#kernel';
import type { Decided, DecisionRequest } from '#platform/event-store';
import { noSuchRecord, RecordRoutes } from '#platform/records';
import { municipality, MUNICIPALITY_REGISTER } from './municipality.decider.ts';
import type { MunicipalityEvent } from './municipality.events.ts';
import { DecideOnMunicipalities } from './municipality.handlers.ts';

/** History and corrections of the one record of all municipalities and regions, called `register`. */
@ApiTags('municipalities')
@Controller('municipality-records')
export class MunicipalityRecordsController extends RecordRoutes<MunicipalityEvent>(municipality) {
  constructor(private readonly commands: CommandBus) {
    super();
  }

  protected override decideOnHistory(
    id: string,
    command: HistoryCommand<MunicipalityEvent>,
    request: DecisionRequest,
  ): Promise<Decided> {
    if (id !== MUNICIPALITY_REGISTER) throw noSuchRecord();
    return this.commands.execute(new DecideOnMunicipalities(command, request));
  }
}
