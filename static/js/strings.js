/** Every text that is made by script, in one place. Texts that stand still are in the templates. */

const number = new Intl.NumberFormat("en");
const plural = (n, one, many) => `${number.format(n)} ${n === 1 ? one : many}`;

const again = "Try again";

export const strings = {
  again,
  loading: "Loading…",
  count: (n) => number.format(n),
  counts: (total, unread) => plural(total, "mail", "mails") + (unread ? ` · ${number.format(unread)} unread` : ""),
  title: (unread) => (unread ? `(${number.format(unread)}) mailtrap` : "mailtrap"),

  live: { live: "live", connecting: "connecting…", reconnecting: "reconnecting…", offline: "offline" },

  row: {
    unread: "Unread.",
    noSubject: "(no subject)",
    noSender: "(no sender)",
    attachments: (n) => plural(n, "attachment", "attachments"),
  },
  list: {
    fresh: (n) => `${number.format(n)} new`,
    freshLabel: (n) => `${plural(n, "new mail", "new mails")}, go to the top`,
    arrived: (from, subject) => `New mail from ${from}: ${subject}`,
    arrivedMany: (n) => `${number.format(n)} new mails`,
    failed: "The next ones could not be loaded.",
    deleted: "Mail deleted",
    allDeleted: "All mails deleted",
  },
  age: {
    seconds: (n) => `${n} s`,
    minutes: (n) => `${n} min`,
    hours: (n) => `${n} h`,
    days: (n) => `${n} d`,
  },

  facts: { from: "From", to: "To", cc: "Cc", bcc: "Bcc", replyTo: "Reply-To", date: "Date" },
  nobody: "nobody named",
  unseen: "in the envelope only",
  unseenTitle: "A recipient of the envelope that no header names, as with Bcc",
  morePeople: (n) => `${number.format(n)} more`,
  dateUnread: "not given",
  received: (age) => `received ${/[A-Z]/.test(age) ? age : `${age} ago`}`,
  namelessPart: (id) => `part ${id}`,
  inline: "inline",
  download: (name) => `Download ${name}`,
  problems: (list) => `This mail could not be read entirely: ${list}. `,
  problemsRaw: "Raw shows it as it came",

  copy: "Copy",
  copied: "Copied",
  copyFailed: "Could not copy",
  copyOf: (what) => `Copy ${what}`,

  preview: {
    frame: "Preview of the mail",
    load: "Load remote content",
    loaded: "Remote content loaded",
    loadTitle: "Images, styles and fonts from elsewhere are blocked until you ask",
    textOnly: "This mail has no HTML; this is its text.",
    nothing: "This mail has neither HTML nor text; Parts shows what it is made of.",
  },
  text: { none: "This mail has no text part.", hint: "HTML shows the other one." },
  html: { none: "This mail has no HTML part.", hint: "Text shows what it says." },
  headers: {
    decoded: "Decoded",
    asSent: "As sent",
    form: "Form of the headers",
    none: "This mail has no headers.",
  },
  parts: {
    more: (n) => `${plural(n, "more part is", "more parts are")} not shown; Raw has them all.`,
    root: "mail",
  },
  envelope: {
    noTls: "none, plain text",
    noUser: "none, no login",
    nullSender: "MAIL FROM is empty, as in bounces and automatic notices.",
    sender: (envelope, header) => `MAIL FROM is ${envelope}, the From header says ${header}. Bounces go to MAIL FROM.`,
    noSender: (envelope) => `MAIL FROM is ${envelope}, and there is no From header.`,
    unseen: (n, who) => `${plural(n, "recipient is", "recipients are")} named in no To or Cc header, as with Bcc: ${who}.`,
    missing: (n, who) => `${plural(n, "address", "addresses")} in To or Cc got no RCPT TO, so this mail was not sent there: ${who}.`,
    same: "Envelope and headers agree.",
    andMore: (n) => `and ${number.format(n)} more`,
  },
  sessions: {
    session: "SMTP session",
    transcript: "Transcript",
    button: (n) => (n ? `SMTP sessions, ${number.format(n)} failed since this page was opened` : "SMTP sessions"),
    count: (n, failed) => (failed ? `${number.format(n)} failed` : number.format(n)),
    refused: (n) => `${number.format(n)} refused`,
    mails: (n) => (n ? plural(n, "mail", "mails") : "no mail"),
    quit: "ended by QUIT",
    lasts: "still open",
    endedAfter: (how, ms) => `${how[0].toUpperCase()}${how.slice(1)}, after ${ms < 1000 ? `${ms} ms` : `${number.format(Math.round(ms / 100) / 10)} s`}.`,
    stillLasts: "This session still lasts.",
    openHere: "Open in Sessions",
    ms: (n) => `${number.format(n)} ms`,
    sides: { C: "Client", S: "Server", "-": "Note" },
    names: { client: "Client", helo: "HELO", login: "Login", tls: "TLS", started: "Started" },
    by: (mechanism) => ` by AUTH ${mechanism}`,
    noHelo: "no HELO",
    noTls: "none, plain text",
    noUser: "none",
    none: "There is no transcript of this mail: only the newest are kept (--keep-sessions).",
    notLoaded: "The sessions could not be loaded.",
  },
  cut: (shown) => `Only the first ${shown} are shown. `,
  whole: "Download the whole mail",
  wrap: "Wrap lines",
  notLoaded: "This could not be loaded; choose the mail again.",

  demo: (n) => `${plural(n, "demo mail is", "demo mails are")} on the way`,
  ask: (n) => `Delete all ${number.format(n)} mails?`,
  askOne: "Delete the only mail?",
  theme: {
    system: "Theme: as the system. Change to light",
    light: "Theme: light. Change to dark",
    dark: "Theme: dark. Change to the system’s",
  },

  trouble: {
    gone: {
      title: "This mail is gone",
      text: "It was deleted, here or in another window.",
      act: "Back to the list",
    },
    session: {
      title: "This session is no longer kept",
      text: "Only the newest are (--keep-sessions). Its mails stay.",
      act: "All sessions",
    },
    server: {
      title: "The server does not answer",
      text: "Was it stopped? Start mailtrap again; this page then reconnects by itself.",
      act: again,
    },
    host: (host, web) => ({
      title: "Refused under this name",
      text: `mailtrap does not answer to “${host}”, so that foreign pages cannot read your mail. Open ${web}, or start it with --allow-host ${host}.`,
      act: again,
    }),
    origin: {
      title: "Refused as coming from another page",
      text: "The request seemed to come from another site. Reload this page; if a proxy stands in between, let it pass Host and Origin on unchanged.",
      act: "Reload",
    },
    other: (status, reason) => ({
      title: "That did not work",
      text: `The server answered ${status}${reason ? `: ${reason}` : ""}. Its log may say more.`,
      act: again,
    }),
    failed: { title: "The page met a fault of its own", text: "Reload it. Your mails are not touched.", act: "Reload" },
  },

  reference: {
    send: "Send",
    really: "Really delete all mails?",
    keep: "Save",
    took: (ms) => `${number.format(Math.round(ms))} ms`,
    headers: (n) => plural(n, "header", "headers"),
    image: "The image that was answered",
    noAnswer: (reason) => `No answer: ${reason}. Is the server running?`,
    connect: "Connect",
    close: "Close",
    connecting: "connecting…",
    connected: "connected",
    closed: "closed",
    frames: "the newest frame first",
  },
};
