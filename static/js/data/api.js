/** The REST API. Every address is relative, so that the page works below any base path. */

import { timeZone } from "../kit/format.js";

const MESSAGES = "api/v1/messages";
const DATED = /\b(?:after|before|on):/i;

/** status 0: no answer at all. */
export class ApiError extends Error {
  constructor(status, reason = "") {
    super(reason || `status ${status}`);
    this.status = status;
    this.reason = reason;
  }
}

/** What early.js has asked for already, once: the list from its top. Null from then on: what it asks for later nobody would read. */
function begun(path) {
  const { mailtrapFirst: first } = window;
  if (first && first.path !== path) return null;
  window.mailtrapFirst = null;
  return first?.answer;
}

async function ask(path, options = {}) {
  let response;
  try {
    response = await (begun(path) ?? fetch(path, { cache: "no-store", ...options }));
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new ApiError(0);
  }
  if (response.ok) return response;
  const { Error: reason = "" } = await response.json().catch(() => ({}));
  throw new ApiError(response.status, String(reason));
}

const body = (method, value) => ({ method, headers: { "Content-Type": "application/json" }, body: JSON.stringify(value) });
const json = async (path, options) => (await ask(path, options)).json();

/** Its answer says no more than that it was done; unread, it would hold the request open. */
async function tell(path, options) {
  const answer = await ask(path, options);
  answer.text().catch(() => {});
}

export const paths = {
  message: (id) => `api/v1/message/${encodeURIComponent(id)}`,
  part: (id, part) => `${paths.message(id)}/part/${encodeURIComponent(part)}`,
  zip: (id) => `${paths.message(id)}/parts.zip`,
  raw: (id) => `${paths.message(id)}/raw`,
  download: (id) => `${paths.raw(id)}?dl=1`,
  /** `options` are switches of the view: remote, dark, targets. */
  view: (id, options = {}) => {
    const on = Object.keys(options).filter((name) => options[name]).map((name) => `${name}=1`).join("&");
    return `view/${encodeURIComponent(id)}.html${on && `?${on}`}`;
  },
  events: (after) => `api/events?after=${after}&sessions=1`,
};

/** What `filter` ({query, inbox}) names, and more, as the end of an address. */
function asked({ query = "", inbox = "" }, more = {}) {
  // A server may know no zones; without a date it needs none.
  const zone = DATED.test(query) && (timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const given = Object.entries({ ...more, query, inbox, tz: zone }).filter(([, value]) => value !== "" && value !== false && value !== undefined);
  return new URLSearchParams(given).toString();
}

const listOf = (filter) => (filter.query ? "api/v1/search" : MESSAGES);

export const api = {
  /** A piece of the list, or of what a filter leaves of it. */
  async list(filter, start, limit, signal) {
    const response = await ask(`${listOf(filter)}?${asked(filter, { start, limit })}`, { signal });
    const { headers } = response;
    return { ...(await response.json()), seq: Number(headers.get("Mailtrap-Seq")) || 0, exact: headers.get("Mailtrap-Exact") !== "false" };
  },
  /** Of up to 100 mails: {highlights: [{ID, Inbox, Pinned, Code, Link}]} in this order, without those that are gone. */
  highlights: (ids, signal) => json(`api/v1/highlights?${new URLSearchParams(ids.map((id) => ["id", id]))}`, { signal }),
  count: (filter, signal) => json(`api/v1/count?${asked(filter)}`, { signal }),
  /** `field`: "from", "to" or "any". */
  addresses: async (text, field, signal) => (await json(`api/v1/addresses?${new URLSearchParams({ text, field })}`, { signal })).addresses,
  inboxes: () => json("api/v1/inboxes"),
  tags: () => json("api/v1/tags"),
  setTags: (ids, tags) => tell("api/v1/tags", body("PUT", { IDs: ids, Tags: tags })),
  setPinned: (ids, pinned) => tell("api/v1/pinned", body("PUT", { IDs: ids, Pinned: pinned })),
  state: (id, signal) => json(`${paths.message(id)}/state`, { signal }),
  message: (id, { signal, peek } = {}) => json(`${paths.message(id)}${peek ? "?peek=1" : ""}`, { signal }),
  extract: (id, signal) => json(`${paths.message(id)}/extract`, { signal }),
  parts: (id, signal) => json(`${paths.message(id)}/parts`, { signal }),
  envelope: (id, signal) => json(`${paths.message(id)}/envelope`, { signal }),
  transcript: (id) => json(`${paths.message(id)}/transcript`),
  sessions: (start, limit, failed) => json(`api/v1/sessions?start=${start}&limit=${limit}${{ 1: "&failed=1", first: "&order=failed" }[failed] ?? ""}`),
  session: (id) => json(`api/v1/session/${encodeURIComponent(id)}`),
  /** `leaving` the page: the request outlives it. */
  remove: (ids, leaving = false) => tell(MESSAGES, { ...body("DELETE", { IDs: ids }), keepalive: leaving }),
  removeAll: (filter) => tell(`${listOf(filter)}?${asked(filter)}`, { method: "DELETE" }),
  setRead: (ids, read) => tell(MESSAGES, body("PUT", { IDs: ids, Read: read })),
  /** All that a filter names. The search is in the body, its zone in the address. */
  markRead: (filter, read = true) => {
    const given = new URLSearchParams(asked(filter));
    given.delete("query");
    return tell(`${MESSAGES}?${given}`, body("PUT", { Read: read, ...(filter.query ? { Search: filter.query } : {}) }));
  },
  faults: () => json("api/v1/faults"),
  /** The whole list in the place of the old one; a rule without ID is new. With `revision` 409 if it is not of that one any more. What it answers is the list as it is now. */
  setFaults: (rules, { seed, revision = "" } = {}) => json(`api/v1/faults?revision=${revision}`, body("PUT", { Seed: seed, Rules: rules })),
  info: () => json("api/v1/info"),
  demo: () => json("api/v1/demo", { method: "POST" }),
};
