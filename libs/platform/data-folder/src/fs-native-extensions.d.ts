declare module 'fs-native-extensions' {
  const locks: {
    /** Takes an exclusive lock of the open file that ends with the process; false when another one has it. */
    tryLock(fd: number): boolean;
    unlock(fd: number): void;
  };
  export default locks;
}
