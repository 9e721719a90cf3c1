import {
  Controller,
  Get,
  Header,
  Inject,
  Injectable,
  Module,
  type DynamicModule,
  type FactoryProvider,
} from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { collectDefaultMetrics, Gauge as PrometheusGauge, Registry } from 'prom-client';
import type { Gauge } from './gauge.ts';

const GAUGES = Symbol('gauges');

/** The gauges of an application, and those of its process, as Prometheus reads them. */
@Injectable()
class Metrics {
  readonly #registry = new Registry();

  constructor(@Inject(GAUGES) gauges: readonly Gauge[]) {
    collectDefaultMetrics({ register: this.#registry });
    for (const { name, help, labels = [], samples } of gauges) {
      new PrometheusGauge({
        ...{ name, help, labelNames: [...labels], registers: [this.#registry] },
        collect() {
          this.reset(); // What is gone is not told any more.
          for (const { labels: told = {}, value } of samples()) this.set(told, value);
        },
      });
    }
  }

  /** In the text format of Prometheus, 0.0.4. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }
}

@ApiExcludeController()
@Controller('metrics')
class MetricsController {
  constructor(@Inject(Metrics) private readonly metrics: Metrics) {}

  @Get()
  @Header('content-type', 'text/plain; version=0.0.4; charset=utf-8')
  read(): Promise<string> {
    return this.metrics.text();
  }
}

/** `/metrics`, outside `/v1`. */
@Module({})
export class MetricsModule {
  static of(
    gauges: Pick<FactoryProvider<readonly Gauge[]>, 'useFactory' | 'inject'> & Pick<DynamicModule, 'imports'>,
  ): DynamicModule {
    const { imports = [], inject = [], useFactory } = gauges;
    return {
      module: MetricsModule,
      imports,
      controllers: [MetricsController],
      providers: [{ provide: GAUGES, inject, useFactory }, Metrics],
    };
  }
}
