import { applyDecorators } from '@nestjs/common';
import { ApiCreatedResponse, ApiHeader, ApiOkResponse, ApiProperty } from '@nestjs/swagger';

export class RecordedEvent {
  @ApiProperty({ format: 'uuid' })
  readonly id: string;
  @ApiProperty({ example: 'agreement.Signed' })
  readonly type: string;

  constructor(event: { readonly id: string; readonly type: string }) {
    this.id = event.id;
    this.type = event.type;
  }
}

/** What a decision on a record came to; the fields of {@link CommandAnswer}. */
export type Outcome = {
  readonly id: string;
  readonly revision: number;
  readonly position: string;
  readonly events: readonly { readonly id: string; readonly type: string }[];
  readonly repeated: boolean;
};

/** The answer to a command: 201 when something was recorded now, 200 when there was nothing (more) to record. */
export class CommandAnswer implements Outcome {
  @ApiProperty({ description: 'The record that the command was about.' })
  readonly id: string;
  @ApiProperty({ type: 'integer', description: 'Its revision now, as the ETag has it; for If-Match.' })
  readonly revision: number;
  @ApiProperty({ description: 'Opaque. A query that carries it as `after` waits until this is visible.' })
  readonly position: string;
  @ApiProperty({
    type: [RecordedEvent],
    description: 'What was recorded, by this request or its first sending.',
  })
  readonly events: readonly RecordedEvent[];
  @ApiProperty({ description: 'True when the same request had been decided before.' })
  readonly repeated: boolean;

  constructor(outcome: Outcome) {
    this.id = outcome.id;
    this.revision = outcome.revision;
    this.position = outcome.position;
    this.events = outcome.events.map((event) => new RecordedEvent(event));
    this.repeated = outcome.repeated;
  }

  get status(): 200 | 201 {
    return this.events.length > 0 && !this.repeated ? 201 : 200;
  }
}

/** Documents a route that takes a command and answers with a {@link CommandAnswer}. */
export const AnswersCommand = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Idempotency-Key',
      required: false,
      description: 'The same key with the same request is the same command, however often it is sent.',
      schema: { type: 'string', maxLength: 128 },
    }),
    ApiHeader({
      name: 'If-Match',
      required: false,
      description: 'The ETag of the record as the caller saw it; 412 when it has changed since.',
      schema: { type: 'string', example: '"3"' },
    }),
    ApiHeader({
      name: 'If-None-Match',
      required: false,
      description: 'Only if there is no such record yet; 412 when there is.',
      schema: { type: 'string', enum: ['*'] },
    }),
    ApiCreatedResponse({ type: CommandAnswer, description: 'Recorded.' }),
    ApiOkResponse({ type: CommandAnswer, description: 'Nothing (more) to record.' }),
  );
