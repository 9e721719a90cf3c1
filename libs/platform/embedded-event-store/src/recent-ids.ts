/**
 * The last so many event ids with their streams and revisions: all that an append without an expected revision is
 * compared with. It is memory only, as in EventStoreDB, so such a repetition after a restart is a second event.
 */
export class RecentIds {
  private readonly places = new Map<string, { readonly streamId: number; readonly revision: number }>();

  constructor(private readonly countMax: number) {}

  revisionOf(id: string, streamId: number): number | undefined {
    const place = this.places.get(id);
    return place?.streamId === streamId ? place.revision : undefined;
  }

  remember(id: string, streamId: number, revision: number): void {
    this.places.delete(id);
    this.places.set(id, { streamId, revision });
    if (this.places.size <= this.countMax) return;
    for (const oldest of this.places.keys()) {
      this.places.delete(oldest);
      return;
    }
  }

  clear(): void {
    this.places.clear();
  }
}
