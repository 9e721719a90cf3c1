import { createHash } from 'node:crypto';
import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import { ApiOkResponse, ApiProduces, ApiTags } from '@nestjs/swagger';
import { AnswersWith, QueryParameters, type QueryAnswer } from '#platform/http';
import { RecordParams } from '#platform/records';
import { DossierAnswer } from './read/dossier/dossier.answers.ts';
import { dossierPage } from './read/dossier/dossier.page.ts';
import { Dossier } from './read/dossier/dossier.query.ts';
import { STYLE } from './read/dossier/page-parts.ts';

/** The one style of the page may be used, and nothing else, from wherever (CSP Level 3, hash sources). */
const POLICY = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'; frame-ancestors 'none'`;

@ApiTags('audit')
@Controller('agreements/:id/dossier')
export class DossierController {
  constructor(private readonly queries: QueryBus) {}

  /**
   * Everything about an agreement: what it says and what changed between versions, who signed in what capacity, the decisions
   * behind it, adoption by each municipality, released figures beside its terms, its whole history in Dutch, what only a source
   * tells, and the proofs.
   */
  @Get()
  @AnswersWith(DossierAnswer, { isRecord: true })
  dossier(
    @Param() { id }: RecordParams,
    @Query() parameters: QueryParameters,
  ): Promise<QueryAnswer<DossierAnswer>> {
    return this.queries.execute(new Dossier(id, parameters));
  }

  /** The same as a document in Dutch, made to be printed. */
  @Get('print')
  @ApiProduces('text/html')
  @ApiOkResponse({ schema: { type: 'string' } })
  @Header('Content-Type', 'text/html; charset=utf-8')
  @Header('Content-Security-Policy', POLICY)
  async print(@Param() { id }: RecordParams, @Query() parameters: QueryParameters): Promise<string> {
    return dossierPage(await this.queries.execute(new Dossier(id, parameters)));
  }
}
