/** To sign in, and back to here; without a login of ours, a proxy asks for it when the page is loaded again. */
export function signIn() {
  const { pathname, search, hash } = location;
  if (document.body.dataset.user) location.assign(`signin?to=${encodeURIComponent(pathname + search + hash)}`);
  else location.reload();
}
