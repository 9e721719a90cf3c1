// For child processes and workers of specs: lets Node run the sources as they are (`node --import <this file>`).
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);
