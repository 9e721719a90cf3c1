export { importFolder, type FileReport, type ImportOptions, type ImportReport } from './import-folder.ts';
export { planOf, type Plan, type PlannedRow, type Refusal } from './plan.ts';
export type { Assertion, RecordName } from './row-file.ts';
export { summaryOf } from './summary.ts';
