export { generate, type Generated, type GenerateOptions, type GenerateTo } from './generate.ts';
export { summaryOf } from './summary.ts';
