/** One value of a gauge, told apart by its labels. */
export type Sample = { readonly labels?: { readonly [name: string]: string }; readonly value: number };

/** Something that is measured whenever it is asked for. Names and units are those of Prometheus: `_seconds`, `_bytes`. */
export type Gauge = {
  readonly name: string;
  readonly help: string;
  readonly labels?: readonly string[];
  readonly samples: () => readonly Sample[];
};
