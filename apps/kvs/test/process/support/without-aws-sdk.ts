// Loaded ahead of a process (node --import), in which the AWS SDK then cannot be imported.
import { register } from 'node:module';

const HOOKS = `export function resolve(specifier, context, next) {
  if (/^@(aws-sdk|smithy)\\//.test(specifier)) throw new Error('the AWS SDK is asked for');
  return next(specifier, context);
}`;

register(`data:text/javascript,${encodeURIComponent(HOOKS)}`);
