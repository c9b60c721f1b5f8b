// Our scripts parse as ES2018 and our style sheets hold nothing that Chromium 78 lacks. Names every line that does not.
"use strict";
const fs = require("fs");
const path = require("path");
const acorn = require("acorn");

const STATIC = path.join(__dirname, "..", "static");
const complaints = [];

function files(folder, ending) {
  return fs.readdirSync(path.join(STATIC, folder)).filter((name) => name.endsWith(ending)).map((name) => path.join(STATIC, folder, name));
}

for (const file of files("js", ".js")) {
  try {
    acorn.parse(fs.readFileSync(file, "utf8"), { ecmaVersion: 2018, sourceType: "script" });
  } catch (error) {
    complaints.push(`${file}: ${error.message}`);
  }
}

// Names of properties and values that the oldest reader does not know; grid may have gaps, flex may not.
const ABSENT = [
  [/[^-\w]:(is|has|where|focus-within-visible|not\([^)]*,)\b/, "selector"],
  [/(^|[{;\s])(inset|aspect-ratio|accent-color|content-visibility|translate|scale|rotate|text-wrap|overflow-clip-margin)\s*:/, "property"],
  [/(^|[{;\s])(margin|padding|border|inset)-(inline|block)(-\w+)*\s*:/, "logical property"],
  [/@(layer|container|property|scope|starting-style|supports selector)\b/, "rule"],
  [/\b(subgrid|oklch|oklab|color-mix|light-dark)\b/, "value"],
  [/\b\d+(\.\d+)?(d|s|l)v[hw]\b/, "unit"],
  [/overflow(-[xy])?\s*:\s*clip\b/, "value"],
];

function complain(file, text, place, what) {
  complaints.push(`${file}:${text.slice(0, place).split("\n").length}: ${what}`);
}

for (const file of files("css", ".css")) {
  const text = fs.readFileSync(file, "utf8").replace(/\/\*[^]*?\*\//g, (comment) => comment.replace(/[^\n]/g, " "));
  for (const [pattern, what] of ABSENT) {
    const found = new RegExp(pattern, "g");
    for (let match = found.exec(text); match; match = found.exec(text)) complain(file, text, match.index, `${what} unknown to Chromium 78: ${match[0].trim()}`);
  }
  for (const match of text.matchAll(/\{([^{}]*)\}/g)) {
    const body = match[1];
    if (/(^|[;\s])(row-|column-)?gap\s*:/.test(body) && !/display\s*:\s*(inline-)?grid/.test(body) && !/columns\s*:/.test(body)) complain(file, text, match.index, "gap outside a grid");
    if (/&/.test(body)) complain(file, text, match.index, "nesting");
  }
}

if (complaints.length) {
  console.error(complaints.join("\n"));
  process.exit(1);
}
