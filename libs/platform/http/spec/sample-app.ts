import { connect } from 'node:net';
import { Body, Controller, Get, Module, Param, Post, Query } from '@nestjs/common';
import { ApiProperty, ApiTags } from '@nestjs/swagger';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { rejector, type End, type Hash, type PartialDate, type Start } from '#kernel';
import { stoppedAt } from '#platform/clock';
import { ClockModule } from '#platform/clock/module';
import * as http from '#platform/http';

export const NOW = '2026-03-01T23:30:00Z';

export class StoreGone extends Error {}
export class Changed extends Error {}

class Money {
  @http.IsEur()
  amountEur!: number;
  @http.IsName({ optional: true })
  source?: string;
}

class DraftCovenant {
  @http.IsIdField()
  covenantId!: string;
  @http.IsName({ says: 'What it is called.' })
  title!: string;
  @http.IsPartialDateField({ optional: true })
  on?: PartialDate;
  @http.IsStart({ optional: true })
  from?: Start;
  @http.IsEnd({ optional: true })
  until?: End;
  @http.IsHashField({ optional: true })
  contentHash?: Hash;
  @http.IsGmCode({ list: { min: 1, max: 11 } })
  municipalities!: string[];
  @http.IsEnumField(['before', 'during', 'after'], { optional: true, list: true })
  phases?: string[];
  @http.IsObjectOf(() => Money, { optional: true })
  money?: Money;
  @http.IsObjectOf(() => Money, { optional: true, list: { max: 3 } })
  grants?: Money[];
  @http.IsJsonObject({ optional: true })
  changes?: Record<string, unknown>;
  @http.IsUrlField({ optional: true })
  url?: string;
  @http.IsBooleanField({ optional: true })
  public?: boolean;
}

class CovenantPath {
  @http.IsIdField()
  id!: string;
}

class CovenantParameters extends http.QueryParameters {
  @http.IsGmCode({ optional: true })
  municipality?: string;
  @http.IsWholeNumber({ min: 1, max: 200, fromText: true }, { optional: true })
  pageSize?: number;
}

class Covenant {
  @ApiProperty()
  id!: string;
}

const rejections = {
  'covenant.absent': { kind: 'absent', says: 'There is no such covenant.' },
  'covenant.other-version': { kind: 'conflict', says: 'The signature names another version.' },
  'covenant.never': { kind: 'invalid', says: 'This can never be.' },
} as const;
const reject = rejector(rejections);

const outcome = {
  id: 'c-1',
  revision: 4,
  position: 'v1.abc',
  events: [{ id: 'e-1', type: 'covenant.Drafted' }],
};

@ApiTags('covenants')
@Controller('covenants')
export class CovenantsController {
  static asked: unknown[] = [];

  @Post()
  @http.AnswersCommand()
  draft(
    @Body() body: DraftCovenant,
    @http.CommandContext() context: http.CommandContext,
  ): http.CommandAnswer {
    CovenantsController.asked.push({ body, context });
    return new http.CommandAnswer({ ...outcome, repeated: context.idempotencyKey === 'again' });
  }

  @Get()
  @http.AnswersWith([Covenant])
  all(@Query() query: CovenantParameters): http.QueryAnswer<Covenant[]> {
    CovenantsController.asked.push(query);
    return new http.QueryAnswer({ number: 7, asOf: query.asOf ?? null, validOn: null }, []);
  }

  @Get(':id')
  @http.AnswersWith(Covenant)
  one(@Param() { id }: CovenantPath): http.QueryAnswer<Covenant> {
    switch (id) {
      case 'absent':
        return reject('covenant.absent', 'id');
      case 'other-version':
        return reject('covenant.other-version', 'contentHash', { now: 'abc' });
      case 'never':
        return reject('covenant.never', 'signatures.0.on');
      case 'store-gone':
        throw new StoreGone('node 3 at 10.0.0.3 is down');
      case 'changed':
        throw new Changed();
      case 'database-gone':
        throw Object.assign(new Error('query failed'), {
          driverError: Object.assign(new Error('password=secret'), { code: '57P01' }),
        });
      case 'broken':
        throw new TypeError('secret inner state');
      default:
        return new http.QueryAnswer({ number: 7, asOf: null, validOn: '2026-03-02' }, { id });
    }
  }

  @Post(':id/submission')
  @http.AnswersCommand()
  submit(@Param() _path: CovenantPath, @http.CurrentCaller() caller: http.Caller): http.CommandAnswer {
    CovenantsController.asked.push(caller);
    return new http.CommandAnswer({ ...outcome, events: [], repeated: false });
  }

  @Get(':id/slow')
  async slow(@Param() _path: CovenantPath): Promise<object> {
    // Longer than an answer may take; nothing is to wait for the end of it.
    await new Promise((resolve) => setTimeout(resolve, 3000).unref());
    return {};
  }
}

export const health = { storeIsUp: true };

@Module({
  imports: [
    ClockModule.of(stoppedAt(NOW)),
    http.HealthModule.of({
      useFactory: () => ({
        database: () => Promise.resolve(),
        store: () => (health.storeIsUp ? Promise.resolve() : Promise.reject(new Error('password=secret'))),
      }),
    }),
  ],
  controllers: [CovenantsController],
})
class SampleModule {}

export const api: http.ApiDescription = {
  title: 'Sample',
  version: '1.2.3',
  description: 'A sample.',
  contact: { name: 'Office', url: 'https://example.org', email: 'office@example.org' },
};

export const sampleApp = (): Promise<NestFastifyApplication> =>
  http.createHttpApp(SampleModule, {
    api,
    problems: http.problemsOf(rejections),
    logger: false,
    admission: new http.LoopbackAdmission(),
    timeouts: { requestMs: 400, answerMs: 1500 },
    errors: [
      {
        error: StoreGone,
        status: 503,
        code: 'store.unavailable',
        detail: 'The event store cannot be reached.',
      },
      { error: Changed, status: 412, code: 'request.revision-changed', detail: 'The record has changed.' },
    ],
  });

/** The sample, listening on a free port of the loopback address. */
export async function startSample(): Promise<{ app: NestFastifyApplication; url: string; port: number }> {
  const app = await sampleApp();
  const url = await http.listen(app, 0);
  return { app, url, port: Number(new URL(url).port) };
}

/** What a server answers to raw bytes, until it closes the connection or `waitMs` has passed. */
export const raw = (port: number, bytes: string | Buffer, waitMs = 4000): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const timer = setTimeout(() => socket.destroy(), waitMs);
    socket.on('data', (chunk) => (answer += chunk.toString()));
    socket.on('error', reject);
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(answer);
    });
  });
