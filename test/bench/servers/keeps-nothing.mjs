/** A server that says yes to every append and forgets it: what client and wire cost by themselves. */
import featuresGrpc from '@eventstore/db-client/generated/serverfeatures_grpc_pb.js';
import features from '@eventstore/db-client/generated/serverfeatures_pb.js';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import shared from '@eventstore/db-client/generated/shared_pb.js';
import { Server, ServerCredentials } from '@grpc/grpc-js';

let position = 0;

function answerTo(request) {
  const success = new streams.BatchAppendResp.Success();
  const events = request.getProposedMessagesList().length;
  const options = request.getOptions();
  position += events;
  success.setCurrentRevision(
    String(Number(options.hasStreamPosition() ? options.getStreamPosition() : -1) + events),
  );
  const at = new shared.AllStreamPosition();
  at.setCommitPosition(String(position));
  at.setPreparePosition(String(position));
  success.setPosition(at);
  const response = new streams.BatchAppendResp();
  response.setCorrelationId(request.getCorrelationId());
  response.setStreamIdentifier(options.getStreamIdentifier());
  response.setSuccess(success);
  return response;
}

const server = new Server({ 'grpc.max_receive_message_length': 17 * 2 ** 20 });
server.addService(streamsGrpc.StreamsService, {
  batchAppend: (call) => {
    call.on('data', (request) => call.write(answerTo(request)));
    call.on('end', () => call.end());
    call.on('error', () => undefined);
  },
});
server.addService(featuresGrpc.ServerFeaturesService, {
  getSupportedMethods: (_call, answer) => {
    const method = new features.SupportedMethod();
    method.setServiceName('event_store.client.streams.streams');
    method.setMethodName('batchappend');
    method.setFeaturesList(['deadline_duration']);
    const supported = new features.SupportedMethods();
    supported.setEventStoreServerVersion('24.10.0');
    supported.setMethodsList([method]);
    answer(null, supported);
  },
});
server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`keeps nothing: esdb://127.0.0.1:${port}?tls=false .`);
});
process.once('SIGTERM', () => process.exit(0));
