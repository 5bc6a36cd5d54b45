// npm run bench: builds what the benchmark needs, then runs it.
import { runTool } from '../bootstrap/run-tool.mjs';

runTool('bench');
