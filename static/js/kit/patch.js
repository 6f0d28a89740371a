/** Redrawing without a flicker: what is there already stays the node that it is, with its focus and its place. */

/** Makes the children of `parent` those of `items`, in order. `key` names an item, `make` makes its node, `update` shows it. */
export function patch(parent, items, { key, make, update }) {
  const wanted = new Set(items.map(key));
  const { activeElement: focused } = document;
  const held = [...parent.children].find((child) => child.contains(focused));
  const beside = held && [held, next(held, wanted, "nextElementSibling"), next(held, wanted, "previousElementSibling")].find((child) => child && wanted.has(child.patchKey));
  const old = new Map();
  for (const child of [...parent.children]) {
    if (wanted.has(child.patchKey)) old.set(child.patchKey, child);
    else child.remove();
  }
  let at = parent.firstElementChild;
  for (const item of items) {
    const name = key(item);
    const node = old.get(name) ?? Object.assign(make(item), { patchKey: name });
    update(node, item);
    if (node === at) at = at.nextElementSibling;
    else parent.insertBefore(node, at);
  }
  if (!held || document.activeElement === focused) return;
  if (beside === held) focused.focus({ preventScroll: true });
  else beside?.querySelector("a, button")?.focus({ preventScroll: true });
}

function next(node, wanted, way) {
  let found = node[way];
  while (found && !wanted.has(found.patchKey)) found = found[way];
  return found;
}

/** Writes only what is another. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
