// npm run chaos: builds what it needs, then runs it.
import { runTool } from '../bootstrap/run-tool.mjs';

runTool('chaos');
