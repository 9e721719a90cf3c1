import type { ServerWritableStream } from '@grpc/grpc-js';
import type { CallError } from './errors.ts';

/** The way to one reader, at the reader's pace. */
export class Outlet {
  private open = true;
  private wake: (() => void) | undefined;

  constructor(private readonly call: ServerWritableStream<unknown, Buffer>) {
    const close = (): void => {
      this.open = false;
      this.wake?.();
    };
    call.on('cancelled', close);
    call.on('close', close);
    call.on('error', close);
    call.on('drain', () => this.wake?.());
  }

  /** False when the reader has gone; then nothing need be read for it any more. */
  get isOpen(): boolean {
    return this.open && !this.call.cancelled;
  }

  /** Resolves at once while the reader keeps up, and otherwise when it has room again or has gone. */
  async send(message: Buffer): Promise<void> {
    if (this.isOpen && !this.call.write(message)) await this.pause();
  }

  async sendEach(messages: readonly Buffer[]): Promise<void> {
    for (const message of messages) if (this.isOpen && !this.call.write(message)) await this.pause();
  }

  /** Waits until `waker` was called, or the reader has gone. */
  async until(arrange: (waker: () => void) => void): Promise<void> {
    if (!this.isOpen) return;
    await new Promise<void>((resolve) => {
      this.wake = resolve;
      arrange(resolve);
    });
    this.wake = undefined;
  }

  end(): void {
    if (this.isOpen) this.call.end();
  }

  /** The last thing that this reader hears. */
  fail(error: CallError): void {
    if (!this.isOpen) return;
    this.open = false;
    this.call.emit('error', error);
    this.wake?.();
  }

  private pause(): Promise<void> {
    return this.until(() => undefined);
  }
}
