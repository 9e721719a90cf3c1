/** A part of the history that is made up as it goes: it acts, and tells how many days it then lets pass. */
export type Story = AsyncGenerator<number, void, undefined>;
