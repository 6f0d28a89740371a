/** Where the list comes from: pieces of it, and which of its mails are pinned. */

const MOST = 500;
const PINNED = { query: "is:pinned" };

export class Shelf {
  #api;
  /** A summary does not say whether its mail is pinned, so that is asked for beside. */
  #pinned = new Set();

  constructor(api) {
    this.#api = api;
  }

  pin(id, pinned) {
    this.#pinned[pinned ? "add" : "delete"](id);
  }

  clear() {
    this.#pinned.clear();
  }

  /** The number of the last event. */
  async now() {
    return (await this.#api.list({}, 0, 1)).seq;
  }

  async piece(filter, start, limit, signal) {
    return this.#dress(await this.#api.list(filter, start, limit, signal));
  }

  /** The newest `wanted` mails that `filter` leaves, with the counts. */
  async read(filter, wanted, signal) {
    const [first, pinned, whole] = await Promise.all([
      this.#api.list(filter, 0, Math.min(MOST, wanted), signal),
      this.#api.list(PINNED, 0, MOST, signal),
      // With an inbox the answer counts that alone.
      filter.inbox ? this.#api.count({}) : null,
    ]);
    this.#pinned = new Set(pinned.messages.map((mail) => mail.ID));
    const mails = this.#dress(first).messages;
    while (mails.length < wanted && mails.length < first.messages_count) {
      const { messages: [same, ...next] } = await this.piece(filter, mails.length - 1, MOST, signal);
      // It changed in between: the rest comes by scrolling.
      if (same?.ID !== mails.at(-1).ID || !next.length) break;
      mails.push(...next);
    }
    return {
      mails,
      // What happened between the answers is told again by the events, and does no harm twice.
      seq: Math.min(first.seq, pinned.seq),
      total: whole?.Total ?? first.total,
      unread: whole?.Unread ?? first.unread,
      found: first.messages_count,
      exact: first.exact,
    };
  }

  #dress(page) {
    for (const mail of page.messages) mail.Pinned = this.#pinned.has(mail.ID);
    return page;
  }
}
