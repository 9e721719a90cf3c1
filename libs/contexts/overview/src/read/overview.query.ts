import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { byBordersOf, membersOn, nameOn } from '#contexts/municipality';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { noSuchRecord, Reading } from '#platform/records';
import { municipalityAnswer } from '#read/municipality';
import type { OverviewParameters } from '../overview.requests.ts';
import { figureQuestions, figuresOf } from './figures.ts';
import type { MunicipalityOverviewAnswer, RegionOverviewAnswer } from './overview.answers.ts';
import { geographyAt, municipalityAt, placeOf } from './place.ts';

export class MunicipalityOverview extends Query<QueryAnswer<MunicipalityOverviewAnswer>> {
  constructor(
    readonly code: string,
    readonly parameters: OverviewParameters,
  ) {
    super();
  }
}

export class RegionOverview extends Query<QueryAnswer<RegionOverviewAnswer>> {
  constructor(
    readonly regionId: string,
    readonly parameters: OverviewParameters,
  ) {
    super();
  }
}

@QueryHandler(MunicipalityOverview)
export class MunicipalityOverviewHandler implements IQueryHandler<MunicipalityOverview> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({
    code,
    parameters,
  }: MunicipalityOverview): Promise<QueryAnswer<MunicipalityOverviewAnswer>> {
    const today = this.clock.today();
    const { read, rows, geography, place } = await municipalityAt(this.reading, code, parameters, today);
    const row = rows.municipalities.find((one) => one.code === code);
    if (row === undefined) throw noSuchRecord();
    const found = await read.more((view) => figureQuestions(view, read.day, place.codes));
    const regions = [...geography.regions.values()].flatMap(({ regionId, name }) =>
      membersOn(read.day, regionId, geography)
        .filter((member) => member.code === code)
        .map(({ member }) => ({ regionId, name, member })),
    );
    return read.answer({
      municipality: municipalityAnswer(row, geography, read.day),
      codes: place.codes,
      regions,
      figures: figuresOf([place.codes], found, read.day),
    });
  }
}

@QueryHandler(RegionOverview)
export class RegionOverviewHandler implements IQueryHandler<RegionOverview> {
  constructor(
    private readonly reading: Reading,
    private readonly clock: Clock,
  ) {}

  async execute({ regionId, parameters }: RegionOverview): Promise<QueryAnswer<RegionOverviewAnswer>> {
    const { borders = 'recorded' } = parameters;
    const today = this.clock.today();
    const { read, geography } = await geographyAt(this.reading, parameters);
    const region = geography.regions.get(regionId);
    if (region === undefined) throw noSuchRecord();
    const { day } = read;
    const members = new Map<string, 'yes' | 'uncertain'>();
    for (const { code, member } of membersOn(day, regionId, geography)) {
      const holder = borders === 'recorded' ? code : byBordersOf(today, code, geography);
      if (member === 'yes' || !members.has(holder)) members.set(holder, member);
    }
    const places = [...members.keys()].sort().map((code) => placeOf(code, geography, borders, today));
    const codes = places.flatMap((place) => place.codes);
    const rows = await read.more((view) => figureQuestions(view, day, codes));
    return read.answer({
      regionId,
      name: region.name,
      borders,
      members: places.map((place) => ({
        ...place,
        name: nameOn(borders === 'recorded' ? day : today, place.code, geography),
        member: members.get(place.code) ?? 'uncertain',
        figures: figuresOf([place.codes], rows, day),
      })),
      figures: figuresOf(
        places.map((place) => place.codes),
        rows,
        day,
      ),
    });
  }
}
