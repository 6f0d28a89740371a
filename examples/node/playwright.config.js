/** The browser of Playwright, or another Chromium: `CHROMIUM=/usr/bin/chromium npx playwright test`. */

export default {
  testMatch: "*.spec.js",
  reporter: "line",
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM || undefined,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"],
    },
  },
};
