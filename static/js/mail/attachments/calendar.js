/** An invitation: what, when, where, who, in the reader's time zone and as it is written. */

import { bdi, clip, el, icon, span } from "../../kit/dom.js";
import { strings } from "../../kit/strings.js";
import { cardOf, long } from "./card.js";
import { facts } from "./facts.js";
import { everyday, period } from "./times.js";

const MOST_EVENTS = 50;
const MOST_ATTENDEES = 20;

export async function showCalendar(it) {
  const { Method: method = "", Events: events } = await cardOf(it, "calendar");
  const words = strings.calendar;
  return el("div", { class: "cards-shown", "data-testid": "calendar" },
    method ? el("p", { class: "method" }, span(`tag method-${method.toLowerCase()}`, words.methods[method] ?? clip(method, 40))) : null,
    events.length ? events.slice(0, MOST_EVENTS).map((event) => shown(event, method)) : el("p", {}, words.none),
    events.length > MOST_EVENTS ? el("p", { class: "muted" }, words.more(events.length - MOST_EVENTS)) : null);
}

function shown(event, method) {
  const words = strings.calendar;
  const cancelled = event.Status === "CANCELLED" || method === "CANCEL";
  return el("article", { class: cancelled ? "event cancelled" : "event", "data-testid": "event" },
    el("h4", {}, icon("calendar"), bdi(null, clip(event.Summary || words.noSummary, 500)), cancelled ? span("tag danger", words.cancelled) : statusOf(event)),
    facts([
      [words.when, when(event)],
      [words.repeats, event.Repeats && repeats(event.Repeats)],
      [words.where, event.Location && bdi(null, clip(event.Location, 1000))],
      [words.organizer, event.Organizer && bdi(null, clip(event.Organizer, 500))],
      [words.attendees, event.Attendees?.length && attendees(event.Attendees)],
      [words.url, event.URL && bdi("mono", clip(event.URL, 1000))],
      [words.description, event.Description && long(event.Description)],
    ]));
}

const statusOf = ({ Status: status }) => (status && status !== "CONFIRMED" ? span("tag", strings.calendar.statuses[status] ?? clip(status, 40)) : null);

function when({ Start: start, End: end, AllDay: allDay }) {
  const words = strings.calendar;
  if (!start) return span("none", words.noTime);
  const { here, written, zone } = period(start, end, allDay);
  return [el("div", { "data-testid": "when" }, here ?? clip(start, 100), here && zone ? span("muted", ` ${zone}`) : null),
    written ? el("div", { class: "muted", "data-testid": "as-written" }, words.asWritten(written)) : null];
}

function repeats(rule) {
  const plain = everyday(rule);
  return [plain && el("div", {}, plain), el("div", { class: "mono muted" }, bdi(null, clip(rule, 300)))];
}

function attendees(all) {
  const words = strings.calendar;
  const rest = all.length - MOST_ATTENDEES;
  return [el("ul", { class: "attendees" }, all.slice(0, MOST_ATTENDEES).map(({ Name: name, Address: address, Status: status }) => el("li", {},
    span("person", name ? bdi("person-name", clip(name, 200)) : null, name ? " " : null, bdi(name ? "person-address" : "person-name", clip(address || "–", 320))),
    span(`tag ${{ ACCEPTED: "good", DECLINED: "danger" }[status] ?? "quiet"}`, words.attending[status] ?? clip(status || "–", 40))))),
  rest > 0 ? el("p", { class: "muted" }, words.moreAttendees(rest)) : null];
}
