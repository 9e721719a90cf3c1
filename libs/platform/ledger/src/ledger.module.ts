import { Module } from '@nestjs/common';
import { LedgerController } from './ledger.controller.ts';

export { ledgerProblems } from './ledger.controller.ts';

/** Answers questions to the audit ledger. Needs the read store. */
@Module({ controllers: [LedgerController] })
export class LedgerModule {}
