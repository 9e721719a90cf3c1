import {
  Controller,
  Get,
  Inject,
  Logger,
  Module,
  Res,
  type DynamicModule,
  type FactoryProvider,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { RouteConfig } from '@nestjs/platform-fastify';
import type { FastifyReply } from 'fastify';
import { PUBLIC } from './caller.ts';
import { refused } from './refused.ts';

/** What an application cannot do without, by name: each resolves when it is there, and rejects when it is not. */
export type Indicators = Readonly<Record<string, () => Promise<void>>>;

/** All that is to be said about an application, for whoever watches over it: `status` is `ok` where nobody has to look. */
export type Report = () => { readonly status: 'ok' | 'alarm' } & object;

const INDICATORS = Symbol('indicators');
const REPORT = Symbol('report');
const CHECK_MS = 2000;

@ApiExcludeController()
@Controller('health')
class HealthController {
  private readonly logger = new Logger('Health');

  constructor(
    @Inject(INDICATORS) private readonly indicators: Indicators,
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicator: HealthIndicatorService,
    @Inject(REPORT) private readonly report: Report,
  ) {}

  /** How everything is, whole: 503 where somebody has to look, although requests may still be answered. */
  @Get()
  whole(@Res({ passthrough: true }) reply: FastifyReply): object {
    const report = this.report();
    reply.status(report.status === 'ok' ? 200 : 503);
    return report;
  }

  /** The process runs. */
  @Get('live')
  @RouteConfig(PUBLIC)
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Everything that a request may need is there; otherwise 503, and `errors` names what is not. */
  @Get('ready')
  @RouteConfig(PUBLIC)
  async ready(): Promise<{ status: 'ok'; up: string[] }> {
    const down: string[] = [];
    await this.health.check(
      Object.entries(this.indicators).map(([name, check]) => async () => {
        const result = await this.indicator.check(name).attempt(check).withTimeout(CHECK_MS);
        if (result[name]?.status === 'up') return result;
        down.push(name);
        this.logger.warn(`${name} is down: ${JSON.stringify(result[name])}`);
        return this.indicator.check(name).degraded();
      }),
    );
    if (down.length === 0) return { status: 'ok', up: Object.keys(this.indicators) };
    throw refused('server.not-ready', {
      errors: down.sort().map((field) => ({ field, code: 'health.down', message: 'is not there' })),
    });
  }
}

/** `/health`, `/health/live` and `/health/ready`, outside `/v1`. */
@Module({})
export class HealthModule {
  static of(
    indicators: Pick<FactoryProvider<Indicators>, 'useFactory' | 'inject'> & Pick<DynamicModule, 'imports'>,
    report: Pick<FactoryProvider<Report>, 'useFactory' | 'inject'> = {
      useFactory: () => () => ({ status: 'ok' }),
    },
  ): DynamicModule {
    const { imports = [], inject = [], useFactory } = indicators;
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [HealthController],
      providers: [
        { provide: INDICATORS, inject, useFactory },
        { provide: REPORT, inject: report.inject ?? [], useFactory: report.useFactory },
      ],
    };
  }
}
