import {
  Controller,
  Get,
  Inject,
  Logger,
  Module,
  type DynamicModule,
  type FactoryProvider,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { HealthCheckService, HealthIndicatorService, TerminusModule } from '@nestjs/terminus';
import { refused } from './refused.ts';

/** What an application cannot do without, by name: each resolves when it is there, and rejects when it is not. */
export type Indicators = Readonly<Record<string, () => Promise<void>>>;

const INDICATORS = Symbol('indicators');
const CHECK_MS = 2000;

@ApiExcludeController()
@Controller('health')
class HealthController {
  private readonly logger = new Logger('Health');

  constructor(
    @Inject(INDICATORS) private readonly indicators: Indicators,
    @Inject(HealthCheckService) private readonly health: HealthCheckService,
    @Inject(HealthIndicatorService) private readonly indicator: HealthIndicatorService,
  ) {}

  /** The process runs. */
  @Get('live')
  live(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** Everything that a request may need is there; otherwise 503, and `errors` names what is not. */
  @Get('ready')
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

/** `/health/live` and `/health/ready`, outside `/v1`. */
@Module({})
export class HealthModule {
  static of(
    indicators: Pick<FactoryProvider<Indicators>, 'useFactory' | 'inject'> & Pick<DynamicModule, 'imports'>,
  ): DynamicModule {
    const { imports = [], inject = [], useFactory } = indicators;
    return {
      module: HealthModule,
      imports: [TerminusModule.forRoot({ logger: false }), ...imports],
      controllers: [HealthController],
      providers: [{ provide: INDICATORS, inject, useFactory }],
    };
  }
}
