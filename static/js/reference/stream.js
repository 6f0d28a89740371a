/** The stream of events to try. */

import { curl } from "./asked.js";
import { SocketTrial } from "./socket.js";

const TYPES = ["new", "update", "delete", "prune", "truncate", "stats", "resync"];

export class StreamTrial extends SocketTrial {
  constructor(form) {
    super(form, curl);
  }

  connect(url, { opened, came, closed }) {
    const source = new EventSource(url);
    const close = () => {
      source.close();
      closed();
    };
    source.addEventListener("open", opened);
    for (const type of TYPES) source.addEventListener(type, ({ data }) => came(data));
    // It would try again and again, also what was refused.
    source.addEventListener("error", close);
    return { close };
  }
}
