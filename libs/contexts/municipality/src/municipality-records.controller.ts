import { Controller } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { noSuchRecord, RecordRoutes } from '#platform/records';
import { municipality, MUNICIPALITY_REGISTER, type MunicipalityCommand } from './municipality.decider.ts';
import type { MunicipalityEvent } from './municipality.events.ts';
import { DecideOnMunicipalities } from './municipality.handlers.ts';

/** History and corrections of the one record of all municipalities and regions, called `register`. */
@ApiTags('municipalities')
@Controller('municipality-records')
export class MunicipalityRecordsController extends RecordRoutes<MunicipalityEvent, MunicipalityCommand>(
  municipality,
  (id, command, request) => {
    if (id !== MUNICIPALITY_REGISTER) throw noSuchRecord();
    return new DecideOnMunicipalities(command, request);
  },
) {}
