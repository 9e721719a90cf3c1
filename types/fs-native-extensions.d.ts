/** The package ships no types; these are the calls that the register uses. */
declare const locks: {
  /** Takes an exclusive lock of the open file, which ends with the process; false when another one has it. */
  tryLock(fd: number): boolean;
};
export default locks;
