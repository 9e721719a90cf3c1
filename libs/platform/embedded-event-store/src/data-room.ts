import { closeSync, fstatSync, openSync, writeSync } from 'node:fs';

const stepBytesMin = 1_048_576;
const stepBytesMax = 16_777_216;
const zeros = Buffer.alloc(stepBytesMin);

/**
 * Keeps the data file longer than what is in use. A flush that makes a file longer has to wait for the file system's
 * journal, and with it for whatever others write to the same disk; a flush into room that is there does not.
 * The file is open for appending only, so that what is in it cannot be overwritten from here, whatever it grew to.
 */
export class DataRoom {
  private readonly fd: number;
  private size: number;

  constructor(file: string) {
    this.fd = openSync(file, 'a');
    this.size = fstatSync(this.fd).size;
  }

  /** @throws what the system says when there is no room for that many bytes; less room than wanted is enough */
  provide(usedBytes: number): void {
    const step = Math.min(Math.max(usedBytes, stepBytesMin), stepBytesMax);
    if (this.size - usedBytes >= step / 2) return;
    try {
      for (let added = 0; added < step;) added += writeSync(this.fd, zeros);
      this.measure();
    } catch (error) {
      this.measure();
      if (this.size < usedBytes) throw error;
    }
  }

  /** Looks again how long the file is, after it was cut. */
  measure(): void {
    this.size = fstatSync(this.fd).size;
  }

  close(): void {
    closeSync(this.fd);
  }
}
