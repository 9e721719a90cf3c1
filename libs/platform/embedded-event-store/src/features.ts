import type { sendUnaryData, ServerUnaryCall } from '@grpc/grpc-js';
import { features, type shared } from './messages.ts';

/** The version of EventStoreDB whose behaviour is reproduced. */
export const serverVersion = '23.10.0';

const streams = 'event_store.client.streams.streams';

const supported: readonly (readonly [method: string, service: string, features: readonly string[]])[] = [
  ['read', streams, ['position', 'events']],
  ['append', streams, []],
  ['batchappend', streams, ['deadline_duration']],
  ['delete', streams, []],
  ['tombstone', streams, []],
  ['getsupportedmethods', 'event_store.client.server_features.serverfeatures', []],
];

/** `ServerFeatures.GetSupportedMethods`: clients ask it once, and choose their methods by it. */
export function getSupportedMethods(
  _call: ServerUnaryCall<shared.Empty, features.SupportedMethods>,
  answer: sendUnaryData<features.SupportedMethods>,
): void {
  const response = new features.SupportedMethods().setEventStoreServerVersion(serverVersion);
  for (const [method, service, names] of supported)
    response.addMethods(
      new features.SupportedMethod()
        .setMethodName(method)
        .setServiceName(service)
        .setFeaturesList([...names]),
    );
  answer(null, response);
}
