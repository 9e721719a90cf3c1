export * from './caller.ts';
export * from './clock.ts';
export * from './command-answer.ts';
export * from './command-context.ts';
export { IsField, type FieldOptions, type FieldRule, type Schema } from './field.ts';
export * from './fields.ts';
export * from './instant.ts';
export { RequestRefused, invalidField, invalidFields, type FieldError, type Problem } from './problem.ts';
export * from './query.ts';
