// Calls methods of an API client of another catcher against a running server: node facades.mjs CLIENT URL
// Each line of standard input is a JSON array of a method's name and its arguments; each is answered by a line with
// what the method gave, or {"error": …}.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(import.meta.url);
const [name, url] = process.argv.slice(2);

// npm's mailhog decodes a mail when one asks for its text: here one asks for all.
function decoded(given) {
  const one = (mail) => {
    const { text, html, subject, from, to, cc, date, deliveryDate } = mail;
    const attachments = mail.attachments.map(({ name, type, encoding, Body }) => ({ name, type, encoding, Body }));
    return { ID: mail.ID, text, html, subject, from, to, cc, date, deliveryDate, attachments };
  };
  if (given?.statusCode) return { statusCode: given.statusCode };
  if (given?.items) return { ...given, items: given.items.map(one) };
  return given?.ID ? one(given) : given;
}

const clients = {
  mailhog() {
    const { hostname: host, port } = new URL(url);
    const api = require("mailhog")({ host, port: Number(port) });
    return async (method, ...given) => decoded(await api[method](...given));
  },

  // The commands that Cypress registers, with as much of Cypress as they use.
  maildev() {
    const { protocol, hostname, port } = new URL(url);
    const settings = { MAILDEV_PROTOCOL: protocol.slice(0, -1), MAILDEV_HOST: hostname, MAILDEV_API_PORT: port };
    const commands = {};
    let visited = null; // Cypress waits for a visit that its command does not return
    const visit = (path) => (visited = fetch(url + path).then((answer) => answer.text()));
    globalThis.Cypress = { expose: (key) => settings[key], Commands: { add: (key, run) => (commands[key] = run) } };
    globalThis.cy = {
      request: ({ url, ...options }) => ({ its: async () => (await fetch(url, options)).json() }),
      origin: (_, { args }, run) => run(args),
      visit,
      wrap: async (value) => value,
    };
    console.log = () => {}; // it tells its settings
    require("cypress-maildev");
    return async (method, ...given) => {
      visited = null;
      return (await commands[method](...given)) ?? visited;
    };
  },

  async mailpit() {
    const { MailpitClient } = await import("mailpit-api");
    const api = new MailpitClient(url);
    return async (method, ...given) => {
      const found = await api[method](...given);
      return found instanceof Blob ? { type: found.type, size: found.size } : found;
    };
  },
};

const call = await clients[name]();
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await call(...JSON.parse(line)).catch((error) => ({ error: String(error) }));
  process.stdout.write(`${JSON.stringify(answer ?? null)}\n`);
}
