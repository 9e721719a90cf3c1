/**
 * `once` again and again for `ms`, `inFlight` at a time; it tells how much it did. Answers how much was done a second.
 */
export async function perSecond({ inFlight, ms }, once) {
  const began = performance.now();
  const until = began + ms;
  let done = 0;
  const lane = async () => {
    while (performance.now() < until) {
      const more = await once();
      done += more;
    }
  };
  await Promise.all(Array.from({ length: inFlight }, lane));
  return done / ((performance.now() - began) / 1_000);
}

/**
 * `once` so many times a second for `ms`, whether or not the earlier ones have come back. Answers what each told, in
 * ascending order; it is given the moment at which it was due, since waiting to begin is waiting too.
 */
export async function atRate(rate, ms, once) {
  const began = performance.now();
  const count = Math.floor((rate * ms) / 1_000);
  const told = [];
  for (let begun = 0; begun < count;) {
    const due = Math.min(count, Math.floor(((performance.now() - began) * rate) / 1_000) + 1);
    for (; begun < due; begun++) told.push(once(began + (begun * 1_000) / rate));
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  return (await Promise.all(told)).sort((a, b) => a - b);
}
