/** Rules to start from. Their names are in the words, `faults.templates`. */

const per = (...Per) => ({ Per });
const reply = (Code, Enhanced, Text) => ({ Code, Enhanced, Text });

export const TEMPLATES = {
  greylisting: { Match: { Phase: "rcpt" }, Choice: { First: 1, ...per("client", "sender", "recipient") }, Effect: reply(450, "4.7.1", "Greylisted, try again") },
  flaky: { Match: { Phase: "rcpt", Recipient: "*@flaky.test" }, Choice: { Probability: 0.3 }, Effect: reply(451, "4.7.1", "Try again later") },
  slow: { Match: { Phase: "connect" }, Choice: { Always: true }, Effect: { Delay: 2, Rate: 1000 } },
  rate: { Match: { Phase: "mail" }, Choice: { MoreThan: 10, Within: 60, ...per("client") }, Effect: reply(450, "4.7.1", "Too many mails, slow down") },
  drops: { Match: { Phase: "data" }, Choice: { Always: true }, Effect: { Drop: true } },
  full: { Match: { Phase: "rcpt", Recipient: "full@*" }, Choice: { Always: true }, Effect: reply(552, "5.2.2", "Mailbox full") },
  password: { Match: { Phase: "auth", User: "eve" }, Choice: { Always: true }, Effect: reply(535, "5.7.8", "Authentication credentials invalid") },
};

/** A rule as the server would give it; `name` is one of TEMPLATES or nothing. */
export function fresh(name, title) {
  const { Match, Choice, Effect } = TEMPLATES[name] ?? { Match: { Phase: "rcpt" }, Choice: { Always: true }, Effect: { Code: 451 } };
  return structuredClone({ Name: title, Enabled: true, Match, Choice, Effect });
}
