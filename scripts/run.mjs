/** Prepares the checkout and then runs an app of it: `node scripts/run.mjs standalone --empty`. */
import './prepare.mjs';

const [app, ...args] = process.argv.slice(2);
process.argv = [process.argv[0], app, ...args];
await import(`../dist/apps/${app}/src/main.js`);
