// Sends one mail by nodemailer for each line of standard input, whose fields are those of Job in
// tests/test_clients.py; answers each with a line, "ok" or the error: node compose.mjs
import nodemailer from "nodemailer";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

for await (const line of createInterface({ input: process.stdin })) {
  const [way, host, port, ca, user, pass, from, to, cc, subject, text, path] = line.split("\t");
  const transport = nodemailer.createTransport({
    host,
    port: Number(port),
    secure: way === "smtps",
    requireTLS: way === "starttls",
    tls: { ca: readFileSync(ca) },
    auth: user ? { user, pass } : undefined,
  });
  try {
    await transport.sendMail({ from, to, cc, subject, text, attachments: [{ path }] });
    console.log("ok");
  } catch (error) {
    console.log(`error: ${error.message.replace(/\s+/g, " ")}`);
  }
}
