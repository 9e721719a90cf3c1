export { releasedFigures } from './figures.projection.ts';
export { registerBegan } from './register-began.query.ts';
