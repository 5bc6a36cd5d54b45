// A program that a bridge starts: serves, hangs, stays, waits or ends, as its argument says.
import { FrameType } from '../../src/frame.js';
import { FakeApp, hello } from './fake-app.js';

const [how] = process.argv.slice(2);
if (how === 'exit') process.exit(3);
if (how === 'wait') setInterval(() => undefined, 1000);
else {
  const app = await FakeApp.open(process.env['LOL_APP_ADDRESS'] ?? '');
  app.answersPings = how !== 'hang';
  app.send(FrameType.hello, 0, hello({ token: process.env['LOL_APP_TOKEN'] ?? '' }));
  if (how !== 'serve') {
    process.on('SIGTERM', () => undefined);
    setInterval(() => undefined, 1000);
  }
}
