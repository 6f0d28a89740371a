/** The settings of this browser: how the page looks, which times it shows, and what it tells when it is out of sight. */

import { el, icon } from "../kit/dom.js";
import { exactTime } from "../kit/format.js";
import { recall, remember } from "../kit/memory.js";
import { CHOICES, preferences } from "../kit/preferences.js";
import { strings } from "../kit/strings.js";

const COOKIE = "mailtrap_language";
const YEAR_S = 31_536_000;

export const create = ({ router }) => new Settings(router);

class Settings {
  node;
  #permission = el("p", { class: "setting-note", role: "status" });

  constructor(router) {
    const words = strings.settings;
    this.node = el("div", { class: "page", "data-testid": "settings" },
      el("header", { class: "page-head" }, el("h2", { tabindex: -1 }, words.title), closing(router)),
      el("p", { class: "muted" }, words.about),
      group(words.looks,
        radios("theme", words.theme),
        radios("density", words.density),
        select("language", words.language, languages(), chosenLanguage(), speak)),
      group(words.time,
        select("zone", words.zone, zones(), recall("zone", ""), (zone) => {
          remember("zone", zone);
          location.reload();
        }),
        el("p", { class: "setting-note" }, words.now(exactTime(new Date())))),
      group(words.notify,
        radios("notify", words.mail, (value) => value !== "nothing" && this.#allow()),
        radios("notifyFailed", words.failed, (value) => value === "yes" && this.#allow()),
        this.#permission));
  }

  show() {
    this.#tell();
    this.node.querySelector("h2").focus({ preventScroll: true });
  }

  /** A browser asks its reader only once, and only after a click. */
  async #allow() {
    if (globalThis.Notification?.permission === "default") await Notification.requestPermission();
    this.#tell();
  }

  #tell() {
    const wanted = preferences.get("notify") !== "nothing" || preferences.get("notifyFailed") === "yes";
    const state = globalThis.Notification?.permission ?? "missing";
    this.#permission.textContent = wanted && state !== "granted" ? strings.settings.permission[state] : "";
  }
}

function closing(router) {
  const label = strings.close;
  return el("button", { type: "button", class: "button ghost icon-only", "aria-label": label, title: `${label} (Esc)`, onclick: () => router.toList() }, icon("close"));
}

const group = (title, ...settings) => el("section", { class: "settings" }, el("h3", {}, title), settings);

function radios(name, { title, hint, ...names }, act = () => {}) {
  const all = CHOICES[name].map((value) => {
    const input = el("input", { type: "radio", name, value, "data-testid": `${name}-${value}`, onchange: () => {
      preferences.set(name, value);
      act(value);
    } });
    return el("label", { class: "radio" }, input, el("span", {}, names[value]));
  });
  const node = el("fieldset", { class: "setting" }, el("legend", {}, title), hint ? el("p", { class: "setting-note" }, hint) : null, el("div", { class: "radios" }, all));
  preferences.follow(name, (value) => {
    node.querySelector(`[value=${value}]`).checked = true;
  });
  return node;
}

function select(name, { title, hint }, options, chosen, act) {
  const id = `setting-${name}`;
  const node = el("select", { id, class: "input", "data-testid": id, onchange: () => act(node.value) },
    options.map(([value, text]) => el("option", { value, selected: value === chosen }, text)));
  return el("div", { class: "setting" }, el("label", { for: id }, title), hint ? el("p", { class: "setting-note" }, hint) : null, node);
}

function zones() {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [["", strings.settings.zone.own(own)], ["UTC", "UTC"], ...Intl.supportedValuesOf("timeZone").map((zone) => [zone, zone.replaceAll("_", " ")])];
}

function languages() {
  const known = JSON.parse(document.body.dataset.languages);
  return [["", strings.settings.language.own], ...Object.entries(known)];
}

const chosenLanguage = () => new RegExp(`(?:^|; )${COOKIE}=([\\w-]*)`).exec(document.cookie)?.[1] ?? "";

/** The server says the words, so it is told by a cookie. */
function speak(tag) {
  document.cookie = `${COOKIE}=${tag}; Max-Age=${tag ? YEAR_S : 0}; SameSite=Strict; Path=${new URL(".", document.baseURI).pathname}`;
  location.reload();
}
