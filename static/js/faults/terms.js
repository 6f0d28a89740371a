/** What rules are made of: phases, what is known in which, and a rule without what was counted of it. */

export const PHASES = ["connect", "ehlo", "starttls", "auth", "mail", "rcpt", "data", "message"];
export const FACTS = ["Client", "Helo", "User", "Sender", "Recipient"];
export const CHOICES = ["Always", "Probability", "Every", "First", "MoreThan"];
/** The first phase in which each is known; it stays so to the end. */
const SINCE = { Client: "connect", Helo: "ehlo", User: "auth", Sender: "mail", Recipient: "rcpt", Size: "mail", Header: "message" };
/** What is counted by where nobody says it. */
const USUALLY_PER = { First: ["Client", "Sender", "Recipient"], MoreThan: ["Client"] };

export const knows = (phase, what) => PHASES.indexOf(phase) >= PHASES.indexOf(SINCE[what]);
export const usualPer = (choice, phase) => USUALLY_PER[choice].filter((fact) => knows(phase, fact)).map((fact) => fact.toLowerCase());
/** Of "Always", "Probability", …, the one that a choice is. */
export const kindOf = (choice = {}) => CHOICES.find((name) => choice[name] !== undefined && choice[name] !== null) ?? "Always";
export const closes = ({ Drop: drop, Code: code }) => drop ?? code === 421;
export const passes = ({ Code: code, Delay: delay, Drop: drop, Truncate: cut, Rate: rate }) => !code && !delay && !drop && (cut ?? null) === null && !rate;

/** What a rule does, and how it is called; without its ID and what was counted. */
export const bare = ({ Name, Enabled, Match, Choice, Effect }) => ({ Name, Enabled, Match, Choice, Effect });
/** Whether it is switched on does not count: that is changed in the list alone. */
export const sameRule = (one, other) => JSON.stringify({ ...bare(one), Enabled: true }) === JSON.stringify({ ...bare(other), Enabled: true });
/** Two lists are the same if this is: what was counted is passed over. */
export const signature = (rules) => JSON.stringify(rules.map((rule) => [rule.ID, bare(rule)]));

/** 90 → "90s", 120 → "2m", 0.5 → "500ms": as the server takes it. What is no number stays as it is. */
export function time(seconds) {
  if (typeof seconds !== "number") return String(seconds);
  if (seconds && seconds < 1) return `${decimal(seconds * 1000)}ms`;
  return seconds && seconds % 60 === 0 ? `${seconds / 60}m` : `${decimal(seconds)}s`;
}

const TIME = /^(\d+(?:\.\d+)?)(ms|s|m)?$/;
const UNITS = { ms: 0.001, s: 1, m: 60 };

/** The way back; what is no time stays a text, for the server to say what is wrong with it. */
export function seconds(text) {
  const [, number, unit = "s"] = TIME.exec(text) ?? [];
  return number === undefined ? text : Number((number * UNITS[unit]).toPrecision(15));
}

/** A number without an exponent, as the server reads numbers in texts: with at most nine digits behind the point. */
export const decimal = (value) => value.toFixed(9).replace(/\.?0+$/, "");
