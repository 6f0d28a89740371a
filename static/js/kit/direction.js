/** Which way lines run: of what is laid out by it, the arrow keys change places. */

const OTHER = { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" };

export const mirrored = (node = document.documentElement) => getComputedStyle(node).direction === "rtl";

/** The key that it would be where lines run to the right: ArrowRight goes on, ArrowLeft goes back. */
export const keyOnward = ({ key, currentTarget }) => (OTHER[key] && mirrored(currentTarget) ? OTHER[key] : key);
