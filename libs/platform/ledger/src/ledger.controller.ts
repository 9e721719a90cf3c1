import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiOkResponse, ApiProperty, ApiTags } from '@nestjs/swagger';
import { IsWholeNumber, RequestRefused, type KnownProblem } from '#platform/http';
import { ReadStore, type Checkpoint } from '#platform/read-store';

const PAGE = 100;
const NUMBER_MAX = Number.MAX_SAFE_INTEGER;

const NOT_SIGNED = {
  code: 'ledger.not-signed',
  status: 404,
  says: 'No tree head was signed of so many events, or of any that has this one: ask for /v1/ledger/checkpoints.',
};
/** What a question to the ledger may be refused with. */
export const ledgerProblems: readonly KnownProblem[] = [NOT_SIGNED];
const notSigned = (): RequestRefused => {
  const { code, status, says } = NOT_SIGNED;
  return new RequestRefused({ code, status, detail: says });
};

class CheckpointParameters {
  @IsWholeNumber(
    { min: 1, max: NUMBER_MAX, fromText: true },
    { optional: true, says: 'Only of fewer events: the `next` of the page before.' },
  )
  readonly below?: number;
  @IsWholeNumber({ min: 1, max: PAGE, fromText: true }, { optional: true, says: `Default ${PAGE}.` })
  readonly limit?: number;
}

class InclusionParameters {
  @IsWholeNumber(
    { min: 1, max: NUMBER_MAX, fromText: true },
    { says: 'The number of the event in the journal.' },
  )
  readonly number!: number;
  @IsWholeNumber(
    { min: 1, max: NUMBER_MAX, fromText: true },
    { optional: true, says: 'The size of a signed tree head; default: the newest.' },
  )
  readonly size?: number;
}

class ConsistencyParameters {
  @IsWholeNumber(
    { min: 1, max: NUMBER_MAX, fromText: true },
    { says: 'The size of an earlier signed tree head.' },
  )
  readonly from!: number;
  @IsWholeNumber(
    { min: 1, max: NUMBER_MAX, fromText: true },
    { optional: true, says: 'The size of a later one; default: the newest.' },
  )
  readonly to?: number;
}

const HASH = {
  type: 'string',
  description: 'SHA-256, in base64.',
  example: '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=',
} as const;

class CheckpointAnswer {
  @ApiProperty({ type: 'integer', description: 'How many events, from number 1 on.' })
  readonly size!: number;
  @ApiProperty(HASH)
  readonly root!: string;
  @ApiProperty({ description: 'The signed note (C2SP tlog-checkpoint).' })
  readonly note!: string;
  @ApiProperty({ description: 'The key that verifies it (C2SP signed-note): name+hash+key.' })
  readonly verifier!: string;
  @ApiProperty({ type: 'string', format: 'date-time' })
  readonly madeAt!: string;
}

class CheckpointPage {
  @ApiProperty({ type: [CheckpointAnswer], description: 'The newest first.' })
  readonly checkpoints!: readonly CheckpointAnswer[];
  @ApiProperty({ type: 'integer', nullable: true, description: 'For `below`; null: the last page.' })
  readonly next!: number | null;
}

class InclusionAnswer {
  @ApiProperty({ type: 'integer' })
  readonly number!: number;
  @ApiProperty({ ...HASH, description: 'The leaf hash of the event, in base64.' })
  readonly leaf!: string;
  @ApiProperty({
    type: [String],
    description: 'The hashes that lead to the root, from the leaf up (RFC 9162, 2.1.3).',
  })
  readonly path!: readonly string[];
  @ApiProperty({ type: CheckpointAnswer })
  readonly checkpoint!: CheckpointAnswer;
}

class ConsistencyAnswer {
  @ApiProperty({ type: CheckpointAnswer })
  readonly from!: CheckpointAnswer;
  @ApiProperty({ type: CheckpointAnswer })
  readonly to!: CheckpointAnswer;
  @ApiProperty({
    type: [String],
    description: 'The hashes that show that the later one only adds (RFC 9162, 2.1.4).',
  })
  readonly path!: readonly string[];
}

const base64 = (hash: Buffer): string => hash.toString('base64');
const checkpointAnswer = ({ size, root, note, verifier, madeAt }: Checkpoint): CheckpointAnswer => ({
  ...{ size, root: base64(root), note, verifier, madeAt: madeAt.toISOString() },
});

/** What was signed of the journal, and proofs of that: with them anybody can verify, offline, that a record was not changed. */
@ApiTags('audit ledger')
@Controller('ledger')
export class LedgerController {
  constructor(@Inject(ReadStore) private readonly readStore: ReadStore) {}

  /** Tree heads of the journal, as they were signed. They are kept for ever. */
  @Get('checkpoints')
  @ApiOkResponse({ type: CheckpointPage })
  async checkpoints(@Query() { below, limit = PAGE }: CheckpointParameters): Promise<CheckpointPage> {
    const found = await this.readStore.ledger.checkpoints(below ?? null, limit + 1);
    const page = found.slice(0, limit);
    return {
      checkpoints: page.map(checkpointAnswer),
      next: found.length > limit ? (page.at(-1)?.size ?? null) : null,
    };
  }

  /** The proof that an event is in the journal that was signed, as it is. */
  @Get('proofs/inclusion')
  @ApiOkResponse({ type: InclusionAnswer })
  async inclusion(@Query() { number, size }: InclusionParameters): Promise<InclusionAnswer> {
    const { ledger } = this.readStore;
    const checkpoint = await this.#signed(size);
    const leaf = number > checkpoint.size ? null : await ledger.leaf(number);
    if (leaf === null) throw notSigned();
    const path = await ledger.tree().inclusion(number - 1, checkpoint.size);
    return { number, leaf: base64(leaf), path: path.map(base64), checkpoint: checkpointAnswer(checkpoint) };
  }

  /** The proof that what was signed later begins with what was signed before: nothing was changed or taken away. */
  @Get('proofs/consistency')
  @ApiOkResponse({ type: ConsistencyAnswer })
  async consistency(@Query() { from, to }: ConsistencyParameters): Promise<ConsistencyAnswer> {
    const [was, is] = [await this.#signed(from), await this.#signed(to)];
    if (was.size > is.size) throw notSigned();
    const path = await this.readStore.ledger.tree().consistency(was.size, is.size);
    return { from: checkpointAnswer(was), to: checkpointAnswer(is), path: path.map(base64) };
  }

  async #signed(size: number | undefined): Promise<Checkpoint> {
    const { ledger } = this.readStore;
    const found = size === undefined ? await ledger.lastCheckpoint() : await ledger.checkpointOf(size);
    if (found === null) throw notSigned();
    return found;
  }
}
