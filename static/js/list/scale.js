/**
 * Where a long list is scrolled to. No browser has elements of any height, so beyond a bound the scrollbar stands for
 * more than it is long: small steps move by as much as they are, long ones by their share, and at rest the two agree.
 */

const TALLEST_PX = 12_000_000;
const REST_MS = 150;

export class Scale {
  #scroller;
  #space;
  #size = 0;
  #height = 0;
  #scrolled = 0;
  #shift = 0;
  #timer = 0;
  #settled;

  /** `settled` is called when the scrollbar was moved and the rows with it. */
  constructor(scroller, space, settled) {
    this.#scroller = scroller;
    this.#space = space;
    this.#settled = settled;
  }

  /** How far the space before the rows in the element is shorter than in the list. */
  get shift() {
    return this.#shift;
  }

  /** The list is so high now, and so much of it is seen. */
  resize(size, height) {
    if (size !== this.#size) this.#space.style.setProperty("height", `${Math.min(size, TALLEST_PX)}px`);
    this.#size = size;
    this.#height = height;
    if (size <= TALLEST_PX) this.#shift = 0;
  }

  /** How far the list is scrolled. */
  read() {
    const now = this.#scroller.scrollTop;
    if (this.#size <= TALLEST_PX) return now;
    const end = TALLEST_PX - this.#height;
    const far = Math.abs(now - this.#scrolled) > 3 * this.#height;
    if (far) this.#shift = now * this.#ratio - now;
    this.#scrolled = now;
    clearTimeout(this.#timer);
    const atEdge = (now <= 0 || now >= end) && !far && Math.abs(this.#shift - now * this.#ratio + now) > 1;
    this.#timer = setTimeout(() => this.#rest(), atEdge ? 0 : REST_MS);
    return now + this.#shift;
  }

  /** Scrolls the list so far. */
  write(top) {
    const to = Math.max(0, Math.min(top, this.#size - this.#height));
    const now = this.#size <= TALLEST_PX ? to : to / this.#ratio;
    if (Math.abs(this.#scroller.scrollTop - now) >= 1) this.#scroller.scrollTop = now;
    this.#scrolled = this.#scroller.scrollTop;
    if (this.#size > TALLEST_PX) this.#shift = to - this.#scrolled;
    return to;
  }

  get #ratio() {
    return (this.#size - this.#height) / (TALLEST_PX - this.#height);
  }

  #rest() {
    if (this.#size <= TALLEST_PX || !this.#height) return;
    this.write(this.#scroller.scrollTop + this.#shift);
    this.#settled();
  }
}
