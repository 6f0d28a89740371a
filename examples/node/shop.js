/** A shop that signs people up by a link: `mailtrap run -- node shop.js` sends to a catcher. */

import { randomUUID } from "node:crypto";
import { createServer } from "node:http";
import nodemailer from "nodemailer";

const { SMTP_HOST = "localhost", SMTP_PORT = "1025", SMTP_USER, SMTP_PASSWORD } = process.env;
const page = (body) => `<!doctype html><html lang="en"><title>Shop</title><h1>${body}</h1>`;
const FORM = '<form method="post"><label>Email <input name="email" type="email"></label><button>Sign up</button></form>';

/** Serve the shop on a port, 0 for a free one; `user` is the SMTP login. */
export function serve(port, user = SMTP_USER) {
  const auth = user ? { user, pass: SMTP_PASSWORD || "any" } : undefined;
  const transport = nodemailer.createTransport({ host: SMTP_HOST, port: Number(SMTP_PORT), ignoreTLS: true, auth });
  const asked = new Map();
  const server = createServer(async (request, response) => {
    const url = new URL(request.url, `http://${request.headers.host}`);
    const say = (status, body) => response.writeHead(status, { "Content-Type": "text/html" }).end(page(body));
    if (url.pathname === "/confirm") {
      const email = asked.get(url.searchParams.get("token"));
      return email ? say(200, `Welcome, ${email}`) : say(404, "No such link");
    }
    if (request.method !== "POST") return say(200, `Sign up</h1>${FORM}`);
    const body = await new Response(request).text();
    const email = new URLSearchParams(body).get("email");
    const token = randomUUID();
    asked.set(token, email);
    await transport.sendMail({
      from: "Shop <shop@shop.test>",
      to: email,
      subject: "Welcome to the shop",
      html: `<p>Hello!</p><p><a href="${url.origin}/confirm?token=${token}">Confirm your address</a></p>`,
    });
    return say(200, "Look into your mail");
  });
  server.on("close", () => transport.close());
  return new Promise((ready) => server.listen(port, "127.0.0.1", () => ready(server)));
}

if (process.argv[1] === import.meta.filename) {
  const server = await serve(Number(process.env.PORT ?? 3000));
  console.log(`http://127.0.0.1:${server.address().port}`);
}
