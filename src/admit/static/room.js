// What a script adds to the pages of an event: they move by themselves. Without it they are asked for again and again.
"use strict";

const SILENT_SECONDS_MAX = 40;
const RETRY_SECONDS = 2;

/* ---- What the server tells: who is here, how long the queue is, and when the page shows something else ---- */

function follow(page) {
  const stream = new EventSource(page.dataset.stream);
  const again = () => {
    stream.close();
    clearTimeout(silence);
    setTimeout(() => follow(page), RETRY_SECONDS * 1000 * (1 + Math.random()));
  };
  const heard = () => {
    clearTimeout(silence);
    silence = setTimeout(again, SILENT_SECONDS_MAX * 1000);
  };
  let silence = setTimeout(again, SILENT_SECONDS_MAX * 1000);

  stream.addEventListener("open", heard);
  stream.addEventListener("beat", heard);
  stream.addEventListener("look", event => {
    stream.close();
    clearTimeout(silence);
    setTimeout(() => location.reload(), Math.random() * Number(event.data));
  });
  stream.addEventListener("place", event => { page.querySelector("[data-place]").textContent = event.data; });
  stream.addEventListener("count", event => { page.querySelector("[data-count]").textContent = event.data; });
  stream.addEventListener("people", event => { page.querySelector("[data-people]").innerHTML = event.data; });
  stream.addEventListener("error", () => { if (stream.readyState === EventSource.CLOSED) again(); });
}

/* ---- Times: on the visitor's own clock, and how long it takes until then ---- */

function tellYours(line) {
  const starts = new Date(line.dataset.yours), ends = new Date(line.dataset.until);
  const yours = new Intl.DateTimeFormat(undefined, {dateStyle: "full", timeStyle: "short"});
  const clock = new Intl.DateTimeFormat("en", {hour: "numeric", minute: "numeric", day: "numeric"});
  const zone = line.parentElement.querySelector(".when .zone").textContent.replace(/[()]/g, "");
  const theirs = new Intl.DateTimeFormat("en", {hour: "numeric", minute: "numeric", day: "numeric", timeZone: zone});
  if (clock.format(starts) === theirs.format(starts) && clock.format(ends) === theirs.format(ends)) return;
  line.textContent = `${yours.formatRange(starts, ends)} on your clock`;
  line.hidden = false;
}

function countDown(line) {
  const starts = new Date(line.dataset.countdown);
  const tell = () => {
    const seconds = Math.max(0, Math.ceil((starts - Date.now()) / 1000));
    const [days, hours, minutes] = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60];
    const clock = [hours, minutes, seconds % 60].map(number => String(number).padStart(2, "0")).join(":");
    line.textContent = seconds === 0 ? "Any moment now" : `In ${days ? `${days} ${days === 1 ? "day" : "days"} and ` : ""}${clock}`;
  };
  tell();
  setInterval(tell, 1000);
  line.hidden = false;
}

for (const line of document.querySelectorAll("[data-yours]")) tellYours(line);
for (const line of document.querySelectorAll("[data-countdown]")) countDown(line);
for (const page of document.querySelectorAll("[data-stream]")) follow(page);
addEventListener("pageshow", event => { if (event.persisted) location.reload(); });
