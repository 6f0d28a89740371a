/** What a server never hears of: the part of the address behind the #, which says which mail was asked for. */

const { hash } = location;
const { again } = document.body.dataset;
const to = document.querySelector("[name=to]");

if (hash && !to.value.includes("#")) to.value += hash;

if (again) {
  const next = new URL(again, location.href);
  next.searchParams.set("to", to.value);
  location.replace(next);
}
