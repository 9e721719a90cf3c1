import { createParamDecorator, type ExecutionContext } from '@nestjs/common';

/** Who asks: an opaque reference, and in which role. */
export type Caller = { readonly actor: string; readonly role: 'operator' };

const LOOPBACK: Caller = { actor: 'loopback', role: 'operator' };

/** The one place that says who a request comes from. Whoever reaches the loopback address is the operator. */
export const callerOf = (_context: ExecutionContext): Caller => LOOPBACK;

/** The {@link Caller}, as an argument of a route. */
export const CurrentCaller = createParamDecorator((_: unknown, context: ExecutionContext) =>
  callerOf(context),
);
