/** Deletes mails in a way that can be undone: they go out of sight at once, in every tab, and from the server when the time is over. */

const MOST = 500;

/** Events: "pending" (detail ids), "undone" and "finished" (detail ids), "refused" (detail {ids, error}). */
export class Removal extends EventTarget {
  #api;
  #mailbox;
  #others;
  #pending = null;

  /** `others` tells the other tabs, see others.js. */
  constructor({ api, mailbox, others }) {
    super();
    this.#api = api;
    this.#mailbox = mailbox;
    this.#others = others;
    // Nobody can undo it any more.
    addEventListener("pagehide", () => this.finish({ leaving: true }));
  }

  get pending() {
    return this.#pending;
  }

  start(ids) {
    this.finish();
    this.#pending = ids;
    this.#mailbox.hide(ids);
    this.#others({ hide: ids });
    this.#tell("pending", ids);
  }

  undo() {
    const ids = this.#pending;
    if (!ids) return false;
    this.#pending = null;
    this.#back(ids);
    this.#tell("undone", ids);
    return true;
  }

  /** The time is over: now the server is told. */
  async finish({ leaving = false } = {}) {
    const ids = this.#pending;
    if (!ids) return;
    this.#pending = null;
    this.#tell("finished", ids);
    for (let at = 0; at < ids.length; at += MOST) {
      const some = ids.slice(at, at + MOST);
      try {
        const done = this.#api.remove(some, leaving);
        if (!leaving) await done;
      } catch (error) {
        this.#back(ids.slice(at));
        this.#tell("refused", { ids: ids.slice(at), error });
        return;
      }
      this.#mailbox.forget(some);
      this.#others({ gone: some });
    }
  }

  #back(ids) {
    this.#mailbox.restore(ids);
    this.#others({ show: ids });
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
