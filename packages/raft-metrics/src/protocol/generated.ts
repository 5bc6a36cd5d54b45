/** The messages of package lol.metrics.v1, as `npm run codegen` makes them from proto/. */
// eslint-disable-next-line lol/layering -- generated code is not compiled, so dist/ refers to it in src/.
export { proto } from '#generated/wire.js';
