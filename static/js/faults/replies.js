/** The usual enhanced code and text of a reply code (RFC 5321 4.2.3, RFC 3463), as the server fills them in. */

const USUAL = {
  421: ["4.3.2", "Service not available, closing the connection"],
  432: ["4.7.12", "A password transition is needed"],
  450: ["4.2.0", "Mailbox unavailable, try again later"],
  451: ["4.3.0", "Local error in processing, try again later"],
  452: ["4.3.1", "Insufficient system storage, try again later"],
  453: ["4.3.2", "Not accepting mail now, try again later"],
  454: ["4.7.0", "Temporarily not available"],
  455: ["4.5.4", "Parameters cannot be accommodated now"],
  500: ["5.5.2", "Command not recognized"],
  501: ["5.5.4", "Syntax error in parameters"],
  502: ["5.5.1", "Command not implemented"],
  503: ["5.5.1", "Bad sequence of commands"],
  504: ["5.5.4", "Parameter not implemented"],
  521: ["5.3.2", "This host does not accept mail"],
  523: ["5.7.10", "Encryption needed"],
  530: ["5.7.0", "Authentication required"],
  534: ["5.7.9", "Authentication mechanism is too weak"],
  535: ["5.7.8", "Authentication credentials invalid"],
  538: ["5.7.11", "Encryption required for this authentication mechanism"],
  550: ["5.7.1", "Refused by policy"],
  551: ["5.1.6", "Mailbox has moved"],
  552: ["5.2.2", "Mailbox full"],
  553: ["5.1.3", "Mailbox name not allowed"],
  554: ["5.7.1", "Transaction refused"],
  555: ["5.5.4", "Parameters not recognized"],
  556: ["5.1.10", "Domain does not accept mail"],
};
const TOO_LARGE = ["5.3.4", "Message too large"];
const USUAL_AT = {
  rcpt: { 452: ["4.2.2", "Mailbox full, try again later"], 550: ["5.1.1", "No such mailbox"] },
  mail: { 552: TOO_LARGE },
  data: { 552: TOO_LARGE },
  message: { 552: TOO_LARGE },
};
const OTHERWISE = { 4: ["4.0.0", "Temporary failure, try again later"], 5: ["5.0.0", "Permanent failure"] };

/** [enhanced code, text] of a code from 400 to 599; banner and EHLO have no enhanced one of themselves (RFC 2034 4). */
export function usual(phase, code) {
  const [enhanced, text] = USUAL_AT[phase]?.[code] ?? USUAL[code] ?? OTHERWISE[String(code)[0]] ?? ["", ""];
  return [["connect", "ehlo"].includes(phase) ? "" : enhanced, text];
}

/** The whole line. An enhanced code that is not given is the usual one; an empty one is none. */
export function replyLine(phase, { Code: code, Enhanced: enhanced, Text: text }) {
  const [usualEnhanced, usualText] = usual(phase, code);
  return [code, enhanced ?? usualEnhanced, text || usualText].filter(Boolean).join(" ");
}

/** What servers in the field answer, and at which phases: name, code, enhanced code, text. */
export const PRESETS = [
  { name: "greylist", at: ["mail", "rcpt", "data", "message"], reply: [450, "4.7.1", "Greylisted, try again"] },
  { name: "unknown", at: ["rcpt"], reply: [550, "5.1.1", "No such mailbox"] },
  { name: "fullNow", at: ["rcpt", "message"], reply: [452, "4.2.2", "Mailbox full, try again later"] },
  { name: "full", at: ["rcpt", "message"], reply: [552, "5.2.2", "Mailbox full"] },
  { name: "tooMany", at: ["mail", "rcpt"], reply: [450, "4.7.1", "Too many mails, slow down"] },
  { name: "large", at: ["mail", "data", "message"], reply: [552, "5.3.4", "Message too large"] },
  { name: "content", at: ["data", "message"], reply: [554, "5.7.1", "Content refused"] },
  { name: "policy", at: ["mail", "rcpt", "data", "message"], reply: [550, "5.7.1", "Refused by policy"] },
  { name: "login", at: ["mail"], reply: [530, "5.7.0", "Authentication required"] },
  { name: "password", at: ["auth"], reply: [535, "5.7.8", "Authentication credentials invalid"] },
  { name: "noTls", at: ["starttls"], reply: [454, "4.7.0", "TLS not available now"] },
  { name: "noMail", at: ["connect", "ehlo"], reply: [554, "", "No SMTP service here"] },
  { name: "error", at: ["auth", "mail", "rcpt", "data", "message"], reply: [451, "4.3.0", "Local error, try again later"] },
  { name: "later", at: ["connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "message"], reply: [421, "4.3.2", "Try again later"] },
];
