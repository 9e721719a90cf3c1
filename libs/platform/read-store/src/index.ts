export { SCOPE_ROLE } from './api-role.ts';
export { certaintyOn, periodColumns, periodFrom, periodValues, type PeriodValues } from './period.ts';
export {
  projection,
  type ProjectedFact,
  type Projection,
  type RecordedEvent,
  type Values,
  type When,
} from './projection.ts';
export { all, joined, sql, type Sql, type SqlValue } from './sql.ts';
export {
  amount,
  day,
  flag,
  instant,
  integer,
  json,
  list,
  nullable,
  table,
  text,
  texts,
  type Column,
  type KeyOf,
  type RowOf,
  type Table,
} from './table.ts';
export { tablesOf } from './tables.ts';
export type { View } from './view.ts';
export { asUnavailable, migrate, ReadStoreUnavailable } from './data-source.ts';
export { readStoreRejections, type AsOf, type Questions } from './asking.ts';
export { ReadModelNotReady } from './generations.ts';
export { asOwner } from './owner.ts';
export { ReadStore, type Answer, type Place, type Scope } from './read-store.ts';
export { foldRows, recordedIn, specimenId } from './fold-rows.ts';
export type { LogEvent as ProjectedLogEvent } from './journal.ts';
export { saidIn, type Said } from './said.ts';
export { OtherStore } from './other-store.ts';
export { Projector, type Log, type ProjectorOptions, type ProjectorState } from './projector.ts';
export { assertProjects } from './projector-log.ts';
export type { Alarm, AlarmName } from './alarms.ts';
export { Monitor, type HealthReport, type MonitorOptions } from './monitor.ts';
export {
  openMatters,
  outstanding,
  tryAgain,
  type Due,
  type Matter,
  type OpenMatter,
  type Outstanding,
  type Settled,
} from './timers.ts';
export { ToDoLists, type Aside, type ToDo } from './to-do-lists.ts';
export { verifyCompleteness, type CompletenessOptions, type Verified } from './completeness.ts';
export {
  answeringOf,
  listParked,
  retryParked,
  showParked,
  withParking,
  type ParkedEvent,
  type ParkedStream,
  type Retried,
} from './parking.ts';
export { goBack, rebuild, WorseThanBefore, type RebuildOptions } from './rebuild.ts';
export { lagOf, statusOf, type GenerationStatus, type Lag, type LagLog, type Status } from './status.ts';
export { hasReached, remainsOf, sweep, sweepIfNeeded } from './destroyed.ts';
export { fillInBulk, type FillingOptions, type FillingProgress } from './filling.ts';
export type { Fills } from './fills-beside.ts';
export { Ledger, type Checkpoint, type Finding } from './ledger.ts';
export { verifyLedger, type LedgerOptions, type LedgerVerified } from './verify-ledger.ts';
export { bundleOf, type Bundle, type BundledEvent } from './bundle.ts';
export { isAboutPeople, readingJournal, type JournalReading, type ReadEvent } from './journal-reading.ts';
export { recordedEvent } from './said.ts';
export { factsAmong, keyText } from './fold.ts';
