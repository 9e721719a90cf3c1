/** Tells waiting subscriptions that something was committed; what it was they read from the log. */
export class Changes {
  private readonly all = new Set<() => void>();
  private readonly byStream = new Map<string, Set<() => void>>();

  /** @returns the way to stop listening */
  listen(streamName: string | undefined, listener: () => void): () => void {
    if (streamName === undefined) {
      this.all.add(listener);
      return () => this.all.delete(listener);
    }
    const listeners = this.byStream.get(streamName) ?? new Set();
    this.byStream.set(streamName, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.byStream.get(streamName) === listeners)
        this.byStream.delete(streamName);
    };
  }

  announce(streamNames: ReadonlySet<string>): void {
    for (const listener of this.all) listener();
    if (this.byStream.size === 0) return;
    for (const name of streamNames) for (const listener of this.byStream.get(name) ?? []) listener();
  }
}
