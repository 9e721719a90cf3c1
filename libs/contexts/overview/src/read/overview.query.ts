import { Query, QueryHandler, type IQueryHandler } from '@nestjs/cqrs';
import { membersOn } from '#contexts/municipality';
import { Clock } from '#platform/clock';
import type { QueryAnswer } from '#platform/http';
import { Reading } from '#platform/records';
import { municipalityAnswer } from '#read/municipality';
import type { OverviewParameters } from '../overview.requests.ts';
import { figureQuestions, figuresOf } from './figures.ts';
import type { MunicipalityOverviewAnswer, RegionOverviewAnswer } from './overview.answers.ts';
import { askAbout } from './place.ts';

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
    const about = await askAbout(this.reading, { code }, parameters, today, figureQuestions);
    const { read, geography, geographyRows, codes } = about;
    const row = geographyRows.municipalities.find((one) => one.code === code);
    if (row === undefined) throw read.absent();
    const regions = [...geography.regions.values()].flatMap(({ regionId, name }) =>
      membersOn(read.day, regionId, geography)
        .filter((member) => member.code === code)
        .map(({ member }) => ({ regionId, name, member })),
    );
    return read.answer({
      municipality: municipalityAnswer(row, geography, read.day),
      codes,
      regions,
      figures: figuresOf([codes], about.rows, read.day),
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
    const { read, geography, places, rows } = await askAbout(
      this.reading,
      { regionId },
      parameters,
      today,
      figureQuestions,
      { takesFormerMembers: true },
    );
    return read.answer({
      regionId,
      name: geography.regions.get(regionId)?.name ?? null,
      borders,
      members: places.map((place) => ({ ...place, figures: figuresOf([place.codes], rows, read.day) })),
      figures: figuresOf(
        places.map((place) => place.codes),
        rows,
        read.day,
      ),
    });
  }
}
