/** The process of a peer: opens it, does what it is asked, tells what came of it. */
const [module, config] = process.argv.slice(2);
const { open } = await import(module);
const subject = await open(JSON.parse(config));

process.on('message', ({ task, options }) => {
  globalThis.gc();
  subject[task](options).then(
    (result) => process.send({ result }),
    (error) => process.send({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
// Nothing is left to be said when the benchmark has gone.
for (const signal of ['SIGTERM', 'disconnect']) process.once(signal, () => process.exit(0));
process.send({ result: 'open' });
