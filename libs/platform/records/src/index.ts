export * from './answers.ts';
export * from './history.ts';
export * from './page.ts';
export * from './reading.ts';
export * from './record-id.ts';
export * from './record-routes.ts';
export * from './records.module.ts';
export * from './requests.ts';
