export { ReferralFiguresAnswer } from './figures.answers.ts';
export { figuresAnswer, releaseLines, type ReleaseLine } from './figures.query.ts';
export { releasedFigures } from './figures.projection.ts';
export { registerBegan } from './register-began.query.ts';
