import type {
  handleUnaryCall,
  sendUnaryData,
  ServiceDefinition,
  UntypedServiceImplementation,
} from '@grpc/grpc-js';
import gossip from '@eventstore/db-client/generated/gossip_grpc_pb.js';
import monitoring from '@eventstore/db-client/generated/monitoring_grpc_pb.js';
import operations from '@eventstore/db-client/generated/operations_grpc_pb.js';
import persistent from '@eventstore/db-client/generated/persistent_grpc_pb.js';
import projections from '@eventstore/db-client/generated/projections_grpc_pb.js';
import users from '@eventstore/db-client/generated/users_grpc_pb.js';
import { unimplemented } from './errors.ts';

/** The services of a real server that this one does not have, by the name under which they are refused. */
export const otherServices: readonly (readonly [ServiceDefinition, string])[] = [
  [persistent.PersistentSubscriptionsService, 'persistent subscriptions'],
  [projections.ProjectionsService, 'projections'],
  [gossip.GossipService, 'gossip: it is never a cluster'],
  [operations.OperationsService, 'operations over the wire'],
  [users.UsersService, 'users'],
  [monitoring.MonitoringService, 'monitoring'],
];

export function refuseAll(definition: ServiceDefinition, what: string): UntypedServiceImplementation {
  const refuse: handleUnaryCall<unknown, unknown> = (call, answer: sendUnaryData<unknown> | undefined) => {
    // Only calls with one answer have somebody to give it to; the others end their stream.
    if (answer === undefined) call.emit('error', unimplemented(what));
    else answer(unimplemented(what));
  };
  return Object.fromEntries(Object.keys(definition).map((method) => [method, refuse]));
}
