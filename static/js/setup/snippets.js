/** How a program sends mail here. Each half of them is loaded when the first of it is chosen. */

const frameworks = () => import("./frameworks.js");
const languages = () => import("./languages.js");

/** Rows of [id, name, module]; the module has a function of that id. */
export const SNIPPETS = [
  ["django", "Django", frameworks],
  ["flask", "Flask", frameworks],
  ["rails", "Rails", frameworks],
  ["laravel", "Laravel", frameworks],
  ["symfony", "Symfony", frameworks],
  ["php", "PHPMailer", frameworks],
  ["node", "Node", languages],
  ["spring", "Spring", frameworks],
  ["dotnet", ".NET", frameworks],
  ["go", "Go", languages],
  ["python", "Python", languages],
  ["curl", "curl", languages],
  ["swaks", "swaks", languages],
  ["env", ".env", languages],
];

/**
 * The figures [{where, text}] of a row, or null where only a port will do. `way` is {host, port, socket, tls, user,
 * password, cafile, sha256}: tls is "none", "starttls" or "implicit"; user is empty without a login, socket without one.
 */
export async function figuresOf([id, , load], way) {
  if (way.socket && load === frameworks) return null;
  return (await load())[id](way).filter(Boolean);
}
