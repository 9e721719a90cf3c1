import { randomUUID } from 'node:crypto';

/** Appends to one stream before the next one begins: a record of the register has so many events, more or less. */
const APPENDS_PER_STREAM = 10;

/** An event such as the register records most: half a kilobyte, with its metadata. */
export function sampleEvent(stream, index) {
  return {
    type: 'organisation.Renamed',
    data: { organisationId: stream, name: `Verloskundigenpraktijk De Ooievaar ${index}`, on: '2024-05-01' },
    metadata: {
      actor: 'programme-office',
      role: 'secretary',
      organisation: 'ggd-drenthe',
      correlationId: randomUUID(),
      idempotencyKey: `renaming-${index}`,
      requestHash: 'sha256-5f8c2b0e3f0d4d6b8f1f0a9f9f2ab4c0f5c3ab52f0b1b6f5c7fb3a0c1f4d2e90',
      sourceSystem: 'api',
    },
  };
}

/**
 * Lanes of appends: each lane takes one of the streams that are at rest, adds to it, and puts it back, or leaves it
 * when it is full. `append(stream, revision, events)` is at the revision of the last event, -1 for a new stream.
 */
export function appendsOf(batch, append) {
  const resting = [];
  return async () => {
    const at = resting.pop() ?? { stream: `organisation-${randomUUID()}`, revision: -1, appends: 0 };
    const events = Array.from({ length: batch }, (_, index) =>
      sampleEvent(at.stream, at.revision + 1 + index),
    );
    await append(at.stream, at.revision, events);
    at.revision += batch;
    at.appends += 1;
    if (at.appends < APPENDS_PER_STREAM) resting.push(at);
    return batch;
  };
}
