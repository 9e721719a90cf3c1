/** A store that this process runs, at its connection string. */
export type RunningStore = { readonly url: string; readonly stop: () => Promise<void> };
