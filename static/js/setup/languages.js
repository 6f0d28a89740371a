/** Programs without a framework, and what a shell has, for a `way` of snippets.js. */

import { bracketed, figure, FROM, GAP, inShell, secured, TO, url } from "./figures.js";
import { double, percent, shell, variable } from "./quote.js";

export const node = (way) => [figure("nodemailer",
  secured(way) && 'import { readFileSync } from "node:fs";',
  way.socket && 'import { connect } from "node:net";',
  'import nodemailer from "nodemailer";',
  GAP,
  "const transport = nodemailer.createTransport({",
  way.socket ? `  connection: connect(${double(way.socket)}),` : [`  host: ${double(way.host)},`, `  port: ${way.port},`],
  `  secure: ${way.tls === "implicit"},`,
  way.tls === "starttls" && "  requireTLS: true,",
  secured(way) && `  tls: { ca: readFileSync(${double(way.cafile)}) },`,
  way.user && `  auth: { user: ${double(way.user)}, pass: ${double(way.password)} },`,
  "});",
  GAP,
  "await transport.sendMail({",
  `  from: "App <${FROM}>",`,
  `  to: "${TO}",`,
  '  subject: "Hello from Node",',
  '  text: "It works.",',
  "});")];

const GO_MAIL = [
  `\tmessage := []byte("From: App <${FROM}>\\r\\n" +`,
  `\t\t"To: ${TO}\\r\\n" +`,
  '\t\t"Subject: Hello from Go\\r\\n" +',
  '\t\t"\\r\\n" +',
  '\t\t"It works.\\r\\n")'];

const LOOPBACK = ["localhost", "127.0.0.1", "::1"];

/** Go says a password without TLS to its own machine alone. */
function goLogin({ host, tls, user, password }) {
  if (tls === "none" && !LOOPBACK.includes(host)) return `smtp.CRAMMD5Auth(${double(user)}, ${double(password)})`;
  return `smtp.PlainAuth("", ${double(user)}, ${double(password)}, ${double(host)})`;
}

export const go = (way) => (way.socket || secured(way) ? goByHand(way) : [figure("main.go",
  "package main",
  GAP,
  "import (",
  '\t"log"',
  '\t"net/smtp"',
  ")",
  GAP,
  "func main() {",
  GO_MAIL,
  way.user && `\tauth := ${goLogin(way)}`,
  `\terr := smtp.SendMail(${double(`${bracketed(way.host)}:${way.port}`)}, ${way.user ? "auth" : "nil"}, "${FROM}", []string{"${TO}"}, message)`,
  "\tif err != nil {",
  "\t\tlog.Fatal(err)",
  "\t}",
  "}")]);

function goByHand(way) {
  const host = way.socket ? "localhost" : way.host;
  const place = double(`${bracketed(way.host)}:${way.port}`);
  const packages = [secured(way) && "crypto/tls", secured(way) && "crypto/x509", "log", way.socket && "net", "net/smtp", secured(way) && "os"];
  return [figure("main.go",
    "package main",
    GAP,
    "import (",
    packages.filter(Boolean).map((name) => `\t"${name}"`),
    ")",
    GAP,
    "func main() {",
    GO_MAIL,
    secured(way) && [
      `\tpem, err := os.ReadFile(${double(way.cafile)})`,
      "\tcheck(err)",
      "\ttrusted := x509.NewCertPool()",
      "\ttrusted.AppendCertsFromPEM(pem)",
      `\tconfig := &tls.Config{ServerName: ${double(host)}, RootCAs: trusted}`],
    {
      implicit: [`\tconnection, err := tls.Dial("tcp", ${place}, config)`, "\tcheck(err)", `\tclient, err := smtp.NewClient(connection, ${double(host)})`, "\tcheck(err)"],
      starttls: [`\tclient, err := smtp.Dial(${place})`, "\tcheck(err)", "\tcheck(client.StartTLS(config))"],
      none: [`\tconnection, err := net.Dial("unix", ${double(way.socket)})`, "\tcheck(err)", '\tclient, err := smtp.NewClient(connection, "localhost")', "\tcheck(err)"],
    }[way.tls],
    way.user && `\tcheck(client.Auth(${goLogin({ ...way, host })}))`,
    `\tcheck(client.Mail("${FROM}"))`,
    `\tcheck(client.Rcpt("${TO}"))`,
    "\tbody, err := client.Data()",
    "\tcheck(err)",
    "\t_, err = body.Write(message)",
    "\tcheck(err)",
    "\tcheck(body.Close())",
    "\tcheck(client.Quit())",
    "}",
    GAP,
    "func check(err error) {",
    "\tif err != nil {",
    "\t\tlog.Fatal(err)",
    "\t}",
    "}")];
}

export function python(way) {
  const { socket, tls } = way;
  const place = socket ? double(socket) : `${double(way.host)}, ${way.port}`;
  const maker = socket ? "SocketSMTP" : tls === "implicit" ? "smtplib.SMTP_SSL" : "smtplib.SMTP";
  return [figure("python",
    "import smtplib",
    socket && "import socket",
    secured(way) && "import ssl",
    "from email.message import EmailMessage",
    GAP,
    'message = EmailMessage()',
    `message["From"] = "App <${FROM}>"`,
    `message["To"] = "${TO}"`,
    'message["Subject"] = "Hello from Python"',
    'message.set_content("It works.")',
    GAP,
    socket && [GAP, "class SocketSMTP(smtplib.SMTP):", "    def _get_socket(self, host, port, timeout):", "        connection = socket.socket(socket.AF_UNIX)", "        connection.connect(host)", "        return connection", GAP, GAP],
    secured(way) && `context = ssl.create_default_context(cafile=${double(way.cafile)})`,
    `with ${maker}(${place}${socket ? ", 25" : tls === "implicit" ? ", context=context" : ""}) as smtp:`,
    tls === "starttls" && "    smtp.starttls(context=context)",
    way.user && `    smtp.login(${double(way.user)}, ${double(way.password)})`,
    "    smtp.send_message(message)")];
}

const more = (options) => options.filter(Boolean).join(" \\\n  ");

export const curl = (way) => {
  // curl takes a user's name up to the first colon; in a URL a colon can be written.
  const login = way.user && !way.user.includes(":");
  return [inShell(`${more([
    way.socket ? `curl --url smtp://${way.user && !login ? `${percent(way.user)}:${percent(way.password)}@` : ""}localhost --unix-socket ${shell(way.socket)} --crlf` : `curl --url ${url(way, { login: Boolean(way.user && !login) })} --crlf`,
    login && `--user ${shell(`${way.user}:${way.password}`)}`,
    secured(way) && `${way.tls === "starttls" ? "--ssl-reqd " : ""}--cacert ${shell(way.cafile)}`,
    `--mail-from ${FROM} --mail-rcpt ${TO}`,
    "--upload-file - <<'END'"])}
From: App <${FROM}>
To: You <${TO}>
Subject: Hello from curl

It works.
END`)];
};

export const swaks = (way) => [inShell(more([
  way.socket ? `swaks --socket ${shell(way.socket)}` : `swaks --server ${shell(way.host)} --port ${way.port}`,
  secured(way) && `${way.tls === "implicit" ? "--tls-on-connect" : "--tls"} --tls-verify --tls-ca-path ${shell(way.cafile)}`,
  way.user && `--auth PLAIN --auth-user=${shell(way.user)} --auth-password=${shell(way.password)}`,
  `--from ${FROM} --to ${TO}`,
  "--header 'Subject: Hello from swaks' --body 'It works.'"]))];

export const env = (way) => [figure(".env",
  way.socket ? `SMTP_SOCKET=${variable(way.socket)}` : [`SMTP_HOST=${variable(way.host)}`, `SMTP_PORT=${way.port}`],
  way.user && [`SMTP_USERNAME=${variable(way.user)}`, `SMTP_PASSWORD=${variable(way.password)}`],
  `SMTP_ENCRYPTION=${{ none: "none", starttls: "starttls", implicit: "tls" }[way.tls]}`,
  !way.socket && `SMTP_URL=${url(way)}`,
  secured(way) && [`SMTP_CA_FILE=${variable(way.cafile)}`, `NODE_EXTRA_CA_CERTS=${variable(way.cafile)}`])];
