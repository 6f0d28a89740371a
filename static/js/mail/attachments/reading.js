/** The first bytes of something, without fetching all of it, and what they say as text. */

import { ApiError } from "../../data/api.js";

/** {bytes, whole, headers}: at most `limit` bytes; `whole` when there are no more. Raises ApiError. */
export async function firstBytes(path, limit) {
  const response = await answer(path);
  const reader = response.body.getReader();
  const pieces = [];
  let taken = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return { bytes: joined(pieces, taken), whole: true, headers: response.headers };
    const piece = value.subarray(0, limit - taken);
    pieces.push(piece);
    taken += piece.length;
    if (piece.length < value.length) break;
  }
  await reader.cancel();
  return { bytes: joined(pieces, taken), whole: false, headers: response.headers };
}

/** A response that is no error. Raises ApiError, with status 0 when there is no answer at all. */
export async function answer(path) {
  const response = await fetch(path, { cache: "no-cache" }).catch(() => {
    throw new ApiError(0);
  });
  if (response.ok) return response;
  const { Error: reason = "" } = await response.json().catch(() => ({}));
  throw new ApiError(response.status, String(reason));
}

function joined(pieces, length) {
  const all = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}

/** As the charset says; where it is not known, as UTF-8 if it is that, else as Windows does in the West. */
export function textOf(bytes, charset = "") {
  const { 0: first, 1: second } = bytes;
  if ((first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff)) return new TextDecoder(first === 0xff ? "utf-16le" : "utf-16be").decode(bytes);
  for (const label of [charset, "utf-8"]) {
    try {
      // With `stream`, a character that the limit cut in two is no fault.
      if (label) return new TextDecoder(label, { fatal: true }).decode(bytes, { stream: true });
    } catch {
      // The next one.
    }
  }
  return new TextDecoder("windows-1252").decode(bytes);
}

/** Whether bytes are text, as file managers guess it: no NUL and hardly a control. */
export function isText(bytes) {
  const head = bytes.subarray(0, 2000);
  let controls = 0;
  for (const byte of head) {
    if (byte === 0) return false;
    if (byte < 9 || (byte > 13 && byte < 32 && byte !== 27)) controls += 1;
  }
  return controls * 50 <= head.length;
}
