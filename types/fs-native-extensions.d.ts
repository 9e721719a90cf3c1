/** The package ships no types; these are the calls that the register uses. */
declare const locks: {
  /** Takes an exclusive lock of the open file, which ends with the process; false when another one has it. */
  tryLock(fd: number): boolean;
  /** Waits for a lock of the open file: for one alone, or beside others that share it. It ends when the file is closed. */
  waitForLockSync(fd: number, options?: { readonly shared?: boolean }): void;
};
export default locks;
