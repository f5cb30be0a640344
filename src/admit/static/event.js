// Tells when an event is on the visitor's own clocks, beside those of its own zone. The page does its job without it.
"use strict";

const WORDS = {
  weekday: "long", day: "numeric", month: "long", year: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23",
};

/* The same words as the page has: "Thursday 10 December 2026" and "18:00". */

function local(at) {
  const parts = new Intl.DateTimeFormat("en-GB", WORDS).formatToParts(at);
  const { weekday, day, month, year, hour, minute } = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return { date: `${weekday} ${day} ${month} ${year}`, time: `${hour}:${minute}`, offset: offset(at) };
}

function offset(at) {
  const minutes = -at.getTimezoneOffset();
  const digits = number => String(Math.floor(number)).padStart(2, "0");
  return `UTC${minutes < 0 ? "-" : "+"}${digits(Math.abs(minutes) / 60)}:${digits(Math.abs(minutes) % 60)}`;
}

function span(start, end) {
  const isOneDay = start.date === end.date;
  const hasChange = start.offset !== end.offset;
  const moment = (at, hasDate) => `${hasDate ? `${at.date}, ` : ""}${at.time}${hasChange ? ` ${at.offset}` : ""}`;
  const dash = isOneDay && !hasChange ? "–" : " – ";
  return `${moment(start, true)}${dash}${moment(end, !isOneDay)}`;
}

function tellOwnTime(place) {
  const times = [...place.parentElement.querySelectorAll("time")];
  const [start, end] = times.map(time => local(new Date(time.dateTime)));
  const told = times.map(time => time.dateTime.slice(-"+00:00".length));
  if (told.every((each, index) => `UTC${each}` === [start, end][index].offset)) return;
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const zone = start.offset === end.offset ? `${timeZone}, ${start.offset}` : timeZone;
  place.textContent = `Where you are: ${span(start, end)} (${zone})`;
  place.hidden = false;
}

for (const place of document.querySelectorAll("[data-own-time]")) tellOwnTime(place);
