/* Narrows the thread in place. Every link it takes over leads to a page that shows the same without it. */
"use strict";
(() => {
  const nav = document.querySelector(".narrow");
  const rows = [...document.querySelectorAll("#thread .ev")].map((node) => {
    const [number, ...tokens] = node.dataset.f.split(" ");
    const day = new Date(Date.UTC(2020, 0, 1) + Number(number) * 864e5).toISOString().slice(0, 10);
    return { node, day, tokens: new Set([...tokens, ...node.classList]) };
  });
  if (!nav || !rows.length) return;
  const links = new Map();
  const groupOf = new Map();
  for (const list of nav.querySelectorAll("ul[data-facet]")) {
    if (list.dataset.facet === "year") continue;
    for (const link of list.querySelectorAll("a")) {
      const token = link.dataset.code;
      links.set(token, link);
      groupOf.set(token, list.dataset.facet);
      link.setAttribute("role", "button");
      link.setAttribute("aria-pressed", "false");
      link.addEventListener("click", (event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        toggle(token);
      });
      link.addEventListener("keydown", (event) => {
        if (event.key === " ") { event.preventDefault(); toggle(token); }
      });
    }
  }
  const chosen = new Set();
  const bar = document.createElement("p");
  bar.className = "told";
  const label = document.createElement("label");
  label.append("As known on ");
  const day = document.createElement("input");
  day.type = "date";
  label.append(day);
  const told = document.createElement("span");
  told.setAttribute("role", "status");
  const clear = document.createElement("button");
  clear.type = "button";
  clear.textContent = "Show all";
  const turn = document.createElement("button");
  turn.type = "button";
  turn.textContent = "Oldest first";
  bar.append(label, turn, clear, told);
  nav.append(bar);

  const years = [...document.querySelectorAll("#thread .year")];
  function reverse() {
    const place = years[0].previousElementSibling;
    years.reverse();
    place.after(...years);
    for (const year of years) { const list = year.querySelector("ol"); list.append(...[...list.children].reverse()); }
    turn.textContent = turn.textContent === "Oldest first" ? "Newest first" : "Oldest first";
  }
  function toggle(token) {
    if (!chosen.delete(token)) chosen.add(token);
    show();
  }
  function show() {
    const groups = new Map();
    for (const token of chosen) groups.set(groupOf.get(token), [...(groups.get(groupOf.get(token)) || []), token]);
    let count = 0;
    for (const row of rows) {
      const fits = [...groups.values()].every((group) => group.some((token) => row.tokens.has(token)));
      row.node.hidden = !(fits && (!day.value || row.day <= day.value));
      count += !row.node.hidden;
    }
    for (const year of years) year.hidden = !year.querySelector(".ev:not([hidden])");
    for (const [token, link] of links) link.setAttribute("aria-pressed", String(chosen.has(token)));
    const narrowed = chosen.size > 0 || day.value !== "";
    clear.hidden = !narrowed;
    told.textContent = narrowed ? `${count} of ${rows.length} events` : "";
    const query = new URLSearchParams();
    for (const token of chosen) query.append("f", token);
    if (day.value) query.set("known", day.value);
    const address = (query.size ? `?${query}` : location.pathname) + location.hash;
    try { history.replaceState(null, "", address); } catch { /* some browsers refuse this on file: addresses */ }
  }
  clear.addEventListener("click", () => { chosen.clear(); day.value = ""; show(); });
  turn.addEventListener("click", reverse);
  day.addEventListener("change", show);
  const asked = new URLSearchParams(location.search);
  for (const token of asked.getAll("f")) {
    if (!links.has(token)) continue;
    chosen.add(token);
    const group = links.get(token).closest("details");
    if (group) group.open = true;
  }
  if (/^\d{4}-\d{2}-\d{2}$/.test(asked.get("known") || "")) day.value = asked.get("known");
  show();
})();
