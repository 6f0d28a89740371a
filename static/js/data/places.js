/**
 * Things by their place in a long list of which only parts are known. What comes first, goes or is hidden moves all that
 * is below it, without a look at what is not known.
 *
 * The list is the server's, `size` long; its places are keys less #base, so that one more at the top moves nothing. What
 * is hidden still stands in it: `at`, `placeOf` and `length` pass that over.
 */

const GHOSTS = 100;

export class Places {
  size = 0;
  #base = 0;
  #things = new Map();
  #keys = new Map();
  /** Ids that are not to be seen, with their keys where those are known; and these keys in order. */
  #hidden = new Map();
  #holes = [];
  /** Where those stood that are no longer listed: the key of what came after them. */
  #ghosts = new Map();

  get length() {
    return Math.max(0, this.size - this.#holes.length);
  }

  get known() {
    return this.#things.size;
  }

  get hidden() {
    return this.#hidden.size;
  }

  get(id) {
    return this.#things.get(this.#keys.get(id));
  }

  isHidden(id) {
    return this.#hidden.has(id);
  }

  at(place) {
    return this.#things.get(this.#keyAt(place));
  }

  /** -1 for what is not known or not to be seen. */
  placeOf(id) {
    return this.#keys.has(id) && !this.#hidden.has(id) ? this.#placeAt(this.#keys.get(id)) : -1;
  }

  /** Where it stands, or, no longer `listed`, where that stands which came after it. */
  find(id) {
    const at = this.placeOf(id);
    if (at >= 0) return { at, listed: true };
    return { at: this.#ghosts.has(id) ? this.#placeAt(this.#ghosts.get(id)) : 0, listed: false };
  }

  /** The place in the server's list. */
  whole(place) {
    return this.#keyAt(place) - this.#base;
  }

  unshift(thing) {
    this.#base -= 1;
    this.size += 1;
    this.#put(this.#base, thing);
  }

  insert(place, thing) {
    if (!place) return this.unshift(thing);
    const key = this.#keyAt(place);
    this.#move((each) => (each < key ? each : each + 1));
    this.size += 1;
    return this.#put(key, thing);
  }

  /** A piece of the server's list, from `start`. */
  fill(start, things) {
    things.forEach((thing, at) => start + at >= 0 && start + at < this.size && this.#put(this.#base + start + at, thing));
  }

  /** By how much a piece must be moved to fit what is known; undefined where nothing is known of it, NaN if that differs. */
  offset(start, things) {
    let found;
    for (const [at, { ID: id }] of things.entries()) {
      if (!this.#keys.has(id)) continue;
      const moved = this.#keys.get(id) - this.#base - start - at;
      if (found !== undefined && found !== moved) return NaN;
      found = moved;
    }
    return found;
  }

  /** These are gone for good; what is below moves up. */
  drop(ids) {
    const gone = [];
    for (const id of ids) {
      const key = this.#keys.get(id) ?? this.#hidden.get(id);
      this.#keys.delete(id);
      this.#hidden.delete(id);
      if (key === undefined || key === null) continue;
      gone.push(key);
      this.#things.delete(key);
      this.#ghost(id, key);
    }
    if (!gone.length) return;
    gone.sort((one, other) => one - other);
    this.#move((key) => key - below(gone, key));
    this.size -= gone.length;
  }

  hide(ids) {
    for (const id of ids) {
      if (this.#keys.has(id)) this.#ghost(id, this.#keys.get(id));
      this.#hidden.set(id, this.#keys.get(id) ?? null);
    }
    this.#punch();
  }

  unhide(ids) {
    for (const id of ids) this.#hidden.delete(id);
    this.#punch();
  }

  /**
   * The list is `size` long now, and `things` stand there from `start` on. What is known elsewhere is forgotten, but for
   * `kept`; told are those that stood between these and no longer do.
   */
  adopt(start, things, size, kept) {
    const places = new Map(things.map(({ ID: id }, at) => [id, start + at]));
    const end = start + things.length;
    const before = [...this.#things].sort(([one], [other]) => one - other);
    const stayed = before.filter(([, { ID: id }]) => places.has(id));
    const [first, last] = [stayed[0]?.[0] ?? -Infinity, stayed.at(-1)?.[0] ?? Infinity];
    const keys = stayed.map(([key]) => key);
    const left = before.filter(([key, { ID: id }]) => !places.has(id) && (key > first || start === 0) && (key < last || end >= size));
    // The next that stayed, else the end of what is seen now.
    const moved = (key) => (keys.length ? places.get(stayed[below(keys, key)]?.[1].ID) ?? end : null);
    const shift = keys.length ? places.get(stayed[0][1].ID) - first : -this.#base;
    const outside = (key) => (key + shift >= end && key + shift < size) || (key + shift < start && key + shift >= 0);
    const old = this.get(kept);
    const oldKey = this.#keys.get(kept);
    this.#ghosts = new Map([...this.#ghosts].map(([id, key]) => [id, moved(key)]).filter(([id, key]) => key !== null && !places.has(id)));
    for (const [key, { ID: id }] of left) this.#ghost(id, moved(key) ?? 0);
    for (const [id, key] of this.#hidden) this.#hidden.set(id, places.get(id) ?? (key !== null && outside(key) ? key + shift : null));
    this.#base = 0;
    this.size = size;
    this.#things.clear();
    this.#keys.clear();
    this.fill(start, things);
    if (old && !places.has(kept) && outside(oldKey)) this.#put(oldKey + shift, old);
    this.#punch();
    return left.map(([, { ID: id }]) => id);
  }

  /** Forgets what is known beyond these places, but for `kept`. */
  crop(from, to, kept) {
    const [first, last] = [this.#keyAt(from), this.#keyAt(to)];
    for (const [key, { ID: id }] of this.#things) {
      if ((key >= first && key <= last) || id === kept) continue;
      this.#things.delete(key);
      this.#keys.delete(id);
    }
  }

  clear() {
    this.size = 0;
    this.#base = 0;
    for (const each of [this.#things, this.#keys, this.#hidden, this.#ghosts]) each.clear();
    this.#punch();
  }

  #put(key, thing) {
    const { ID: id } = thing;
    const other = this.#things.get(key);
    if (other && other.ID !== id) this.#keys.delete(other.ID);
    const elsewhere = this.#keys.get(id);
    if (elsewhere !== undefined && elsewhere !== key) this.#things.delete(elsewhere);
    this.#things.set(key, thing);
    this.#keys.set(id, key);
    this.#ghosts.delete(id);
    if (this.#hidden.has(id) && this.#hidden.get(id) !== key) {
      this.#hidden.set(id, key);
      this.#punch();
    }
  }

  #move(to) {
    this.#things = new Map([...this.#things].map(([key, thing]) => [to(key), thing]));
    for (const [id, key] of this.#keys) this.#keys.set(id, to(key));
    for (const [id, key] of this.#ghosts) this.#ghosts.set(id, to(key));
    for (const [id, key] of this.#hidden) if (key !== null) this.#hidden.set(id, to(key));
    this.#punch();
  }

  #ghost(id, key) {
    this.#ghosts.delete(id);
    this.#ghosts.set(id, key);
    if (this.#ghosts.size > GHOSTS) this.#ghosts.delete(this.#ghosts.keys().next().value);
  }

  #punch() {
    if (this.#holes.length || this.#hidden.size) this.#holes = [...this.#hidden.values()].filter((key) => key !== null).sort((one, other) => one - other);
  }

  #placeAt(key) {
    return key - this.#base - below(this.#holes, key);
  }

  #keyAt(place) {
    let [low, high] = [0, this.#holes.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#holes[middle] - this.#base - middle > place) high = middle;
      else low = middle + 1;
    }
    return this.#base + place + low;
  }
}

/** How many of these, which are in order, are smaller. */
function below(ordered, key) {
  let [low, high] = [0, ordered.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ordered[middle] < key) low = middle + 1;
    else high = middle;
  }
  return low;
}
