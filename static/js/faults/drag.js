/** Puts a row of a list elsewhere by its grip. The list itself changes once the row is let go. */

/** `drop` gets the row and the row that it is to stand before, or null for the end. */
export function dragging(rows, drop) {
  rows.addEventListener("pointerdown", (event) => {
    const grip = event.target.closest(".rule-grip");
    if (!grip || event.button !== 0) return;
    event.preventDefault();
    grip.setPointerCapture(event.pointerId);
    const row = grip.closest(".rule");
    const others = [...rows.children].filter((each) => each !== row);
    const start = event.clientY;
    let before;

    function move({ clientY }) {
      row.style.setProperty("--shift", `${clientY - start}px`);
      before = others.find((each) => clientY < middle(each)) ?? null;
      for (const each of others) each.classList.toggle("drop", each === before);
      rows.classList.toggle("drop-last", before === null);
    }

    function end({ type }) {
      for (const [name, act] of Object.entries(heard)) grip.removeEventListener(name, act);
      row.classList.remove("dragged");
      row.style.removeProperty("--shift");
      rows.classList.remove("drop-last");
      for (const each of others) each.classList.remove("drop");
      if (type === "pointerup" && before !== undefined && before !== row.nextElementSibling) drop(row, before);
    }

    const heard = { pointermove: move, pointerup: end, pointercancel: end };
    row.classList.add("dragged");
    for (const [name, act] of Object.entries(heard)) grip.addEventListener(name, act);
  });
}

function middle(node) {
  const { top, height } = node.getBoundingClientRect();
  return top + height / 2;
}
