import { type CanActivate, type ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/internal';
import type { FastifyRequest } from 'fastify';
import { unknownFields } from './refused.ts';

const keysOf = (value: unknown): string[] =>
  typeof value === 'object' && value !== null ? Object.keys(value) : [];

/** Refuses query parameters and body fields of a route that reads none, so that no request holds what nobody reads. */
export class UnreadGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { query, body } = context.switchToHttp().getRequest<FastifyRequest>();
    const read: unknown = Reflect.getMetadata(
      ROUTE_ARGS_METADATA,
      context.getClass(),
      context.getHandler().name,
    );
    const reads = (part: RouteParamtypes): boolean =>
      keysOf(read).some((argument) => argument.startsWith(`${part}:`));
    const unread = [
      ...(reads(RouteParamtypes.QUERY) ? [] : keysOf(query)),
      ...(reads(RouteParamtypes.BODY) ? [] : keysOf(body)),
    ];
    if (unread.length === 0) return true;
    throw unknownFields(unread);
  }
}
