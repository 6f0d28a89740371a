/** Code that waits for a mail like this one, for three languages. What a mail says goes in as a literal that stays one. */

import { strings } from "../kit/strings.js";

const TIMEOUT_S = 10;
/** So much of a subject finds it; a search has a bound. */
const LONGEST_PHRASE = 200;
/** What is not to be seen, or turns a line of code around. */
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** A literal for Python and JavaScript alike: JSON is both, with what is not to be seen as \uXXXX. */
const literal = (text) => JSON.stringify(text).replace(UNSEEN, (each) => `\\u${each.codePointAt(0).toString(16).padStart(4, "0")}`);

/** One word for bash. In single quotes nothing has a meaning; what is not to be seen needs the other kind, byte by byte. */
function word(text) {
  const plain = `'${text.replaceAll("'", "'\\''")}'`;
  if (!UNSEEN.test(text)) return plain;
  UNSEEN.lastIndex = 0;
  const bytes = (each) => [...new TextEncoder().encode(each)].map((byte) => `\\x${byte.toString(16).padStart(2, "0")}`).join("");
  return `$'${text.replace(/[\\']/g, "\\$&").replace(UNSEEN, bytes)}'`;
}

/** What a search may take for something else stands in quotation marks. */
const quoted = (text) => (/^[\w.+@-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, "\\$&")}"`);

/** A search that finds mails like this one. A subject with the code in it is another one the next time. */
function query({ to, rcpt, subject, code }) {
  const phrase = [...subject].slice(0, LONGEST_PHRASE).join("").trim();
  const steady = phrase && !(code && [code.Shown, code.Code].some((each) => subject.includes(each)));
  return [to ? `to:${quoted(to)}` : `rcpt:${quoted(rcpt)}`, steady && `subject:${quoted(phrase)}`].filter(Boolean).join(" ");
}

/**
 * `mail`: {base, inbox, to, rcpt, subject, code, link}: `to` is of the header, `rcpt` of the envelope; the last two are as
 * /extract tells them, or null.
 */
export const snippets = (mail) => ({ pytest: pytest(mail), curl: curl(mail), javascript: javascript(mail) });

function pytest(mail) {
  const { base, inbox, subject, code, link } = mail;
  const found = [
    code && `        assert client.extract(mail).codes[0].code == ${literal(code.Code)}`,
    !code && link && `        assert ${literal(link.URL)} in [link.url for link in client.extract(mail).links]`,
  ].filter(Boolean);
  return `from mailtrap import Client


def test_the_mail_comes():
    with Client(${literal(base)}${inbox ? `, inbox=${literal(inbox)}` : ""}) as client:
        before = client.seq()
        # ${strings.testCode.place}

        waited = client.wait(${literal(query(mail))}, since=before, timeout=${TIMEOUT_S})
        mail = waited.messages[0]
        assert mail.subject == ${literal(subject)}
${found.map((line) => `${line}\n`).join("")}`;
}

function curl(mail) {
  const { base, inbox } = mail;
  return `curl --silent --show-error --fail --get ${word(`${base}/api/v1/wait`)} \\
  --data-urlencode ${word(`query=${query(mail)}`)} \\
${inbox ? `  --data-urlencode ${word(`inbox=${inbox}`)} \\\n` : ""}  --data timeout=${TIMEOUT_S}
`;
}

function javascript(mail) {
  const { base, inbox, subject, code, link } = mail;
  const asked = `${inbox ? `inbox: ${literal(inbox)}, ` : ""}`;
  const found = code || link ? `
  const { ${code ? "Codes" : "Links"} } = await (await fetch(\`\${base}/message/\${mail.ID}/extract\`)).json();
  ${code ? `assert.equal(Codes[0].Code, ${literal(code.Code)});` : `assert.ok(Links.some((link) => link.URL === ${literal(link.URL)}));`}
` : "";
  return `import assert from "node:assert/strict";
import { test } from "node:test";

const base = ${literal(`${base}/api/v1`)};

test("the mail comes", async () => {
  const since = (await fetch(\`\${base}/messages?limit=1\`)).headers.get("Mailtrap-Seq");
  // ${strings.testCode.place}

  const asked = new URLSearchParams({ query: ${literal(query(mail))}, ${asked}since, timeout: "${TIMEOUT_S}" });
  const { Satisfied: came, messages: [mail] } = await (await fetch(\`\${base}/wait?\${asked}\`)).json();
  assert.ok(came, "the mail did not come");
  assert.equal(mail.Subject, ${literal(subject)});
${found}});
`;
}
