/**
 * How a program sends mail here: SNIPPETS has rows of [id, name, make], and make(way) gives its figures ({where, text}, or
 * null for none), or null where only a port will do. `way` is {host, port, socket, tls, user, password, cafile, sha256}:
 * tls is "none", "starttls" or "implicit"; user is empty without a login, socket without one.
 */

import { django, dotnet, flask, laravel, php, rails, spring, symfony } from "./frameworks.js";
import { curl, env, go, node, python, swaks } from "./languages.js";

const port = (make) => (way) => (way.socket ? null : make(way));

export const SNIPPETS = [
  ["django", "Django", port(django)],
  ["flask", "Flask", port(flask)],
  ["rails", "Rails", port(rails)],
  ["laravel", "Laravel", port(laravel)],
  ["symfony", "Symfony", port(symfony)],
  ["php", "PHPMailer", port(php)],
  ["node", "Node", node],
  ["spring", "Spring", port(spring)],
  ["dotnet", ".NET", port(dotnet)],
  ["go", "Go", go],
  ["python", "Python", python],
  ["curl", "curl", curl],
  ["swaks", "swaks", swaks],
  ["env", ".env", env],
];
