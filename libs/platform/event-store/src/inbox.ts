import { failureOf } from './failure.ts';

/** What an inbox needs of a gRPC call that receives. */
export type Receiving<T> = {
  on(event: 'data', heard: (frame: T) => void): unknown;
  on(event: 'error', heard: (error: Error) => void): unknown;
  on(event: 'end', heard: () => void): unknown;
  pause(): unknown;
  resume(): unknown;
  cancel(): void;
};

/** The frames of one call, taken as many at a time as there are; the sender is held back while too many wait. */
export class Inbox<T> {
  #frames: T[] = [];
  #end: 'open' | 'ended' | Error = 'open';
  #wake: () => void = ignore;

  constructor(
    private readonly call: Receiving<T>,
    framesMax: number,
  ) {
    call.on('data', (frame) => {
      this.#frames.push(frame);
      if (this.#frames.length >= framesMax) call.pause();
      this.#wake();
    });
    // Stays for good: a cancelled call reports its end as an error, which nobody else would hear.
    call.on('error', (error) => this.#finish(failureOf(error)));
    call.on('end', () => this.#finish('ended'));
  }

  /** The frames that have come; waits for the first at most `waitMs`. Throws what ended the call too early. */
  async take(waitMs: number): Promise<readonly T[] | 'silent' | 'ended'> {
    if (this.#frames.length === 0 && this.#end === 'open') {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, waitMs);
        this.#wake = () => {
          this.#wake = ignore;
          clearTimeout(timer);
          // What comes in the same turn of the event loop is taken together.
          setImmediate(resolve);
        };
      });
      this.#wake = ignore;
    }
    if (this.#frames.length > 0) {
      const frames = this.#frames;
      this.#frames = [];
      this.call.resume();
      return frames;
    }
    if (this.#end instanceof Error) throw this.#end;
    return this.#end === 'ended' ? 'ended' : 'silent';
  }

  /** Ends the call, and whatever waits for it. */
  close(): void {
    this.#finish('ended');
    this.call.cancel();
  }

  #finish(how: 'ended' | Error): void {
    if (this.#end === 'open') this.#end = how;
    this.#wake();
  }
}

const ignore = (): void => undefined;
