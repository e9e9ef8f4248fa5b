// Comforts on top of pages that work without it: the viewer's time zone, live numbers, and a button that is pressed once.

// Shows the page anew, and never sends the form that led here again. What it said of an action within the last minute is said again: nobody may have read it.
const came = performance.now();
const renew = () => {
  const said = performance.now() - came < 60_000 && document.querySelector("[role=status]")?.textContent;
  if (said) document.cookie = `notice=${encodeURIComponent(said)}; path=/admin; max-age=60; samesite=lax`;
  location.replace(location.href);
};

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
const known = document.cookie.split("; ").find(cookie => cookie.startsWith("zone="))?.slice(5);
if (zone && known !== encodeURIComponent(zone)) {
  document.cookie = `zone=${encodeURIComponent(zone)}; path=/admin; max-age=31536000; samesite=lax`;
  // Only where the cookie was kept, and only on pages that a reload does not send again.
  if (document.cookie.includes(`zone=${encodeURIComponent(zone)}`) && !document.querySelector("[role=alert]")) renew();
}

// The server does nothing twice; this spares the person the wondering.
addEventListener("submit", event => {
  if (event.defaultPrevented || !event.target.matches("[data-form]")) return;
  if (event.target.dataset.sent) return event.preventDefault();
  event.target.dataset.sent = "yes";
  event.target.setAttribute("aria-busy", "true");
});
addEventListener("pageshow", () => document.querySelectorAll("[data-sent]").forEach(form => {
  delete form.dataset.sent;
  form.removeAttribute("aria-busy");
}));

// <… data-events="/path">: each event is JSON, whose members replace the text (or value) of [data-live=member]; `state` that changes reloads.
for (const source of document.querySelectorAll("[data-events]")) {
  const events = new EventSource(source.dataset.events);
  events.addEventListener("progress", event => {
    const now = JSON.parse(event.data);
    if (source.dataset.state && now.state !== source.dataset.state) {
      events.close();
      return renew();
    }
    for (const part of source.querySelectorAll("[data-live]")) {
      const value = now[part.dataset.live];
      if (value === undefined) continue;
      if (part.tagName === "PROGRESS" || part.tagName === "METER") part.value = value; else part.textContent = value;
    }
  });
  events.addEventListener("end", () => { events.close(); renew(); });
}

// <form data-fragment="/path" …> with [data-fragment-here]: what is typed is sent along, and the answer's HTML shown in that place.
for (const form of document.querySelectorAll("form[data-fragment]")) {
  const place = form.querySelector("[data-fragment-here]");
  let timer, asked;
  const ask = async () => {
    asked?.abort();
    asked = new AbortController();
    place.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(form.dataset.fragment, { method: "POST", body: new FormData(form), signal: asked.signal });
      if (answer.ok) place.innerHTML = await answer.text();
      place.removeAttribute("aria-busy");
    } catch (problem) {
      if (problem.name !== "AbortError") place.removeAttribute("aria-busy");
    }
  };
  form.addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(ask, 350); });
  // What was typed or chosen before this script had come.
  const isChanged = field => field.options
    ? field.selectedIndex !== Math.max(0, [...field.options].findIndex(option => option.defaultSelected))
    : field.checked !== field.defaultChecked || ("defaultValue" in field && field.value !== field.defaultValue);
  if ([...form.elements].some(isChanged)) ask();
}
