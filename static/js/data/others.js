/** The other tabs of the page: what is deleted in one goes out of sight in all. */

/** So long a tab believes another that it will delete. */
const BELIEVED_MS = 60_000;

/** Does what others tell from now on; gives what tells them: {hide}, {show} or {gone}, ids each. */
export function followOthers(mailbox) {
  const others = new BroadcastChannel(`mailtrap ${new URL(".", document.baseURI).pathname}`);
  others.addEventListener("message", ({ data: { hide, show, gone } }) => {
    if (hide) {
      mailbox.hide(hide);
      setTimeout(() => mailbox.restore(hide), BELIEVED_MS);
    }
    if (show) mailbox.restore(show);
    if (gone) mailbox.forget(gone);
  });
  return (news) => others.postMessage(news);
}
