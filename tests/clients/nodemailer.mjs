// Sends the mail that comes on standard input, as it is: node nodemailer.mjs HOST PORT FROM TO
import nodemailer from "nodemailer";
import { buffer } from "node:stream/consumers";

const [host, port, from, to] = process.argv.slice(2);
const transport = nodemailer.createTransport({ host, port: Number(port), secure: false, ignoreTLS: true });
const sent = await transport.sendMail({ envelope: { from, to }, raw: await buffer(process.stdin) });
process.stdout.write(sent.response);
transport.close();
