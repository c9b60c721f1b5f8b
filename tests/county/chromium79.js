// Opens each page of the list on the standard input in Chromium 79 and tells what its console and the server complain of.
"use strict";
const fs = require("fs");
const path = require("path");
const zlib = require("zlib");
const puppeteer = require("puppeteer-core");

const packed = path.join(path.dirname(require.resolve("chrome-aws-lambda/package.json")), "bin", "chromium.br");
const chromium = path.join(__dirname, "..", "..", "var", "chromium79", "chromium");

if (!fs.existsSync(chromium)) {
  fs.mkdirSync(path.dirname(chromium), { recursive: true });
  const half = `${chromium}.${process.pid}`;
  fs.writeFileSync(half, zlib.brotliDecompressSync(fs.readFileSync(packed)), { mode: 0o755 });
  fs.renameSync(half, chromium);
}

(async () => {
  const orders = JSON.parse(fs.readFileSync(0, "utf8"));
  const browser = await puppeteer.launch({
    executablePath: chromium,
    args: ["--no-sandbox", "--disable-gpu", "--single-process", "--no-zygote", "--disable-dev-shm-usage"],
  });
  const answer = { version: await browser.version(), opened: 0, complaints: [] };
  const page = await browser.newPage();
  const complain = (what) => answer.complaints.push(`${page.url()}: ${what}`);
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && complain(message.text()));
  page.on("pageerror", (error) => complain(error.message));
  page.on("requestfailed", (request) => complain(`no answer from ${request.url()}`));
  for (const order of orders) {
    await page.setCookie(order.cookie);
    const response = await page.goto(order.url);
    if (!response.ok()) complain(`status ${response.status()}`);
    else if (!(await page.evaluate(() => Boolean(window.office && window.htmx)))) complain("the scripts did not run");
    answer.opened += 1;
  }
  if (process.env.PICTURE) await page.screenshot({ path: process.env.PICTURE });
  await browser.close();
  process.stdout.write(JSON.stringify(answer));
})().catch((error) => {
  console.error(error);
  process.exit(1);
});
