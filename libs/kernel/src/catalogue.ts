import type { EventDefinition } from './event.ts';
import type { Rejections } from './rejected.ts';
import type { Upcasters } from './upcast.ts';

/** What one context adds to the language of the register: its events, its rejections, its retired shapes. */
export type Catalogue = {
  readonly context: string;
  readonly events: readonly EventDefinition[];
  readonly rejections: Rejections;
  readonly upcasters: Upcasters;
};
