import { ValidationPipe, type ArgumentMetadata } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import type { Clock } from '#platform/clock';
import { errorsOf, RULE, type FieldRule } from './field.ts';
import { unknownField, type FieldError } from './problem.ts';
import { QueryParameters, refuseFuture } from './query.ts';
import { invalidFields } from './refused.ts';

const isRule = (context: unknown): context is FieldRule =>
  typeof context === 'object' && context !== null && 'shape' in context;

function flattened(errors: readonly ValidationError[], path: readonly string[]): FieldError[] {
  return errors.flatMap(({ property, value, constraints = {}, contexts = {}, children = [] }) => {
    const at = [...path, property];
    const field = at.join('.');
    const rule: unknown = contexts[RULE];
    const ofRule = isRule(rule) ? errorsOf(rule, value, field) : [];
    const unknown: FieldError[] = 'whitelistValidation' in constraints ? [unknownField(field)] : [];
    return [...ofRule, ...unknown, ...flattened(children, at)];
  });
}

/** Reads bodies, queries and paths into their request classes: nothing unknown, nothing guessed, all errors at once. */
export class RequestPipe extends ValidationPipe {
  constructor(private readonly clock: Clock) {
    super({
      transform: true,
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      validationError: { target: false, value: true },
      exceptionFactory: (errors) => invalidFields(flattened(errors, [])),
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    const request: unknown = await super.transform(value, metadata);
    if (request instanceof QueryParameters) refuseFuture(request, this.clock.now());
    return request;
  }
}
