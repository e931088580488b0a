import { readArguments, usage } from './command-line/arguments.ts';
import { runTemplate } from './command-line/run-template.ts';
import { StartFault } from './launch/start-fault.ts';

const wanted = readArguments(process.argv.slice(2));
if (wanted === null) {
  console.error(usage());
  process.exit(2);
}
try {
  process.exitCode = await runTemplate(wanted);
} catch (error) {
  console.error(error instanceof StartFault ? error.message : error);
  process.exitCode = 1;
}
