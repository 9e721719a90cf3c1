type Place = { readonly streamId: number; readonly revision: number };

/**
 * The last event ids with their streams and revisions, at most `countMax` and at least half as many: all that an
 * append without an expected revision is compared with. It is memory only, as in EventStoreDB, so such a repetition
 * after a restart is a second event. Two generations, since dropping the oldest id of one large map, again and again,
 * takes longer than the append.
 */
export class RecentIds {
  private young = new Map<string, Place>();
  private old = new Map<string, Place>();

  constructor(private readonly countMax: number) {}

  revisionOf(id: string, streamId: number): number | undefined {
    const place = this.young.get(id) ?? this.old.get(id);
    return place?.streamId === streamId ? place.revision : undefined;
  }

  remember(id: string, streamId: number, revision: number): void {
    if (this.young.size >= Math.ceil(this.countMax / 2)) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(id, { streamId, revision });
  }

  clear(): void {
    this.young.clear();
    this.old.clear();
  }
}
