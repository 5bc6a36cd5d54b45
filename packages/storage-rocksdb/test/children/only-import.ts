// Imports the package, opens nothing, and says which native modules the process has loaded.
import '../../src/index.js';

const { sharedObjects } = process.report.getReport() as unknown as { sharedObjects: string[] };
process.stdout.write(JSON.stringify(sharedObjects.filter((name) => name.endsWith('.node'))));
