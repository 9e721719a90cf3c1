/** What specs import of `@jest/globals`: Jest's own parts, which collect tests and compare values without Jest. */
export { describe, it } from 'jest-circus';
export { expect } from 'expect';
