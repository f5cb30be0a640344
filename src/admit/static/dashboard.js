// What a script adds to the dashboard. Every page does its job without it.
"use strict";

const SENT_SECONDS_MAX = 10;

/* A button beside whatever is there to be copied. */

async function copy(source) {
  const text = (source.value ?? source.textContent).trim();
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  // Browsers keep the clipboard from pages that came over plain HTTP, and let them do this.
  if (source.select) source.select();
  else getSelection().selectAllChildren(source);
  if (!document.execCommand("copy")) throw new Error("refused");
}

function offerCopy(source, tell) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "button button--quiet button--small";
  button.textContent = "Copy";
  button.setAttribute("aria-label", `Copy the ${source.dataset.copy}`);
  button.addEventListener("click", () => copy(source).then(
    () => tell(`Copied the ${source.dataset.copy}.`, button, "Copied"),
    () => tell(`Your browser does not let this page copy. Select the ${source.dataset.copy} yourself.`, button, "Copy"),
  ));
  source.after(button);
}

function offerCopies(sources) {
  if (sources.length === 0) return;
  const news = document.createElement("p");
  news.className = "hidden";
  news.setAttribute("aria-live", "polite");
  document.querySelector("main").append(news);
  let last;
  for (const source of sources) {
    offerCopy(source, (sentence, button, word) => {
      if (last) last.textContent = "Copy";
      button.textContent = word;
      last = button;
      news.textContent = sentence;
    });
  }
}

/* A form that is on its way is not sent again by a second press. */

function sendOnce(event) {
  const form = event.target;
  if (form.method !== "post") return;
  if (form.ariaBusy === "true") event.preventDefault();
  else {
    form.ariaBusy = "true";
    setTimeout(() => { form.ariaBusy = "false"; }, SENT_SECONDS_MAX * 1000);
  }
}

function letSendAgain() {
  for (const form of document.forms) form.ariaBusy = "false";
}

/* A part of a page that is brought in. Where there is none, the page has become another one: after an import is done, say,
   or when nobody is signed in any more. A server that is out of order is asked again. */

function bringIn(event) {
  const { xhr, target, pathInfo } = event.detail;
  if (xhr.status >= 500 || xhr.responseText.includes(`id="${target.id}"`)) return;
  event.preventDefault();
  location.assign(pathInfo.finalRequestPath);
}

offerCopies(document.querySelectorAll("[data-copy]"));
document.addEventListener("submit", sendOnce);
document.addEventListener("htmx:beforeSwap", bringIn);
addEventListener("pageshow", letSendAgain);
